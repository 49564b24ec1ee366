"""What the commerce blocks of a page show now, read for all of them together: the number of queries does not grow with
the goods, and only what any visitor may buy or see is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import Truncator

from cms.pictures import load_renditions, shown
from oscar_apps.catalogue.pictures import Picture, file_picture
from oscar_apps.catalogue.selectors import ProductCard, cards, category_tree
from oscar_apps.partner.models import Partner, WinningOffer

from .blocks.commerce import LiveValue, ProductRowBlock

#: Goods beside a seller's story.
SELLERS_GOODS = 4
TOP_CATEGORIES = 8
STORY_LETTERS = 320


@dataclass(frozen=True, slots=True)
class Tile:
    """A category as a picture."""

    name: str
    url: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller and some of its goods."""

    name: str
    url: str
    city: str
    tagline: str
    story: str
    picture: Picture | None
    cards: Sequence[ProductCard]


def fill(sections: Any) -> None:
    """Read what the blocks of a page show and put it into their values as `live`."""
    blocks = [(block.block_type, block.value) for block in sections]
    load_renditions(_pictures(blocks))
    rows = {place: _goods_of_row(value) for place, (kind, value) in enumerate(blocks) if kind == "products"}
    partners = {place: _partner(value) for place, (kind, value) in enumerate(blocks) if kind == "seller"}
    rows |= {place: _newest(partner_id=each.pk)[:SELLERS_GOODS] for place, each in partners.items() if each}
    found = _cards_of(rows)
    for place, (kind, value) in enumerate(blocks):
        if kind == "categories":
            value.live = _tiles(value)
        elif kind == "products":
            value.live = found[place]
        elif kind == "seller":
            value.live = _seller(value, partners[place], found.get(place, ()))


def _pictures(blocks: Sequence[tuple[str, Any]]) -> Iterator[Any]:
    for kind, value in blocks:
        if kind in ("hero", "seller"):
            yield value.get("picture")
        elif kind == "categories":
            yield from (tile.get("picture") for tile in value["tiles"])


# Goods ---------------------------------------------------------------------------------------------------------------


def _cards_of(rows: dict[int, QuerySet[WinningOffer]]) -> dict[int, list[ProductCard]]:
    """The cards of every row, in its order, read together; goods may stand in several rows."""
    ids = {place: list(offers.values_list("product_id", flat=True)) for place, offers in rows.items()}
    wanted = {pk for each in ids.values() for pk in each}
    by_id = {card.id: card for card in cards(_for_sale().filter(product_id__in=wanted))} if wanted else {}
    return {place: [by_id[pk] for pk in each if pk in by_id] for place, each in ids.items()}


def _for_sale() -> QuerySet[WinningOffer]:
    """Winning offers of public products by visible sellers: the read model holds no others that are listed."""
    return WinningOffer.objects.filter(is_listed=True)


def _newest(**conditions: Any) -> QuerySet[WinningOffer]:
    return _for_sale().filter(in_stock=True, **conditions).order_by("-date_created", "-product")


def _goods_of_row(value: LiveValue) -> QuerySet[WinningOffer]:
    return _by_rule(value)[: value.get("number") or 8]


def _by_rule(value: LiveValue) -> QuerySet[WinningOffer]:
    rule, row = value["rule"], ProductRowBlock
    if rule == row.SALE:
        return _newest(sale_percentage__gt=0)
    if rule == row.POPULAR:
        return _for_sale().filter(in_stock=True).order_by("-num_sold", "-product")
    if rule == row.FEATURED:
        return _newest(product__is_featured=True)
    if rule == row.CATEGORY:
        return _of_category(value.get("category"))
    if rule == row.SELLER:
        return _newest(partner=value["seller"]) if value.get("seller") else _for_sale().none()
    if rule == row.CHOSEN:
        return _for_sale().filter(product__in=[product.pk for product in value["products"] if product])
    return _newest()


def _of_category(category: Any) -> QuerySet[WinningOffer]:
    ids = category_tree().ids_below(category.pk) if category else []
    return _newest(product__categories__in=ids).distinct() if ids else _for_sale().none()


# Categories ----------------------------------------------------------------------------------------------------------


def _tiles(value: LiveValue) -> list[Tile]:
    tree = category_tree()
    chosen = [(tree.get(tile["category"].pk), tile.get("picture")) for tile in value["tiles"] if tile["category"]]
    if not chosen:
        filled = [node for node in tree.roots if node.in_menu and node.num_products]
        chosen = [(node, None) for node in filled[:TOP_CATEGORIES]]
    return [Tile(node.name, node.url, _tile_picture(node, image)) for node, image in chosen if node]


def _tile_picture(node: Any, image: Any) -> Picture | None:
    return replace(shown(image), alt="") if image else file_picture(node.image, width=640, height=640)


# Sellers -------------------------------------------------------------------------------------------------------------


def _partner(value: LiveValue) -> Partner | None:
    """The chosen seller while it is shown, or the best rated one with a story."""
    chosen = value.get("seller")
    if chosen:
        return chosen if chosen.is_visible else None
    open_shops = Partner.objects.filter(is_visible=True, is_selling=True, is_on_holiday=False).exclude(story="")
    return open_shops.order_by(F("rating").desc(nulls_last=True), "pk").first()


def _seller(value: LiveValue, partner: Partner | None, goods: Sequence[ProductCard]) -> Seller | None:
    if partner is None:
        return None
    image = value.get("picture")
    return Seller(
        name=partner.name,
        url=partner.get_absolute_url(),
        city=partner.city,
        tagline=partner.tagline,
        story=value.get("words") or Truncator(partner.story).chars(STORY_LETTERS),
        picture=shown(image) if image else file_picture(partner.banner, width=1200, height=400),
        cards=goods,
    )
