"""Payments and refunds in the back office: what came, what goes back, what a person has to do about it."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.screens import ActionView, IndexView, Screen
from marketplace.templatetags.shop import money_text

from ..exceptions import RefundRefused
from ..gateways.registry import display_name
from ..models import Refund, Source
from ..services import retry_refund, reverse_refund, settle_by_hand
from .money_back import GivesMoneyBack


class PaymentFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Source.Status.choices)
    gateway = django_filters.CharFilter(label=_("Gateway"))
    problem = django_filters.BooleanFilter(label=_("With a problem"), method="with_problem")
    surplus = django_filters.BooleanFilter(label=_("Surplus"), field_name="is_surplus")
    date = django_filters.DateFromToRangeFilter(
        label=_("Date"), field_name="date_created", widget=DateRangePickerWidget
    )

    class Meta:
        model = Source
        fields: list[str] = []

    def with_problem(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.exclude(problem="") if value else queryset.filter(problem="")


class PaymentIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Source.objects.select_related("order")


class PaymentView(GivesMoneyBack, ActionView):
    """One payment beside the order's others, with its history and what may be done."""

    template_name = "backoffice/payment.html"
    page_title = _("Payment")
    actions = GivesMoneyBack.money_actions
    refusals = (*ActionView.refusals, *GivesMoneyBack.money_refusals)

    def get_page_subtitle(self) -> str:
        return self.object.reference

    def money_order(self) -> Any:
        return self.object.order

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, **self.money_context(), "order": self.object.order,
                "may_change": self.user_has_permission("change")}  # fmt: skip


def _asked(source: Source) -> str:
    return money_text(source.amount_allocated, source.currency)


def _came(source: Source) -> str:
    return money_text(source.amount_debited, source.currency) if source.amount_debited else ""


def _went_back(source: Source) -> str:
    return money_text(source.amount_refunded, source.currency) if source.amount_refunded else ""


class PaymentScreen(Screen):
    model = Source
    icon = "tick-inverse"
    menu_label = _("Payments")
    menu_order = 52
    can_add = can_edit = False
    index_view_class = PaymentIndexView
    inspect_view_class = PaymentView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/payment.html"
    filterset_class = PaymentFilters
    ordering = "-pk"
    search_fields = ["reference", "provider_id", "order__number"]
    list_display = [
        TitleColumn("reference", label=_("Reference"), url_name="market-payments:inspect"),
        DateColumn("date_created", label=_("Date"), sort_key="date_created"),
        Column("gateway", label=_("Gateway"), accessor=lambda source: display_name(source.gateway), sort_key="gateway"),
        StatusTagColumn("status", label=_("Status"), accessor="get_status_display", sort_key="status",
                        primary=lambda source: source.status == Source.Status.PAID),
        Column("asked", label=_("Asked for"), accessor=_asked, sort_key="amount_allocated", classname="num"),
        Column("came", label=pgettext_lazy("money", "Came in"), accessor=_came, classname="num"),
        Column("back", label=pgettext_lazy("money", "Went back"), accessor=_went_back, classname="num"),
        Column("problem", label=_("Problem"), sort_key="problem"),
    ]  # fmt: skip


class RefundFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Refund.Status.choices)
    date = django_filters.DateFromToRangeFilter(label=_("Date"), field_name="created_at", widget=DateRangePickerWidget)

    class Meta:
        model = Refund
        fields: list[str] = []


class RefundIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Refund.objects.select_related("source__order")


class RefundView(ActionView):
    """One refund: settled by hand with proof, tried again, or taken back."""

    template_name = "backoffice/refund.html"
    page_title = _("Refund")
    actions = {"settle": "settle", "retry": "retry", "reverse": "reverse"}
    refusals = (*ActionView.refusals, RefundRefused)

    def get_page_subtitle(self) -> str:
        return f"{self.object.source.order.number}: {money_text(self.object.amount, self.object.currency)}"

    def settle(self, data: Any) -> str:
        settle_by_hand(refund=self.object, proof=data.get("proof", ""), actor=self.request.user)
        return _t("Noted as paid back.")

    def retry(self, data: Any) -> str:
        retry_refund(refund=self.object)
        return _t("It is sent to the provider again.")

    def reverse(self, data: Any) -> str:
        reason = data.get("reason", "").strip()
        if not reason:
            raise ValidationError(_t("Say why it is taken back."))
        reverse_refund(refund=self.object, reason=reason, actor=self.request.user)
        return _t("Taken back: the money stays with the order.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refund = self.object
        return {
            **super().get_context_data(**kwargs),
            "refund": refund,
            "order": refund.source.order,
            "gateway_name": display_name(refund.source.gateway),
            "parts": refund.parts.select_related("share__consignment__partner", "line"),
            "waits": refund.status == Refund.Status.BY_HAND,
            "may_reverse": refund.status in (Refund.Status.BY_HAND, Refund.Status.REQUESTED),
            "may_change": self.user_has_permission("change"),
        }


class RefundScreen(Screen):
    model = Refund
    icon = "rotate"
    menu_label = _("Refunds")
    menu_order = 53
    can_add = can_edit = False
    index_view_class = RefundIndexView
    inspect_view_class = RefundView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/refund.html"
    filterset_class = RefundFilters
    ordering = "-created_at"
    search_fields = ["source__reference", "source__order__number", "provider_id", "proof"]
    list_display = [
        TitleColumn("order", label=_("Order"), accessor="source.order.number", url_name="market-refunds:inspect"),
        DateColumn("created_at", label=_("Date"), sort_key="created_at"),
        Column("amount", label=_("Amount"), sort_key="amount", classname="num",
               accessor=lambda refund: money_text(refund.amount, refund.currency)),
        StatusTagColumn("status", label=_("Status"), accessor="get_status_display", sort_key="status",
                        primary=lambda refund: refund.status == Refund.Status.BY_HAND),
        Column("gateway", label=_("Gateway"), accessor=lambda refund: display_name(refund.source.gateway)),
        Column("reason", label=_("Reason"), accessor="reason_text"),
        Column("problem", label=_("Problem")),
    ]  # fmt: skip
