"""Screens of cash on delivery: its terms by area, blocked phones, and the cash couriers hand over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn, TitleColumn

from marketplace.backoffice.fields import CodesField
from marketplace.backoffice.screens import ActionView, IndexView, Screen, ServiceForm
from marketplace.templatetags.shop import money_text
from oscar_apps.order.models import Consignment, ConsignmentStatus

from ..cash import services
from ..cash.exceptions import CashRefused
from ..models import BlockedPhone, CashCollection, CashRule, CourierRemittance

TERMS = ("position", "country", "regions", "is_offered", "max_total", "max_open_orders", "collector")


class RuleForm(ServiceForm):
    regions = CodesField(
        label=_("Regions"), required=False, help_text=_("ISO 3166-2: ET-AA ET-OR. Empty: the whole country.")
    )

    def write(self, *, actor: Any) -> CashRule:
        rule = self.fresh() if self.instance.pk else CashRule()
        return services.save_rule(rule=rule, **{name: self.cleaned_data[name] for name in TERMS})


class PhoneForm(ServiceForm):
    def write(self, *, actor: Any) -> BlockedPhone:
        data = self.cleaned_data
        return services.block_phone(phone=data["phone"], reason=data["reason"], actor=actor)


def waiting() -> QuerySet[CashCollection]:
    """Cash that couriers have collected and not handed over."""
    rows = CashCollection.objects.filter(collector="courier", remittance=None)
    return rows.select_related("consignment__partner").order_by("collected_at", "pk")


class CollectionField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: CashCollection) -> str:
        return f"{row.consignment.number} · {row.consignment.partner} · {money_text(row.amount, row.currency)}"


class RemittanceForm(ServiceForm):
    collections = CollectionField(
        label=_("Cash of these orders"),
        queryset=CashCollection.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what the courier has brought. All of it counts as handed over, in one receipt."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collections"].queryset = waiting()  # type: ignore[attr-defined]

    def write(self, *, actor: Any) -> CourierRemittance:
        ids = [row.pk for row in self.cleaned_data["collections"]]
        try:
            return services.remit(collection_ids=ids, reference=self.cleaned_data["reference"], actor=actor)
        except CashRefused as refusal:
            raise ValidationError({"collections": str(refusal)}) from refusal


class RuleScreen(Screen):
    model = CashRule
    icon = "clipboard-list"
    menu_label = _("Terms of cash")
    menu_order = 132
    ordering = ["position", "pk"]
    list_display = [
        TitleColumn("area", label=_("Area"), accessor=str),
        NumberColumn("position", label=_("Position")),
        BooleanColumn("is_offered", label=_("Cash is taken here")),
        Column("max_total", label=_("Up to an order total of"), accessor=lambda row: _amount(row.max_total)),
        Column("max_open_orders", label=_("Open cash orders of one buyer")),
        Column("collector", label=_("Collected by"), accessor="get_collector_display"),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("country"), FieldPanel("regions"), FieldPanel("position")])],
                heading=_("Where"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("is_offered"), FieldPanel("collector")]),
                    FieldRowPanel([FieldPanel("max_total"), FieldPanel("max_open_orders")]),
                ],
                heading=_("On what terms"),
            ),
        ]
        return ObjectList(panels, base_form_class=RuleForm).bind_to_model(self.model)


def _amount(amount: Any) -> str:
    return "–" if amount is None else money_text(amount)


def refused_parcels(phone: Any) -> QuerySet[Consignment]:
    """What was sent to this number and not taken."""
    return Consignment.objects.filter(status=ConsignmentStatus.REFUSED, order__guest_phone=phone)


class PhoneView(ActionView):
    """One number with the parcels it refused."""

    template_name = "backoffice/blocked_phone.html"
    page_title = _("Phone without cash on delivery")
    actions = {"unblock": "unblock"}

    def get_page_subtitle(self) -> str:
        return str(self.object.phone)

    def unblock(self, data: Any) -> str:
        services.unblock_phone(blocked=self.object)
        return _t("Cash orders from %(phone)s are possible again.") % {"phone": self.object.phone}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refused = refused_parcels(self.object.phone).select_related("partner").order_by("-placed_at")[:50]
        return {
            **super().get_context_data(**kwargs),
            "refused": refused,
            "may_change": self.user_has_permission("change") and self.object.lifted_at is None,
        }


class PhoneScreen(Screen):
    model = BlockedPhone
    icon = "warning"
    menu_label = _("Blocked phones")
    menu_order = 134
    can_edit = False
    inspect_view_enabled = True
    inspect_view_class = PhoneView
    search_fields = ["phone", "reason"]
    list_display = [
        TitleColumn("phone", label=_("Phone"), url_name="market-blocked-phones:inspect"),
        Column("reason", label=_("Reason")),
        Column("refused", label=_("Parcels refused"), accessor=lambda row: refused_parcels(row.phone).count()),
        Column("actor", label=_("Blocked by")),
        DateColumn("created_at", label=_("Since")),
        DateColumn("lifted_at", label=_("Until")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [MultiFieldPanel([FieldRowPanel([FieldPanel("phone"), FieldPanel("reason")])], heading=_("Phone"))]
        return ObjectList(panels, base_form_class=PhoneForm).bind_to_model(self.model)


class RemittanceIndexView(IndexView):
    """Above the list: what couriers still owe."""

    def get_base_queryset(self) -> Any:
        return CourierRemittance.objects.select_related("actor").annotate(num_parts=Count("collections"))

    def get_page_subtitle(self) -> str:
        rows = waiting().order_by().values("currency").annotate(total=Sum("amount"))
        owed = [money_text(row["total"], row["currency"]) for row in rows]
        return _t("Still with couriers: %(amount)s") % {"amount": ", ".join(owed) or "0"}


class RemittanceView(ActionView):
    """One hand-over with the orders whose cash it brought."""

    template_name = "backoffice/remittance.html"
    page_title = _("Cash handed over")

    def get_page_subtitle(self) -> str:
        return money_text(self.object.amount, self.object.currency)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.collections.select_related("consignment__partner", "consignment__order").order_by("pk")
        return {**super().get_context_data(**kwargs), "rows": rows}


class RemittanceScreen(Screen):
    model = CourierRemittance
    icon = "download"
    menu_label = _("Cash from couriers")
    menu_order = 136
    can_edit = False
    index_view_class = RemittanceIndexView
    inspect_view_enabled = True
    inspect_view_class = RemittanceView
    search_fields = ["reference"]
    list_display = [
        TitleColumn(
            "amount",
            label=_("Amount"),
            accessor=lambda row: money_text(row.amount, row.currency),
            url_name="market-courier-cash:inspect",
        ),
        NumberColumn("num_parts", label=_("Orders")),
        Column("reference", label=_("Reference")),
        Column("actor", label=_("Taken by")),
        DateColumn("received_at", label=_("Received")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [MultiFieldPanel([FieldPanel("collections"), FieldPanel("reference")], heading=_("Cash handed over"))]
        return ObjectList(panels, base_form_class=RemittanceForm).bind_to_model(self.model)
