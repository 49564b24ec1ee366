"""The screen of sellers: who they are, what a buyer reads of them, their state and how it came about."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.widgets import AdminDateInput

from marketplace.backoffice.panels import in_every_language
from marketplace.backoffice.rows import in_languages, words_in
from marketplace.backoffice.screens import ActionView, IndexView, Screen, ServiceForm
from oscar_apps.order import pipeline

from ..exceptions import IllegalStateChange
from ..models import Vendor, VendorState
from ..services import MOVES, register_vendor, set_state, update_vendor

BUSINESS = ("legal_name", "tax_number", "email", "phone", "language", "commission_rate")
PUBLIC = ("name", "city", "is_vat_registered")
PUBLIC_WORDS = ("tagline", "story")


TAGLINES = in_languages("tagline", label=_("Tagline"), max_length=200)
STORIES = in_languages("story", label=_("Story"), widget=forms.Textarea)


class SellerForm(ServiceForm, TAGLINES, STORIES):  # type: ignore[misc, valid-type]
    """A seller as a business and as its buyers see it; the latter is the partner's."""

    name = forms.CharField(label=_("Name of the shop"), max_length=128)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    is_vat_registered = forms.BooleanField(label=_("Registered for value added tax"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            partner = self.instance.partner
            names = [
                *PUBLIC,
                *(build_localized_fieldname(word, code) for word in PUBLIC_WORDS for code, _name in settings.LANGUAGES),
            ]
            self.initial |= {name: getattr(partner, name) for name in names}

    def write(self, *, actor: Any) -> Vendor:
        business = {name: self.cleaned_data[name] for name in BUSINESS}
        public = {name: self.cleaned_data[name] for name in PUBLIC} | self._words()
        if not self.instance.pk:
            return register_vendor(actor=actor, **business, **public)
        return update_vendor(vendor=self.fresh(), business=business, public=public)

    def _words(self) -> dict[str, str]:
        found = words_in(self.cleaned_data, *PUBLIC_WORDS)
        return {build_localized_fieldname(word, code): text for word in found for code, text in found[word].items()}


class SellerFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=VendorState.choices)
    city = django_filters.CharFilter(label=_("City"), field_name="partner__city", lookup_expr="icontains")

    class Meta:
        model = Vendor
        fields: list[str] = []


class SellerIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return Vendor.objects.select_related("partner")


class SellerView(ActionView):
    """A seller's standing: state, what it may become, people and history."""

    template_name = "backoffice/seller.html"
    page_title = _("Seller")
    actions = {"set_state": "change_state"}
    refusals = (*ActionView.refusals, IllegalStateChange)

    def get_page_subtitle(self) -> str:
        return self.object.partner.name

    def change_state(self, data: Any) -> str:
        form = StateForm(data, vendor=self.object)
        if not form.is_valid():
            raise forms.ValidationError([error for errors in form.errors.values() for error in errors])
        chosen = form.cleaned_data
        set_state(vendor=self.object, actor=self.request.user, **chosen)
        return _t("The seller is now: %(state)s.") % {"state": VendorState(chosen["state"]).label}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        vendor = self.object
        partner = vendor.partner
        offers = get_model("partner", "StockRecord").objects.filter(partner=partner, is_active=True)
        open_parts = get_model("order", "Consignment").objects.filter(partner=partner)
        form = StateForm(vendor=vendor)
        return {
            **super().get_context_data(**kwargs),
            "media": form.media,
            "vendor": vendor,
            "state_form": form,
            "history": vendor.state_changes.select_related("actor").order_by("-id")[:100],
            "members": vendor.members.select_related("user").order_by("id"),
            "num_offers": offers.count(),
            "num_open": open_parts.exclude(status__in=pipeline.FINAL).count(),
            "may_change": self.user_has_permission("change"),
        }


class StateForm(forms.Form):
    """The next state of a seller, and why; the reason of a suspension is shown to the seller."""

    state = forms.ChoiceField(label=_("New state"))
    reason = forms.CharField(label=_("Reason"), max_length=255, required=False)
    holiday_until = forms.DateField(label=_("Back on (holiday)"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = MOVES[vendor.state]
        self.fields["state"].choices = [(state.value, state.label) for state in VendorState if state in allowed]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == VendorState.SUSPENDED and not data.get("reason"):
            self.add_error("reason", _("Say why the seller is suspended."))
        return data


class SellerScreen(Screen):
    model = Vendor
    icon = "group"
    menu_label = _("Sellers")
    menu_order = 40
    index_view_class = SellerIndexView
    inspect_view_class = SellerView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/seller.html"
    filterset_class = SellerFilters
    ordering = "partner__name"
    search_fields = ["partner__name", "partner__slug", "legal_name", "email", "phone", "tax_number"]
    list_display = [
        TitleColumn("name", label=_("Shop"), accessor="partner.name", sort_key="partner__name",
                    url_name="market-sellers:inspect"),
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", sort_key="state",
                        primary=lambda vendor: vendor.state == VendorState.ACTIVE),
        Column("legal_name", label=_("Legal name"), sort_key="legal_name"),
        Column("city", label=_("City"), accessor="partner.city"),
        Column("rating", label=_("Rating"), accessor=lambda vendor: vendor.partner.rating or "", classname="num"),
        Column("email", label=_("E-mail")),
        DateColumn("created_at", label=_("Since"), sort_key="created_at"),
    ]  # fmt: skip

    def get_edit_handler(self) -> Any:
        business = [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("legal_name"), FieldPanel("tax_number")]),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("language")]),
                    FieldPanel("commission_rate"),
                ],
                heading=_("Business"),
            )
        ]
        public = [
            FieldRowPanel([FieldPanel("name"), FieldPanel("city"), FieldPanel("is_vat_registered")], heading=_("Shop")),
            in_every_language("tagline", heading=_("Tagline")),
            in_every_language("story", heading=_("Story")),
        ]
        tabs = [ObjectList(business, heading=_("Business")), ObjectList(public, heading=_("What buyers see"))]
        return TabbedInterface(tabs, base_form_class=SellerForm).bind_to_model(self.model)
