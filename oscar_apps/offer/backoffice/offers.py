"""The screen of offers for everybody."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.panels import FormsetPanel, in_every_language
from marketplace.backoffice.rows import rows_of, words_in
from marketplace.backoffice.screens import ActionView, EditView, IndexView, Screen, ServiceForm
from marketplace.templatetags.shop import money_text
from oscar_apps.catalogue.backoffice.product_forms import CategoryRow, RelatedRow

from ..services import AMOUNT, PERCENT
from ..site_offers import DELIVERY, MULTIBUY, OfferTerms, end_site_offer, save_site_offer

Offer = get_model("offer", "ConditionalOffer")
KINDS = {
    PERCENT: _("Percent off"),
    AMOUNT: _("An amount off"),
    MULTIBUY: _("Of so many pieces the cheapest is free"),
    DELIVERY: _("Percent off the delivery"),
}


#: Goods that a row of the list names.
MOST_NAMED = 3


class OfferForm(ServiceForm):
    kind = forms.ChoiceField(label=_("Gives"), choices=list(KINDS.items()))
    value = forms.DecimalField(
        label=_("How much"), min_value=Decimal(0), max_digits=12, decimal_places=2,
        help_text=_("Percent, an amount, or pieces: 3 for “buy 3, pay 2”."),
    )  # fmt: skip
    minimum = forms.DecimalField(
        label=_("For goods of at least"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    formset_classes = {
        "categories": rows_of(CategoryRow, add_label=_("Add a category"), max_num=20),
        "products": rows_of(RelatedRow, add_label=_("Add a product"), max_num=50),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            benefit, condition = self.instance.benefit, self.instance.condition
            counted = condition.value if benefit.type == MULTIBUY else benefit.value
            self.initial |= {"kind": benefit.type, "value": counted}
            self.initial["minimum"] = condition.value if condition.type == "Value" else None

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        goods = self.instance.condition.range
        if name == "categories":
            return [{"category": each} for each in goods.included_categories.all()]
        return [{"product": each} for each in goods.included_products.all()]

    def write(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        words = words_in(data, "name", "description")
        terms = OfferTerms(
            names=words["name"], descriptions=words["description"], kind=data["kind"], value=data["value"],
            minimum=data["minimum"], start=data["start_datetime"], end=data["end_datetime"],
            categories=[row["category"] for row in self.rows("categories")],
            products=[row["product"] for row in self.rows("products")],
            most_uses=data["max_global_applications"], most_per_buyer=data["max_user_applications"],
        )  # fmt: skip
        return save_site_offer(offer=self.fresh() if self.instance.pk else None, terms=terms)


def for_everybody() -> QuerySet[Any]:
    goods = ("condition__range__included_categories", "condition__range__included_products__parent")
    offers = Offer.objects.filter(offer_type=Offer.SITE).select_related("benefit", "condition__range")
    return offers.prefetch_related(*goods)


class OfferIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return for_everybody()


class OfEverybody:
    def get_object(self, queryset: Any = None) -> Any:
        """A voucher's offer is changed with its voucher and does not exist here."""
        found = super().get_object(queryset)  # type: ignore[misc]
        if found.offer_type != Offer.SITE:
            raise Http404
        return found


class OfferEditView(OfEverybody, EditView):
    pass


class OfferView(OfEverybody, ActionView):
    """One offer with what it has given, and the way to end it."""

    template_name = "backoffice/offer.html"
    page_title = pgettext_lazy("reduced goods", "Offer")
    actions = {"end": "end"}

    def end(self, data: Any) -> str:
        end_site_offer(offer=self.object)
        return _t("The offer has ended.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        goods = self.object.condition.range
        return {
            **super().get_context_data(**kwargs),
            "offer": self.object,
            "kind": KINDS.get(self.object.benefit.type, ""),
            "gives": gives(self.object),
            "state": state_of(self.object),
            "categories": goods.included_categories.all(),
            "products": goods.included_products.all(),
            "may_end": self.user_has_permission("change") and state_of(self.object) != ENDED,
        }


ENDED, RUNNING, PLANNED = _("Ended"), _("Running"), _("Planned")


def state_of(offer: Any) -> Any:
    now = timezone.now()
    if offer.status != Offer.OPEN or (offer.end_datetime and offer.end_datetime <= now):
        return ENDED
    return PLANNED if offer.start_datetime and offer.start_datetime > now else RUNNING


def gives(offer: Any) -> str:
    """ "10 %", "ETB 50.00", "3 : 2"."""
    benefit = offer.benefit
    if benefit.type == MULTIBUY:
        return f"{offer.condition.value:.0f} : {offer.condition.value - 1:.0f}"
    return money_text(benefit.value) if benefit.type == AMOUNT else f"{benefit.value.normalize():f} %"


def _goods(offer: Any) -> str:
    goods = offer.condition.range
    if goods.includes_all_products:
        return _t("All goods")
    names = [each.name for each in goods.included_categories.all()]
    names += [each.get_title() for each in goods.included_products.all()]
    return ", ".join([*names[:MOST_NAMED], "…"] if len(names) > MOST_NAMED else names)


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT") if moment else ""


class OfferScreen(Screen):
    model = Offer
    icon = "pick"
    menu_label = pgettext_lazy("reduced goods", "Offers")
    menu_order = 115
    index_view_class = OfferIndexView
    edit_view_class = OfferEditView
    inspect_view_class = OfferView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/offer.html"
    ordering = "-date_created"
    search_fields = ["name_en"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name_en"),
        Column("kind", label=_("Kind"), accessor=lambda offer: KINDS.get(offer.benefit.type, "")),
        Column("gives", label=_("Gives"), accessor=gives, classname="num"),
        Column("goods", label=pgettext_lazy("voucher", "For"), accessor=_goods),
        StatusTagColumn("state", label=_("State"), accessor=state_of, primary=lambda offer: state_of(offer) == RUNNING),
        Column("start", label=pgettext_lazy("date", "From"), accessor=lambda offer: _day(offer.start_datetime)),
        Column("end", label=_("Until"), accessor=lambda offer: _day(offer.end_datetime), sort_key="end_datetime"),
        NumberColumn("num_orders", label=_("Orders"), sort_key="num_orders"),
    ]

    def get_edit_handler(self) -> Any:
        limits = [FieldPanel("max_global_applications"), FieldPanel("max_user_applications")]
        panels = [
            in_every_language("name", heading=_("Name")),
            in_every_language("description", heading=_("Description")),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("value"), FieldPanel("minimum")], heading=_("What it gives")),
            FormsetPanel(
                "categories", heading=_("Categories"), help_text=_("No category and no product: it is for all goods.")
            ),
            FormsetPanel("products", heading=_("Products")),
            FieldRowPanel([FieldPanel("start_datetime"), FieldPanel("end_datetime")], heading=_("When it is valid")),
            FieldRowPanel(limits, heading=_("How often, in all and for one buyer")),
        ]
        return ObjectList(panels, base_form_class=OfferForm).bind_to_model(self.model)
