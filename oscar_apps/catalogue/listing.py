"""A list of goods: what it is about (its scope), narrowed, sorted and cut into pages.

Everything starts from `partner.WinningOffer`, which holds what lists sort by; hidden sellers and products that are not
public have no listed row there, so no list can show them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Exists, F, Func, Lookup, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from oscar.core.loading import get_model

from oscar_apps.partner.models import Partner, WinningOffer

from . import facets
from .filters import SORTS, Filters, Unknown, cursor
from .models import Brand, Product
from .own_offers import COLUMNS, own_cards, with_own_columns
from .selectors import ProductCard, cards
from .tree import Node, category_tree, untranslated

PER_PAGE: Final = 24
#: Counting stops here ("1,000+"), and so do page numbers; beyond, a list goes on by cursor.
COUNTED: Final = 1000
#: From this size on a category is read along the sort's index, testing each row, and below it from its own products.
LARGE: Final = 5000
NEWEST, RELEVANCE = "newest", "relevance"


# Scopes --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a list is about. `key` names it in the cache, `tags` end what is kept of it.

    `ranked` are product ids in the order of a search; `fixed` are filters that mean nothing here. In a `seller`'s shop
    goods are sorted, narrowed and shown by what that seller asks, which stands in `columns` of their own.
    """

    key: str
    tags: tuple[str, ...]
    offers: QuerySet[WinningOffer]
    ranked: tuple[int, ...] | None = None
    fixed: frozenset[str] = frozenset()
    seller: Partner | None = None
    category: Node | None = None

    def choices(self) -> dict[str, list[str]]:
        """Colours and sizes to offer where the list is too long to be read: its category's, or everybody's."""
        return self.category.choices if self.category else category_tree().choices()

    def column(self, name: str) -> str:
        """Where the value of a column stands for this list."""
        return COLUMNS.get(name, name) if self.seller else name

    def cards(self, offers: QuerySet[WinningOffer]) -> list[ProductCard]:
        found = cards(offers)
        return own_cards(found, seller=self.seller) if self.seller else found


def listed() -> QuerySet[WinningOffer]:
    """Winning offers of everything a visitor may see."""
    return WinningOffer.objects.filter(is_listed=True).order_by()


def everything() -> Scope:
    return Scope(key="all", tags=("catalogue", "shops", "brands", "menu"), offers=listed())


def on_sale() -> Scope:
    offers = listed().filter(sale_percentage__gt=0)
    return Scope(key="sale", tags=("catalogue", "shops", "brands"), offers=offers, fixed=frozenset({"on_sale"}))


def of_category(node: Node) -> Scope:
    """A category and everything below it."""
    return Scope(
        key=f"category:{node.id}",
        tags=(f"category:{node.id}", "menu", "shops", "brands"),
        offers=_in_categories(listed(), [each.id for each in node.walk()], large=node.num_products > LARGE),
        category=node,
    )


def of_brand(brand: Brand) -> Scope:
    offers = listed().filter(_made_by([brand.pk]))
    key = f"brand:{brand.pk}"
    return Scope(key=key, tags=(key, "shops", "brands"), offers=offers, fixed=frozenset({"brand"}))


def of_seller(partner: Partner) -> Scope:
    """What a seller offers, whether or not it is the offer that wins."""
    records = get_model("partner", "StockRecord").objects.filter(partner_id=partner.pk, is_active=True).order_by()
    own = records.values_list(Coalesce("product__parent_id", "product_id"), flat=True)
    key = f"seller:{partner.pk}"
    return Scope(
        key=key,
        tags=(key, "shops", "brands"),
        offers=with_own_columns(listed().filter(product_id__in=own), seller=partner),
        fixed=frozenset({"seller"}),
        seller=partner,
    )


def of_products(*, key: str, ids: Iterable[int]) -> Scope:
    """What a search has found, best match first; at most `COUNTED` products."""
    ranked = tuple(ids)[:COUNTED]
    return Scope(
        key=key,
        tags=("catalogue", "shops", "brands"),
        offers=listed().filter(product_id__in=ranked),
        ranked=ranked,
    )


def _in_categories(offers: QuerySet[WinningOffer], ids: list[int], *, large: bool) -> QuerySet[WinningOffer]:
    links = get_model("catalogue", "ProductCategory").objects.filter(category_id__in=ids).order_by()
    if large:
        return offers.filter(Exists(links.filter(product_id=OuterRef("product_id"))))
    return offers.filter(product_id__in=links.values("product_id"))


# Narrowing -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Filters with their slugs looked up: id -> name. Slugs that mean nothing are out, and named as unknown."""

    filters: Filters
    brands: dict[int, str]
    sellers: dict[int, str]


