"""A shop's own offers: what this seller asks, also for goods where another seller's offer wins.

One definition of a seller's best offer serves the query that sorts and narrows a shop and the cards that it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Floor
from django.db.models.lookups import GreaterThan

from oscar_apps.partner.availability import pieces_left
from oscar_apps.partner.models import Partner, StockRecord, WinningOffer
from oscar_apps.partner.winning import sale_percentage

from .selectors import ProductCard

#: Column of the winning offer -> where the seller's own value stands beside it.
COLUMNS: Final = {"price": "own_price", "in_stock": "own_in_stock", "sale_percentage": "own_sale_percentage"}


def with_own_columns(offers: QuerySet[WinningOffer], *, seller: Partner) -> QuerySet[WinningOffer]:
    """The same rows with this seller's price, stock and saving; those it wins are not looked up again."""
    best = _best_first(seller)
    return offers.annotate(
        own_price=_own("price", best.values("price"), seller),
        own_in_stock=_own("in_stock", best.values("for_sale"), seller),
        own_sale_percentage=_own("sale_percentage", best.values("saving"), seller),
    )


def _own(column: str, best: QuerySet[Any, dict[str, Any]], seller: Partner) -> Case:
    of_variants = Subquery(best.filter(product__parent_id=OuterRef("product_id"))[:1])
    of_itself = Subquery(best.filter(product_id=OuterRef("product_id"))[:1])
    return Case(
        When(partner_id=seller.pk, then=F(column)),
        When(product__structure="parent", then=of_variants),
        default=of_itself,
        output_field=WinningOffer._meta.get_field(column).clone(),
    )


def _best_first(seller: Partner) -> QuerySet[StockRecord]:
    """A seller's offers: what is there before what is sold out, then the lowest price."""
    is_public = Q(product__parent=None) | Q(product__is_public=True)
    type_counts = Coalesce("product__parent__product_class__track_stock", "product__product_class__track_stock")
    records = StockRecord.objects.filter(is_public, partner_id=seller.pk, is_active=True, price__isnull=False)
    records = records.annotate(
        counted=Case(When(num_in_stock=None, then=False), default=type_counts, output_field=BooleanField()),
        there=Case(
            When(counted=False, then=True),
            default=GreaterThan(F("num_in_stock"), Coalesce("num_allocated", 0)),
            output_field=BooleanField(),
        ),
        for_sale=F("there") if seller.is_open else Value(False),
        saving=_saving(),
    )
    return records.order_by("-there", "price", "pk")


def _saving() -> Case:
    """Whole percent, as `partner.winning.sale_percentage` has it."""
    percent = (F("compare_at_price") - F("price")) * 100 / F("compare_at_price")
    field = WinningOffer._meta.get_field("sale_percentage").clone()
    return Case(When(compare_at_price__gt=F("price"), then=Cast(Floor(percent), field)), default=0, output_field=field)


def own_cards(cards: Sequence[ProductCard], *, seller: Partner) -> list[ProductCard]:
    """In a shop each card says what this seller asks; one query, none where it wins everything."""
    url = seller.get_absolute_url()
    ids = [card.id for card in cards if card.seller_url != url]
    best = _best_of(seller, ids) if ids else {}
    return [_card(card, best[card.id], seller, url) if card.id in best else card for card in cards]


def _best_of(seller: Partner, product_ids: Sequence[int]) -> dict[int, StockRecord]:
    best: dict[int, StockRecord] = {}
    wanted = Q(product_id__in=product_ids) | Q(product__parent_id__in=product_ids)
    for record in _best_first(seller).filter(wanted).annotate(shown=Coalesce("product__parent_id", "product_id")):
        best.setdefault(record.shown, record)
    return best


def _card(card: ProductCard, record: Any, seller: Partner, url: str) -> ProductCard:
    return replace(
        card,
        price=record.price,
        compare_at=record.compare_at_price,
        sale_percentage=sale_percentage(price=record.price, compare_at_price=record.compare_at_price),
        in_stock=record.for_sale,
        low_stock=pieces_left(record.available) if record.counted else None,
        seller_name=seller.name,
        seller_url=url,
    )
