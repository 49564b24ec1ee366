"""Basket: Oscar's, with lines that keep their own offer and load in a constant number of queries."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet, prefetch_related_objects
from oscar.apps.basket.abstract_models import AbstractBasket

#: What prices, availability, delivery and pages need of a line, in one query.
LINE_RELATIONS = (
    "product",
    "product__product_class",
    "product__parent",
    "product__parent__product_class",
    "stockrecord",
    "stockrecord__partner",
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
            lines = self.lines.select_related(*LINE_RELATIONS).order_by("pk")
            prefetch_related_objects(_products(lines), "images")
            self._lines = lines
        return self._lines

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


def _products(lines: Iterable) -> list:
    """The products and parents of lines; a variant without pictures shows its parent's."""
    products = [line.product for line in lines]
    return products + [product.parent for product in products if product.parent_id]


from oscar.apps.basket.models import *  # noqa: E402,F403
