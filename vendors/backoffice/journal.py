"""The journal in the back office: every entry, found by fact, seller, order and date; read, never written."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from oscar.core.loading import get_model
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from marketplace.backoffice.screens import IndexView, Screen
from marketplace.templatetags.shop import money_text

from ..ledger.explanation import money_of
from ..ledger.export import journal_row
from ..ledger.models import Account, Entry, Transaction
from .links import order_money_url


class JournalFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="transaction__kind", choices=Transaction.Kind.choices
    )
    account = django_filters.ChoiceFilter(label=_("Account"), field_name="account__kind", choices=Account.Kind.choices)
    seller = django_filters.CharFilter(label=_("Seller"), field_name="partner__name", lookup_expr="icontains")
    order = django_filters.CharFilter(
        label=_("Order"), field_name="transaction__order__number", lookup_expr="istartswith"
    )
    date = django_filters.DateFromToRangeFilter(
        label=_("Date"), field_name="transaction__occurred_at", widget=DateRangePickerWidget
    )

    class Meta:
        model = Entry
        fields: list[str] = []


#: Column of a spreadsheet -> its heading.
EXPORT: dict[str, Any] = {
    "date": _("Date"),
    "transaction": _("Transaction"),
    "kind": _("Kind"),
    "purpose": _("Purpose"),
    "account": _("Account"),
    "seller": _("Seller"),
    "order": _("Order"),
    "consignment": _("Consignment"),
    "description": _("Description"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "available_at": _("Available from"),
}


class JournalIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Entry.objects.select_related("transaction__order", "account__partner", "partner", "consignment")

    def to_row_dict(self, item: Entry) -> dict[str, Any]:
        return journal_row(item)


class EntryView(generic.InspectView):
    """The transaction an entry belongs to, with both sides of everything."""

    template_name = "backoffice/journal_transaction.html"
    page_title = _("Journal")
    any_permission_required = ["add", "change", "delete", "view"]

    def get_page_subtitle(self) -> str:
        return str(self.object.transaction.get_kind_display())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object.transaction
        entries = found.entries.select_related("account__partner", "consignment").order_by("pk")
        order_url = order_money_url(found.order) if found.order else ""
        return {**super().get_context_data(**kwargs), "found": found, "entries": entries, "order_url": order_url}


class OrderMoneyView(generic.PermissionCheckedMixin, generic.WagtailAdminTemplateMixin, TemplateView):
    """Where the money of one order came from and where it went, line by line."""

    template_name = "backoffice/order_money.html"
    page_title = _("Money of this order")
    header_icon = "calculator"
    model = Entry
    any_permission_required = ["add", "change", "delete", "view"]
    _show_breadcrumbs = True
    index_url_name: str | None = None

    @cached_property
    def order(self) -> Any:
        order = get_model("order", "Order").objects.filter(number=self.kwargs["number"]).first()
        if order is None:
            raise Http404
        return order

    def get_page_subtitle(self) -> str:
        return self.order.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        orders = {"url": reverse("market-orders:index"), "label": _("Orders")}
        order = {"url": reverse("market-orders:inspect", args=[self.order.pk]), "label": self.order.number}
        return [*self.breadcrumbs_items, orders, order, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "order": self.order, "explained": money_of(order=self.order)}


def _side(entry: Entry, sign: int) -> str:
    return money_text(entry.size, entry.currency) if entry.amount * sign > 0 else ""


def _moment(moment: datetime) -> str:
    """The moment itself: Wagtail's own column counts the time since."""
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def _order_number(entry: Entry) -> str:
    return entry.transaction.order.number if entry.transaction.order else ""


class JournalScreen(Screen):
    model = Entry
    icon = "calculator"
    menu_label = _("Journal")
    menu_order = 60
    can_add = can_edit = False
    index_view_class = JournalIndexView
    inspect_view_class = EntryView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/journal_transaction.html"
    filterset_class = JournalFilters
    ordering = "-id"
    search_fields = ["transaction__order__number", "transaction__description", "partner__name"]
    list_display = [
        Column("occurred_at", label=_("Date"), accessor=lambda entry: _moment(entry.transaction.occurred_at)),
        TitleColumn("kind", label=_("Kind"), accessor="transaction.get_kind_display",
                    url_name="market-journal:inspect"),
        Column("purpose", label=_("Purpose"), accessor="get_purpose_display"),
        Column("account", label=_("Account")),
        Column("order", label=_("Order"), accessor=_order_number),
        Column("debit", label=_("Debit"), accessor=lambda entry: _side(entry, 1), classname="num"),
        Column("credit", label=_("Credit"), accessor=lambda entry: _side(entry, -1), classname="num"),
    ]  # fmt: skip
    list_export = list(EXPORT)
    export_headings = EXPORT
    export_filename = "journal"

    def get_urlpatterns(self) -> list[Any]:
        money = self.extra_path(
            "order/<str:number>/", OrderMoneyView, "order", template_name=OrderMoneyView.template_name
        )
        return [*super().get_urlpatterns(), money]
