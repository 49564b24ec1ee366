"""Shops as buyers see them. A seller who is not shown (waiting, suspended) does not exist here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from oscar_apps.catalogue.listing import listed
from oscar_apps.catalogue.pictures import Picture, file_picture
from oscar_apps.catalogue.selectors import ProductCard
from oscar_apps.partner.availability import pieces_left
from oscar_apps.partner.models import Partner, StockRecord
from oscar_apps.partner.winning import sale_percentage

PER_PAGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    name: str
    url: str
    tagline: str
    city: str
    rating: Decimal | None
    logo: Picture | None
    banner: Picture | None
    num_products: int
    is_on_holiday: bool


def shop_page(*, number: int, text: str = "") -> Page:
    """A page of visible shops by name; raises `EmptyPage` behind the end."""
    shops = Partner.objects.filter(is_visible=True).order_by("name", "pk")
    if text:
        shops = shops.filter(Q(name__icontains=text) | Q(city__icontains=text))
    page = Paginator(shops, PER_PAGE).page(number)
    numbers = _numbers_of_goods([partner.pk for partner in page.object_list])
    page.object_list = [_card(partner, numbers.get(partner.pk, 0)) for partner in page.object_list]
    return page


def _numbers_of_goods(partner_ids: Sequence[int]) -> dict[int, int]:
    """How many public products each of these sellers offers, whoever wins them; one query."""
    records = StockRecord.objects.filter(partner_id__in=partner_ids, is_active=True, price__isnull=False).order_by()
    records = records.annotate(shown=Coalesce("product__parent_id", "product_id"))
    is_public = Q(product__parent=None, product__is_public=True) | Q(product__parent__is_public=True)
    rows = records.filter(is_public).values_list("partner_id")
    return dict(rows.annotate(Count("shown", distinct=True)))


def _card(partner: Partner, num_products: int) -> ShopCard:
    return ShopCard(
        name=partner.name,
        url=partner.get_absolute_url(),
        tagline=partner.tagline,
        city=partner.city,
        rating=partner.rating,
        logo=file_picture(partner.logo, width=144, height=144),
        banner=file_picture(partner.banner, width=960, height=320),
        num_products=num_products,
        is_on_holiday=partner.is_on_holiday,
    )


def find_shop(slug: str) -> Partner | None:
    """The seller whose shop stands at this address, if it is shown."""
    return Partner.objects.select_related("vendor").filter(slug=slug, is_visible=True).first()


def words_in(text: str, partner: Partner) -> Any:
    """Listed goods with these words in their title: a seller has few enough to read them."""
    condition = Q()
    for word in text.split()[:8]:
        condition &= Q(product__title__icontains=word)
    return listed().filter(condition)


def with_own_prices(cards: Sequence[ProductCard], partner: Partner) -> list[ProductCard]:
    """In a shop each card says what this seller asks, also where another seller's offer is the one that wins."""
    ids = [card.id for card in cards if card.offers_count > 1]
    if not ids:
        return list(cards)
    own = _best_offers(partner, ids)
    return [_own(card, own[card.id], partner) if card.id in own else card for card in cards]


def _best_offers(partner: Partner, product_ids: Sequence[int]) -> dict[int, StockRecord]:
    """This seller's lowest offer of each product that is in stock, or its lowest of all."""
    shown = Coalesce("product__parent_id", "product_id")
    records = StockRecord.objects.filter(partner=partner, is_active=True, price__isnull=False).annotate(shown=shown)
    best: dict[int, StockRecord] = {}
    for record in records.filter(shown__in=product_ids).order_by("-price", "-pk"):
        present = best.get(record.shown)
        if present is None or record.available or not present.available:
            best[record.shown] = record
    return best


def _own(card: ProductCard, record: StockRecord, partner: Partner) -> ProductCard:
    compare_at = record.compare_at_price
    return replace(
        card,
        price=record.price,
        compare_at=compare_at,
        sale_percentage=sale_percentage(price=record.price, compare_at_price=compare_at),
        in_stock=record.num_in_stock is None or record.available > 0,
        low_stock=pieces_left(record.available),
        seller_name=partner.name,
        seller_url=partner.get_absolute_url(),
    )
