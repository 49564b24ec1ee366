"""Basket: Oscar's, with lines that keep their own offer and load in a constant number of queries."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_lang
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine
from oscar.core.loading import get_model

from marketplace.prepared import PreparedSelect, hang

#: What prices, availability, delivery and pages need of a line, in one query.
LINE_RELATIONS = (
    "product",
    "product__product_class",
    "product__parent",
    "product__parent__product_class",
    "stockrecord",
    "stockrecord__partner",
)

_WORDS = ("title", "slug", "color")
_PRODUCT = (
    "structure", "upc", "is_public", "is_discountable", "state", "weight_g", "color_hex", "size", "parent_id",
    "product_class_id",
)  # fmt: skip
_PRODUCT_TYPE = ("track_stock", "requires_shipping", "tax_class_id")
_OFFER = (
    "partner_id", "product_id", "partner_sku", "price", "price_currency", "compare_at_price", "num_in_stock",
    "num_allocated", "low_stock_threshold", "is_active",
)  # fmt: skip
_SELLER = (
    "name", "slug", "code", "logo", "is_selling", "is_on_holiday", "holiday_until", "is_visible", "is_vat_registered",
)  # fmt: skip


@cache
def line_columns(language: str) -> tuple[str, ...]:
    """The columns of a line and its relations that are used, in this language and the default one."""
    return (
        "basket_id", "line_reference", "product_id", "stockrecord_id", "quantity", "price_currency", "price_excl_tax",
        "price_incl_tax", "tax_code", "date_created",
        *_product_columns(language),
        *(f"stockrecord__{name}" for name in _OFFER),
        *(f"stockrecord__partner__{name}" for name in _SELLER),
    )  # fmt: skip


@cache
def offer_columns(language: str) -> tuple[str, ...]:
    """The same for a stock record by itself."""
    return (*_OFFER, *_product_columns(language), *(f"partner__{name}" for name in _SELLER))


def _product_columns(language: str) -> tuple[str, ...]:
    """A product alone has seventy columns, most of them words in other languages; comparing and reading them costs
    more than the query."""
    languages = {build_lang(language), build_lang(settings.LANGUAGE_CODE)}
    product = (*_PRODUCT, *_WORDS, *(f"{word}_{code}" for word in _WORDS for code in sorted(languages)))
    return (
        *(f"product__{name}" for name in product),
        *(f"product__parent__{name}" for name in product),
        *(f"product__product_class__{name}" for name in _PRODUCT_TYPE),
        *(f"product__parent__product_class__{name}" for name in _PRODUCT_TYPE),
    )


class Basket(AbstractBasket):
    """What a person is about to buy. Guests hold its number in a signed cookie, so it needs no session."""

    #: Set by `basket.selectors`, so that baskets without vouchers need no query to know it.
    has_vouchers: bool

    def all_lines(self) -> QuerySet:
        """The lines in the order they were added, with product, offer, seller and pictures: two queries, once.

        The same objects are returned until `reset_offer_applications`, because offers write their discounts on them.
        """
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = _as_queryset(self, _lines_of(self))
        return self._lines

    def submit(self) -> None:
        """The basket has become an order. Oscar's own writes every column of the row."""
        self.status, self.date_submitted = self.SUBMITTED, timezone.now()
        self.save(update_fields=["status", "date_submitted"])

    @property
    def num_lines(self) -> int:
        return len(self.all_lines())

    @property
    def currency(self) -> str:
        """The charge currency: every offer is in it."""
        return settings.SHOP_CURRENCY

    @property
    def may_have_vouchers(self) -> bool:
        """False only where it is known without a query that there are none."""
        return getattr(self, "has_vouchers", True)


class Line(AbstractLine):
    """One seller's offer in a basket: it keeps its stock record and the price it was added at."""


def _written_lines(basket_id: int, language: str) -> QuerySet[Line]:
    """Without an order: Django compares every selected column with an ORDER BY; three lines are sorted sooner here."""
    lines = Line.objects.filter(basket_id=basket_id)
    return lines.select_related(*LINE_RELATIONS).only(*line_columns(language)).order_by()


def _written_pictures(product_ids: list[int]) -> QuerySet[Any]:
    return get_model("catalogue", "ProductImage").objects.filter(product_id__in=product_ids).order_by("display_order")


_line_rows = PreparedSelect(_written_lines)
_picture_rows = PreparedSelect(_written_pictures)


def _lines_of(basket: Basket) -> list[Line]:
    """The lines with their relations and pictures, oldest first."""
    lines = _line_rows(basket.pk, shape=(get_language() or settings.LANGUAGE_CODE,))
    for line in lines:
        line.basket = basket
    _hang_pictures(_products(lines))
    return sorted(lines, key=lambda line: line.pk)


def _hang_pictures(products: list[Any]) -> None:
    """What `prefetch_related("images")` does."""
    pictures = _picture_rows([product.pk for product in products])
    for product in products:
        hang(product, "images", [picture for picture in pictures if picture.product_id == product.pk])


def _as_queryset(basket: Basket, lines: list[Line]) -> QuerySet[Line]:
    """Formsets and Oscar's code take a queryset; this one has its answer already."""
    queryset = basket.lines.order_by("pk")
    queryset._result_cache = lines
    return queryset


def _products(lines: Iterable[Line]) -> list[Any]:
    """The products and parents of lines; a variant without pictures shows its parent's."""
    products = [line.product for line in lines]
    return products + [product.parent for product in products if product.parent_id]


from oscar.apps.basket.models import *
