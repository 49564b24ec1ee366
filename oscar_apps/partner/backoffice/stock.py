"""The screen of stock: every seller's offers with price and pieces, and how the pieces came about."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from marketplace.backoffice.screens import ActionView, IndexView, Screen
from marketplace.templatetags.shop import money_text

from ..exceptions import InsufficientStock, InvalidStockAdjustment
from ..models import StockRecord
from ..services import MOST_IN_STOCK, adjust, receive, set_price

MOVEMENTS_PER_PAGE = 50
LOW, OUT = "low", "out"


class StockFilters(WagtailFilterSet):
    seller = django_filters.CharFilter(label=_("Seller"), field_name="partner__name", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(
        label=_("Stock"), choices=[(LOW, _("Low or out")), (OUT, _("Out"))], method="at_level"
    )
    is_active = django_filters.BooleanFilter(label=_("Offered"))

    class Meta:
        model = StockRecord
        fields: list[str] = []

    def at_level(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        free = F("num_in_stock") - Coalesce(F("num_allocated"), 0)
        limit = Coalesce(F("low_stock_threshold"), settings.LOW_STOCK_DEFAULT) if value == LOW else 0
        return queryset.filter(num_in_stock__isnull=False).alias(free=free).filter(free__lte=limit)


class StockIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return StockRecord.objects.select_related("product__product_class", "product__parent__product_class", "partner")


class CountForm(forms.Form):
    """How many are on the shelf after a count, and why the number is another."""

    new_in_stock = forms.IntegerField(label=_("Pieces on the shelf"), min_value=0, max_value=MOST_IN_STOCK)
    reason = forms.CharField(label=_("Why"), max_length=255)


class ReceiveForm(forms.Form):
    quantity = forms.IntegerField(label=_("Pieces that came in"), min_value=1, max_value=MOST_IN_STOCK)
    reason = forms.CharField(label=_("From where"), max_length=255)


class PriceForm(forms.Form):
    """Prices include tax, in the currency of the offer."""

    price = forms.DecimalField(label=_("Price"), min_value=Decimal(0), max_digits=12, decimal_places=2)
    compare_at_price = forms.DecimalField(
        label=_("Price before"), min_value=Decimal(0), max_digits=12, decimal_places=2, required=False
    )


class StockView(ActionView):
    """One offer: its numbers, what may be done with them, its movements."""

    template_name = "backoffice/stock.html"
    page_title = _("Stock")
    actions = {"adjust": "count", "receive": "take_in", "price": "change_price"}
    refusals = (*ActionView.refusals, InsufficientStock, InvalidStockAdjustment)

    def get_page_subtitle(self) -> str:
        product = self.object.product
        return " ".join(filter(None, [product.get_title(), product.color, product.size]))

    def count(self, data: Any) -> str:
        values = _cleaned(CountForm(data))
        adjust(stockrecord_id=self.object.pk, actor=self.request.user, **values)
        return _t("Counted: %(number)s pieces.") % {"number": values["new_in_stock"]}

    def take_in(self, data: Any) -> str:
        values = _cleaned(ReceiveForm(data))
        receive(stockrecord_id=self.object.pk, actor=self.request.user, **values)
        return _t("Taken in: %(number)s pieces.") % {"number": values["quantity"]}

    def change_price(self, data: Any) -> str:
        values = _cleaned(PriceForm(data))
        set_price(stockrecord_id=self.object.pk, actor=self.request.user, **values)
        return _t("The price is now %(price)s.") % {"price": money_text(values["price"], self.object.price_currency)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        pages = Paginator(record.movements.select_related("actor"), MOVEMENTS_PER_PAGE)
        prices = {"price": record.price, "compare_at_price": record.compare_at_price}
        return {
            **super().get_context_data(**kwargs),
            "record": record,
            "movements": pages.get_page(self.request.GET.get("p")),
            "count_form": CountForm(initial={"new_in_stock": record.num_in_stock}),
            "receive_form": ReceiveForm(),
            "price_form": PriceForm(initial=prices),
            "may_change": self.user_has_permission("change"),
        }


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """The form's values; what is wrong with them goes up as one refusal."""
    if not form.is_valid():
        wrong = [f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()]
        raise forms.ValidationError(wrong)
    return form.cleaned_data


def _pieces(record: StockRecord, number: int | None) -> str:
    return "" if record.num_in_stock is None else str(number or 0)


class StockScreen(Screen):
    model = StockRecord
    icon = "table"
    menu_label = _("Stock")
    menu_order = 60
    can_add = can_edit = False
    index_view_class = StockIndexView
    inspect_view_class = StockView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/stock.html"
    filterset_class = StockFilters
    ordering = "-pk"
    search_fields = ["partner_sku", "product__title", "product__parent__title", "product__upc"]
    list_display = [
        TitleColumn("product", label=_("Product"), accessor=lambda record: record.product.get_title(),
                    url_name="market-stock:inspect"),
        Column("variant", label=_("Variant"), accessor=lambda record: f"{record.product.color} {record.product.size}"),
        Column("partner", label=_("Seller"), accessor="partner.name", sort_key="partner__name"),
        Column("partner_sku", label=_("SKU"), sort_key="partner_sku"),
        Column("price", label=_("Price"), sort_key="price", classname="num",
               accessor=lambda record: money_text(record.price, record.price_currency)),
        Column("num_in_stock", label=_("In stock"), sort_key="num_in_stock", classname="num",
               accessor=lambda record: _pieces(record, record.num_in_stock)),
        Column("num_allocated", label=_("Allocated"), classname="num",
               accessor=lambda record: _pieces(record, record.num_allocated)),
        Column("available", label=_("Available"), classname="num",
               accessor=lambda record: _pieces(record, record.available)),
        BooleanColumn("is_active", label=_("Offered")),
    ]  # fmt: skip
