"""The screen of payment methods: in which order, under which names and for which orders each gateway is offered."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.fields import CodesField
from marketplace.backoffice.panels import FormsetPanel, in_every_language
from marketplace.backoffice.rows import rows_of
from marketplace.backoffice.screens import EditView, IndexView, Screen, ServiceForm
from marketplace.templatetags.shop import money_text
from oscar_apps.partner.backoffice.choosers import partner_chooser

from ..gateways.registry import KNOWN, display_name, is_switched_on
from ..models import GatewayOption
from ..options import save_option

FACTS = ("is_active", "position", "min_total", "max_total", "countries")
WORDS = tuple(
    build_localized_fieldname(field, code) for field in ("name", "description") for code, _name in settings.LANGUAGES
)


class SellerRow(forms.Form):
    partner = forms.ModelChoiceField(
        label=_("Seller"),
        queryset=get_model("partner", "Partner").objects.all(),
        widget=partner_chooser.widget_class,
    )


class MethodForm(ServiceForm):
    countries = CodesField(
        label=_("Countries"), required=False, help_text=_("Two letters each: ET KE. Empty: every country.")
    )
    formset_classes = {"sellers": rows_of(SellerRow, add_label=_("Add a seller"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            self._show_own_words(code)

    def _show_own_words(self, language: str) -> None:
        """What buyers read where the operator writes nothing."""
        gateway = KNOWN.get(self.instance.code)
        if gateway is None:
            return
        with override(language):
            for field in ("name", "description"):
                widget = self.fields[build_localized_fieldname(field, language)].widget
                widget.attrs["placeholder"] = str(getattr(gateway, field))

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return [{"partner": partner} for partner in self.instance.refused_by.all()] if self.instance.pk else []

    def write(self, *, actor: Any) -> GatewayOption:
        fields = {name: self.cleaned_data[name] for name in (*FACTS, *WORDS)}
        sellers = [row["partner"] for row in self.rows("sellers")]
        return save_option(option=self.fresh(), refused_by=sellers, **fields)


class MethodIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return GatewayOption.objects.prefetch_related("refused_by")


def is_offered(option: GatewayOption) -> bool:
    return option.is_active and is_switched_on(option.code)


def _state(option: GatewayOption) -> Any:
    if is_offered(option):
        return pgettext_lazy("payment method", "Offered")
    if not option.is_active:
        return pgettext_lazy("payment method", "Not offered")
    if option.code in settings.PAYMENT_GATEWAYS:
        return _("Its keys are missing")
    return _("Not switched on in the settings")


def _totals(option: GatewayOption) -> str:
    low = option.min_total is not None and _("from %(total)s") % {"total": money_text(option.min_total)}
    high = option.max_total is not None and _("up to %(total)s") % {"total": money_text(option.max_total)}
    return " ".join(str(limit) for limit in (low, high) if limit) or "*"


class MethodEditView(EditView):
    def get_page_subtitle(self) -> str:
        return display_name(self.object.code)


class MethodScreen(Screen):
    model = GatewayOption
    icon = "sliders"
    menu_label = _("Payment methods")
    menu_order = 130
    can_add = False
    index_view_class = MethodIndexView
    edit_view_class = MethodEditView
    ordering = ["position", "code"]
    search_fields = ["code", "name_en"]
    list_display = [
        TitleColumn("name", label=_("Name"), accessor=lambda option: display_name(option.code)),
        Column("code", label=_("Gateway"), sort_key="code"),
        NumberColumn("position", label=_("Position"), sort_key="position"),
        StatusTagColumn("state", label=_("State"), accessor=_state, primary=is_offered),
        Column("totals", label=_("Order total"), accessor=_totals),
        Column("countries", label=_("Countries"), accessor=lambda option: ", ".join(option.countries) or "*"),
        Column(
            "refused", label=_("Not taken by"), accessor=lambda option: ", ".join(map(str, option.refused_by.all()))
        ),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("is_active"), FieldPanel("position")])],
                heading=pgettext_lazy("payment method", "Offer"),
            ),
            in_every_language("name", heading=_("Name")),
            in_every_language("description", heading=_("Description")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("min_total"), FieldPanel("max_total"), FieldPanel("countries")])],
                heading=_("For which orders"),
            ),
            FormsetPanel(
                "sellers",
                heading=_("Sellers who do not take it"),
                help_text=_("An order with goods of one of them cannot be paid this way."),
            ),
        ]
        return ObjectList(panels, base_form_class=MethodForm).bind_to_model(self.model)
