"""Which offer a buyer gets, at what price, and whether it can be bought.

The same for everybody: neither the request's person nor its session is looked at, so public pages stay the same
bytes for all. With product, product type, stock record and partner loaded, nothing here asks the database.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from oscar.apps.partner.strategy import PurchaseInfo, Structured

from .availability import Available, Base, OnHoliday, ShopClosed, StockRequired, Unavailable, is_counted
from .models import Partner, StockRecord, WinningOffer
from .prices import Base as BasePrice
from .prices import PriceWithTax
from .prices import Unavailable as NoPrice

__all__ = ["PurchaseInfo", "Selector", "Strategy"]

ChildOffer = tuple[Any, StockRecord | None]


class Selector:
    """One strategy for everybody."""

    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "Strategy":
        return Strategy()


class Strategy(Structured):
    """The winning offer, tax included, with stock that no order holds."""

    def __init__(self, request: Any = None) -> None:
        self.request = None
        self.user = None

    def fetch_for_line(self, line: Any, stockrecord: StockRecord | None = None) -> PurchaseInfo:
        """A basket line keeps the offer it was added with, whichever wins by now."""
        return self.fetch_for_product(line.product, stockrecord or line.stockrecord)

    def select_stockrecord(self, product: Any) -> StockRecord | None:
        """The stock record of the product's winning offer."""
        return winning_stockrecord(product)

    def select_children_stockrecords(self, product: Any) -> list[ChildOffer]:
        """Every public variant with its winning stock record: one query for the variants, one for the offers."""
        children = list(product.get_public_children())
        winners = winning_stockrecords(children)
        for child in children:
            child.parent = product
        return [(child, winners.get(child.pk)) for child in children]

    def pricing_policy(self, product: Any, stockrecord: StockRecord | None) -> BasePrice:
        if stockrecord is None or stockrecord.price is None:
            return NoPrice()
        return PriceWithTax(
            currency=stockrecord.price_currency,
            incl_tax=stockrecord.price,
            rate=tax_rate(product, stockrecord.partner),
            compare_at=stockrecord.compare_at_price,
        )

    def parent_pricing_policy(self, product: Any, children_stock: Sequence[ChildOffer]) -> BasePrice:
        """The price of the variant that wins: can be bought first, then the cheapest."""
        child, stockrecord = self._best_child(children_stock)
        return self.pricing_policy(child, stockrecord)

    def availability_policy(self, product: Any, stockrecord: StockRecord | None) -> Base:
        if stockrecord is None or not is_offered(product, stockrecord):
            return Unavailable()
        partner = stockrecord.partner
        if partner.is_on_holiday and partner.is_visible:
            return OnHoliday(partner.holiday_until)
        if not partner.is_open:
            return ShopClosed()
        if is_counted(product=product, stockrecord=stockrecord):
            return StockRequired(stockrecord.available)
        return Available()

    def parent_availability_policy(self, product: Any, children_stock: Sequence[ChildOffer]) -> Base:
        """Available as soon as one variant is; otherwise the words of the variant that comes closest."""
        child, stockrecord = self._best_child(children_stock)
        policy = self.availability_policy(child, stockrecord)
        return Available() if policy.is_available_to_buy else policy

    def _best_child(self, children_stock: Sequence[ChildOffer]) -> ChildOffer:
        offers = [
            (child, record) for child, record in children_stock if record is not None and record.price is not None
        ]
        return min(offers, key=self._child_rank, default=(None, None))

    def _child_rank(self, offer: ChildOffer) -> tuple[bool, Decimal, int]:
        child, record = offer
        closed = not self.availability_policy(child, record).is_available_to_buy
        return (closed, record.price, record.pk)  # type: ignore[union-attr,return-value]


def winning_stockrecord(product: Any) -> StockRecord | None:
    """The stock record of `product.winning_offer`; None where nobody offers it or it is not saved."""
    winner = getattr(product, "winning_offer", None) if product.pk else None
    return winner.stockrecord if winner else None


def winning_stockrecords(products: Sequence[Any]) -> dict[int, StockRecord]:
    """Product id -> stock record of its winning offer, with partners, in one query."""
    winners = WinningOffer.objects.filter(product__in=products).select_related("stockrecord__partner")
    return {winner.product_id: winner.stockrecord for winner in winners}


def is_offered(product: Any, stockrecord: StockRecord) -> bool:
    """The seller offers it and the product (and its parent) is public."""
    parent_public = product.parent.is_public if product.is_child else True
    return stockrecord.is_active and stockrecord.price is not None and product.is_public and parent_public


def tax_rate(product: Any, partner: Partner) -> Decimal:
    """Percent of value added tax in this seller's price of this product; 0 for a seller not registered for it."""
    return product.tax_rate if partner.is_vat_registered else Decimal(0)