def choose(filters: Filters) -> Choice:
    """Look up brands and sellers that the address names; no query where it names none."""
    brands = dict_of(Brand.objects.filter(is_active=True), filters.brand)
    sellers = dict_of(Partner.objects.filter(is_visible=True), filters.seller)
    unknown = [Unknown("brand", slug) for slug in filters.brand if slug not in brands]
    unknown += [Unknown("seller", slug) for slug in filters.seller if slug not in sellers]
    unknown += [Unknown("color", code) for code in filters.color if code not in facets.FAMILIES]
    clean = replace(
        filters,
        brand=tuple(slug for slug in filters.brand if slug in brands),
        seller=tuple(slug for slug in filters.seller if slug in sellers),
        color=tuple(code for code in filters.color if code in facets.FAMILIES),
        unknown=(*filters.unknown, *unknown),
    )
    return Choice(
        filters=clean,
        brands=dict(brands[slug] for slug in clean.brand),
        sellers=dict(sellers[slug] for slug in clean.seller),
    )


def dict_of(rows: QuerySet[Any], slugs: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """Slug -> (id, name) of the rows that have one of these slugs."""
    if not slugs:
        return {}
    return {slug: (pk, name) for slug, pk, name in rows.filter(slug__in=slugs).values_list("slug", "pk", "name")}


def narrow(scope: Scope, choice: Choice, *, table: facets.Table) -> QuerySet[WinningOffer]:
    """Only the scope's offers that fit every filter; of a short list the table knows which they are."""
    filters, column = choice.filters, scope.column
    if table.is_complete:
        return scope.offers.filter(product_id__in=table.fitting(choice)) if filters.is_narrowed else scope.offers
    conditions = [
        _made_by(choice.brands) if choice.brands else None,
        Q(partner_id__in=choice.sellers) if choice.sellers else None,
        Q((f"{column('price')}__gte", filters.min_price)) if filters.min_price is not None else None,
        Q((f"{column('price')}__lte", filters.max_price)) if filters.max_price is not None else None,
        Q(rating__gte=filters.rating) if filters.rating else None,
        Q((column("in_stock"), True)) if filters.in_stock else None,
        Q((f"{column('sale_percentage')}__gt", 0)) if filters.on_sale else None,
        _has_variant(color_family__in=filters.color) if filters.color else None,
        _has_variant(size__in=filters.size) if filters.size else None,
    ]
    return scope.offers.filter(*(condition for condition in conditions if condition is not None))


def _has_variant(**condition: Any) -> Q:
    """The product itself or one of its public variants is so."""
    such = untranslated(Product).filter(is_public=True, **condition).order_by()
    few = _few(such.values_list(Coalesce("parent_id", "pk"), flat=True))
    if few is not None:
        return few
    own, variants = such.filter(pk=OuterRef("product_id")), such.filter(parent_id=OuterRef("product_id"))
    return Q(Exists(own)) | Q(Exists(variants))


def _made_by(brand_ids: Iterable[int]) -> Q:
    """The product is of one of these brands."""
    of_brands = untranslated(Product).filter(brand_id__in=list(brand_ids)).order_by()
    few = _few(of_brands.values_list("pk", flat=True))
    return Q(product__brand_id__in=list(brand_ids)) if few is None else few


def _few(product_ids: QuerySet[Product, int]) -> Q | None:
    """These products by their numbers, which is the quick way to a few of a million; None where they are many.

    Of many, the first page is soon found by testing each row along the sort's index.
    """
    found = set(product_ids[: LARGE + 1])
    return Q(product_id__in=found) if len(found) <= LARGE else None


# Pages ---------------------------------------------------------------------------------------------------------------


class CountedPaginator(Paginator):
    """A paginator that is told how many there are, up to `COUNTED`, and never counts itself."""

    def __init__(self, number: int) -> None:
        super().__init__((), PER_PAGE)
        self.number = number

    @cached_property
    def count(self) -> int:
        return self.number

    @cached_property
    def num_pages(self) -> int:
        return max(1, ceil(self.number / PER_PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list. `total` is at most `COUNTED`; then `is_capped` says that there may be more."""

    cards: list[ProductCard]
    page: Page
    total: int
    is_capped: bool
    #: Name and value of the parameter that leads on; None at the end.
    more: tuple[str, str] | None
    #: Whether this page was reached by cursor and has no number.
    is_beyond: bool


class NoSuchPage(Exception):
    """The address names a page behind the last one."""


def list_goods(scope: Scope, choice: Choice, *, table: facets.Table) -> Listing:
    """The page of goods that an address asks for; raises `NoSuchPage` behind the end."""
    filters = choice.filters
    sort = effective_sort(scope, filters)
    if sort == RELEVANCE:
        return _ranked_page(scope, choice, table)
    offers = narrow(scope, choice, table=table)
    total = table.total(choice) if table.is_complete else offers[: COUNTED + 1].count()
    rows, start = _sorted(offers, scope, sort), 0
    after = _typed(sort, filters.after)
    if after:
        rows = rows.filter(_behind(scope, sort, after))
    else:
        start = (_page_number(filters.page, total) - 1) * PER_PAGE
    found = scope.cards(rows[start : start + PER_PAGE + 1])
    more = ("after", cursor(_place(sort, found[PER_PAGE - 1]))) if len(found) > PER_PAGE else None
    return _listing(found[:PER_PAGE], 1 if after else filters.page, total, more, is_beyond=bool(after))


def effective_sort(scope: Scope, filters: Filters) -> str:
    """The sort in force: what was asked for, else best match for a search and newest for the rest."""
    if scope.ranked is not None:
        return filters.sort or RELEVANCE
    return filters.sort if filters.sort in SORTS else NEWEST


def _listing(
    found: list[ProductCard], number: int, total: int, more: tuple[str, str] | None, *, is_beyond: bool
) -> Listing:
    counted = min(total, COUNTED)
    page = CountedPaginator(counted).page(number)
    return Listing(cards=found, page=page, total=counted, is_capped=total > COUNTED, more=more, is_beyond=is_beyond)


def _page_number(number: int, total: int) -> int:
    if number > max(1, ceil(min(total, COUNTED) / PER_PAGE)):
        raise NoSuchPage
    return number


def _ranked_page(scope: Scope, choice: Choice, table: facets.Table) -> Listing:
    """A page of a search in its own order. The table of so few holds everything, so only this page is read."""
    fitting = table.fitting(choice)
    ids = [pk for pk in scope.ranked or () if pk in fitting]
    number = _page_number(choice.filters.page, len(ids))
    shown = ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    order = {pk: place for place, pk in enumerate(shown)}
    found = sorted(cards(listed().filter(product_id__in=shown)), key=lambda card: order[card.id])
    more = ("page", str(number + 1)) if len(ids) > number * PER_PAGE else None
    return _listing(found, number, len(ids), more, is_beyond=False)


def _sorted(offers: QuerySet[WinningOffer], scope: Scope, sort: str) -> QuerySet[WinningOffer]:
    columns = [(scope.column(name), highest_first) for name, highest_first in SORTS[sort]]
    return offers.order_by(*(f"-{column}" if highest_first else column for column, highest_first in columns))


def _place(sort: str, card: ProductCard) -> tuple[Any, ...]:
    values = {
        "in_stock": card.in_stock, "date_created": card.date_created.isoformat(), "product_id": card.id,
        "num_sold": card.num_sold, "price": card.price, "stars": card.rating or 0.0,
    }  # fmt: skip
    return tuple(values[column] for column, _highest_first in SORTS[sort])


def _typed(sort: str, after: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """A cursor's values as the columns have them; None for one of another sort, so the list starts at its beginning."""
    if after is None or len(after) != len(SORTS[sort]):
        return None
    try:
        values = tuple(_READ[column](value) for (column, _desc), value in zip(SORTS[sort], after, strict=True))
    except (TypeError, ValueError, InvalidOperation):
        return None
    return None if any(value is None for value in values) else values


def _price(value: Any) -> Decimal:
    price = Decimal(str(value))
    if not price.is_finite():
        raise ValueError(value)
    return price


def _moment(value: Any) -> datetime | None:
    moment = parse_datetime(str(value))
    return moment if moment and moment.tzinfo else None


def _whole(value: Any) -> int:
    number = int(value)
    if not -(2**31) < number < 2**31:
        raise ValueError(value)
    return number


_READ: Final = {
    "in_stock": bool, "date_created": _moment, "product_id": _whole, "num_sold": _whole, "price": _price,
    "stars": float,
}  # fmt: skip


def _behind(scope: Scope, sort: str, values: tuple[Any, ...]) -> Lookup:
    """What comes after a place in the sort. All its columns run the same way, so one comparison of rows says it.

    A chain of "or" would say the same, but databases read such a list from its beginning to the place.
    """
    (_column, highest_first), *_others = SORTS[sort]
    columns = (F(scope.column(name)) for name, _highest_first in SORTS[sort])
    return (LessThan if highest_first else GreaterThan)(_Row(*columns), _Row(*map(Value, values)))


class _Row(Func):
    template = "(%(expressions)s)"
    output_field = BooleanField()
