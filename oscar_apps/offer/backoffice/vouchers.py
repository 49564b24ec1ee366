"""The screen of vouchers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.screens import IndexView, Screen, ServiceForm
from marketplace.templatetags.shop import money_text

from ..services import AMOUNT, PERCENT, VoucherTerms, save_voucher

Voucher = get_model("voucher", "Voucher")


class VoucherForm(ServiceForm):
    kind = forms.ChoiceField(label=_("Gives"), choices=[(PERCENT, _("Percent off")), (AMOUNT, _("An amount off"))])
    value = forms.DecimalField(label=_("How much"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    minimum = forms.DecimalField(
        label=_("For goods of at least"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = self.instance.offers.select_related("benefit", "condition").first() if self.instance.pk else None
        if offer:
            self.initial |= {"kind": offer.benefit.type, "value": offer.benefit.value}
            self.initial["minimum"] = offer.condition.value if offer.condition.type == "Value" else None

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip().upper()

    def write(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        terms = VoucherTerms(
            name=data["name"], code=data["code"], usage=data["usage"], kind=data["kind"], value=data["value"],
            start=data["start_datetime"], end=data["end_datetime"], minimum=data["minimum"],
        )  # fmt: skip
        return save_voucher(voucher=self.fresh() if self.instance.pk else None, terms=terms)


class VoucherIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return Voucher.objects.prefetch_related("offers__benefit__range")


def _gives(voucher: Any) -> str:
    benefits = [offer.benefit for offer in voucher.offers.all()]
    if not benefits:
        return ""
    benefit = benefits[0]
    return f"{benefit.value.normalize():f} %" if benefit.type == PERCENT else money_text(benefit.value)


def _for_which(voucher: Any) -> str:
    goods = {str(offer.benefit.range) for offer in voucher.offers.all() if offer.benefit.range}
    return ", ".join(sorted(goods))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def _is_on(voucher: Any) -> bool:
    return voucher.start_datetime <= timezone.now() <= voucher.end_datetime


class VoucherScreen(Screen):
    model = Voucher
    icon = "tag"
    menu_label = _("Vouchers")
    menu_order = 120
    index_view_class = VoucherIndexView
    ordering = "-start_datetime"
    search_fields = ["name", "code"]
    list_filter = ["usage"]
    list_display = [
        TitleColumn("code", label=_("Code"), sort_key="code"),
        Column("name", label=_("Name"), sort_key="name"),
        Column("gives", label=_("Gives"), accessor=_gives, classname="num"),
        Column("goods", label=pgettext_lazy("voucher", "For"), accessor=_for_which),
        Column("usage", label=_("Use"), accessor="get_usage_display"),
        StatusTagColumn("state", label=_("State"), primary=_is_on,
                        accessor=lambda voucher: _("Valid") if _is_on(voucher) else _("Not valid now")),
        Column(
            "start", label=pgettext_lazy("date", "From"), sort_key="start_datetime",
            accessor=lambda voucher: _day(voucher.start_datetime),
        ),
        Column("end", label=_("Until"), sort_key="end_datetime", accessor=lambda voucher: _day(voucher.end_datetime)),
        NumberColumn("num_orders", label=_("Orders"), sort_key="num_orders"),
    ]  # fmt: skip

    def get_edit_handler(self) -> Any:
        panels = [
            FieldRowPanel([FieldPanel("name"), FieldPanel("code"), FieldPanel("usage")], heading=_("Voucher")),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("value"), FieldPanel("minimum")], heading=_("What it gives")),
            FieldRowPanel([FieldPanel("start_datetime"), FieldPanel("end_datetime")], heading=_("When it is valid")),
        ]
        return ObjectList(panels, base_form_class=VoucherForm).bind_to_model(self.model)
