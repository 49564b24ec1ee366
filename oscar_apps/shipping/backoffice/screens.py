"""The screens of sellers' shipping methods and of the zones they serve."""

from typing import Any

import django_filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from marketplace.backoffice.fields import CodesField
from marketplace.backoffice.panels import in_every_language
from marketplace.backoffice.screens import IndexView, Screen, ServiceForm
from marketplace.templatetags.shop import money_text

from ..models import PartnerShippingMethod, ShippingZone
from ..services import save_method, save_zone

FACTS = (
    "partner", "zone", "kind", "price", "price_per_kg", "free_above", "min_days", "max_days", "position", "is_active",
)  # fmt: skip


def columns(field: str) -> list[str]:
    """The columns of a translated field."""
    return [build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES]


class MethodForm(ServiceForm):
    def write(self, *, actor: Any) -> PartnerShippingMethod:
        fields = {name: self.cleaned_data[name] for name in (*FACTS, *columns("name"), *columns("pickup_address"))}
        return save_method(method=self.fresh() if self.instance.pk else PartnerShippingMethod(), **fields)


class ZoneForm(ServiceForm):
    countries = CodesField(
        label=_("Countries"), required=False, help_text=_("Two letters each: ET KE. Empty: every country.")
    )
    regions = CodesField(
        label=_("Regions"), required=False, help_text=_("ISO 3166-2: ET-AA ET-OR. Empty: the whole countries.")
    )

    def write(self, *, actor: Any) -> ShippingZone:
        fields = {name: self.cleaned_data[name] for name in ("partner", *columns("name"), "countries", "regions")}
        return save_zone(zone=self.fresh() if self.instance.pk else ShippingZone(), **fields)


class MethodFilters(WagtailFilterSet):
    seller = django_filters.CharFilter(label=_("Seller"), field_name="partner__name", lookup_expr="icontains")

    class Meta:
        model = PartnerShippingMethod
        fields = ["kind", "is_active"]


class ZoneFilters(WagtailFilterSet):
    seller = django_filters.CharFilter(label=_("Seller"), field_name="partner__name", lookup_expr="icontains")

    class Meta:
        model = ShippingZone
        fields: list[str] = []


class MethodIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return PartnerShippingMethod.objects.select_related("partner", "zone")


class ZoneIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return ShippingZone.objects.select_related("partner")


class MethodScreen(Screen):
    model = PartnerShippingMethod
    icon = "upload"
    menu_label = _("Shipping methods")
    menu_order = 100
    index_view_class = MethodIndexView
    filterset_class = MethodFilters
    ordering = "partner__name"
    search_fields = ["partner__name", "name_en"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name_en"),
        Column("partner", label=_("Seller"), accessor="partner.name", sort_key="partner__name"),
        Column("zone", label=_("Zone")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("price", label=_("Price"), accessor=lambda row: money_text(row.price), classname="num"),
        Column("days", label=_("Days"), accessor=lambda row: f"{row.min_days}–{row.max_days}"),
        BooleanColumn("is_active", label=pgettext_lazy("shipping method", "Offered")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            FieldRowPanel([FieldPanel("partner"), FieldPanel("zone")], heading=_("Whose and where")),
            in_every_language("name", heading=_("Name")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("price"), FieldPanel("price_per_kg")]),
                    FieldRowPanel([FieldPanel("free_above"), FieldPanel("min_days"), FieldPanel("max_days")]),
                    FieldRowPanel([FieldPanel("position"), FieldPanel("is_active")]),
                ],
                heading=_("Price and promise"),
            ),
            in_every_language("pickup_address", heading=_("Where to collect")),
        ]
        return ObjectList(panels, base_form_class=MethodForm).bind_to_model(self.model)


class ZoneScreen(Screen):
    model = ShippingZone
    icon = "site"
    menu_label = _("Shipping zones")
    menu_order = 110
    index_view_class = ZoneIndexView
    filterset_class = ZoneFilters
    ordering = "partner__name"
    search_fields = ["partner__name", "name_en"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name_en"),
        Column("partner", label=_("Seller"), accessor="partner.name", sort_key="partner__name"),
        Column("countries", label=_("Countries"), accessor=lambda row: ", ".join(row.countries) or "*"),
        Column("regions", label=_("Regions"), accessor=lambda row: ", ".join(row.regions)),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            FieldRowPanel([FieldPanel("partner")], heading=_("Whose")),
            in_every_language("name", heading=_("Name")),
            FieldRowPanel([FieldPanel("countries"), FieldPanel("regions")], heading=_("Where")),
        ]
        return ObjectList(panels, base_form_class=ZoneForm).bind_to_model(self.model)
