"""Facets: by what a list can be narrowed, and how many goods each choice would leave.

A list's goods are read once into a `Table` of plain values and kept under the list's tags; every combination of filters
is then counted in memory, in one pass, without the database. That costs what the table costs, so a table holds at most
`ROWS` goods: up to there all counts are exact. Of a larger list it holds the most popular ones; the choices it offers
come from those, colours and sizes also from what is kept with each category, and numbers are left out rather than
wrong. (A million goods would otherwise be grouped anew for each filter somebody tries.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Q

from marketplace.page_cache import cached
from oscar_apps.partner.models import Partner

from .colours import FAMILIES
from .filters import RATINGS
from .models import Brand, Product
from .tree import untranslated

if TYPE_CHECKING:
    from .listing import Choice, Scope

__all__ = ["FAMILIES", "ROWS", "Counts", "Row", "Table", "table_of"]

ROWS: Final = 1000
#: Choices one facet shows; those with most goods.
MOST_CHOICES: Final = 30


class Row(NamedTuple):
    """What one product of a list is, as far as filters ask."""

    product_id: int
    partner_id: int
    brand_id: int | None
    price: Decimal
    in_stock: bool
    sale_percentage: int
    rating: float | None


class Counts(NamedTuple):
    """How many goods fit, and how many would with one more value of each facet."""

    total: int
    by_facet: dict[str, Counter[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """The goods of a list. `colours` and `sizes` are by product; `beyond` are those of goods that it does not hold."""

    rows: tuple[Row, ...]
    colours: dict[int, frozenset[str]]
    sizes: dict[int, frozenset[str]]
    beyond: dict[str, list[str]]
    brands: dict[int, tuple[str, str]]
    sellers: dict[int, tuple[str, str]]
    is_complete: bool

    def total(self, choice: Choice) -> int:
        return len(self.fitting(choice))

    def fitting(self, choice: Choice) -> set[int]:
        """Products that fit every filter."""
        tests = list(self._tests(choice).values())
        return {row.product_id for row in self.rows if all(test(row) for test in tests)}

    def counts(self, choice: Choice) -> Counts:
        """Count every facet at once: a product that fails one filter only still counts for that facet's choices."""
        tests = self._tests(choice)
        by_facet: dict[str, Counter[Any]] = {name: Counter() for name in self._readers()}
        fitting, nearly = self._split(tests)
        for name, read in self._readers().items():
            counter = by_facet[name]
            for row in (*fitting, *nearly.get(name, ())):
                counter.update(read(row))
            counter.update(value for value in self.beyond.get(name, ()) if value not in counter)
        return Counts(len(fitting), by_facet)

    def prices(self) -> tuple[Decimal, Decimal] | None:
        """Lowest and highest price."""
        prices = [row.price for row in self.rows]
        return (min(prices), max(prices)) if prices else None

    def _split(self, tests: dict[str, Callable[[Row], bool]]) -> tuple[list[Row], dict[str, list[Row]]]:
        if not tests:
            return list(self.rows), {}
        fitting: list[Row] = []
        nearly: dict[str, list[Row]] = {name: [] for name in tests}
        for row in self.rows:
            failed = [name for name, test in tests.items() if not test(row)]
            if not failed:
                fitting.append(row)
            elif len(failed) == 1:
                nearly[failed[0]].append(row)
        return fitting, nearly

    def _readers(self) -> dict[str, Callable[[Row], Iterable[Any]]]:
        """Facet -> which of its values a product has."""
        none: frozenset[str] = frozenset()
        return {
            "brand": lambda row: (row.brand_id,) if row.brand_id else (),
            "seller": lambda row: (row.partner_id,),
            "color": lambda row: self.colours.get(row.product_id, none),
            "size": lambda row: self.sizes.get(row.product_id, none),
            "rating": lambda row: [stars for stars in RATINGS if row.rating is not None and row.rating >= stars],
            "in_stock": lambda row: (True,) if row.in_stock else (),
            "on_sale": lambda row: (True,) if row.sale_percentage else (),
        }

    def _tests(self, choice: Choice) -> dict[str, Callable[[Row], bool]]:
        """Facet -> whether a product fits it; only facets that are in use."""
        chosen, none = choice.filters, frozenset()
        colours, sizes = set(chosen.color), set(chosen.size)
        low, high = chosen.min_price, chosen.max_price
        tests: dict[str, tuple[Any, Callable[[Row], bool]]] = {
            "brand": (choice.brands, lambda row: row.brand_id in choice.brands),
            "seller": (choice.sellers, lambda row: row.partner_id in choice.sellers),
            "color": (colours, lambda row: not colours.isdisjoint(self.colours.get(row.product_id, none))),
            "size": (sizes, lambda row: not sizes.isdisjoint(self.sizes.get(row.product_id, none))),
            "price": (
                low is not None or high is not None,
                lambda row: (low is None or row.price >= low) and (high is None or row.price <= high),
            ),
            "rating": (chosen.rating, lambda row: row.rating is not None and row.rating >= chosen.rating),
            "in_stock": (chosen.in_stock, lambda row: row.in_stock),
            "on_sale": (chosen.on_sale, lambda row: row.sale_percentage > 0),
        }
        return {name: test for name, (is_used, test) in tests.items() if is_used}


def table_of(scope: Scope) -> Table:
    """The table of a list: four queries after a change, none as long as nothing in it changes."""
    return cached(f"facets:{scope.key}", tags=scope.tags, build=lambda: _build(scope))


def _build(scope: Scope) -> Table:
    names = ("product_id", "partner_id", "product__brand_id", "price", "in_stock", "sale_percentage", "rating")
    columns = map(scope.column, names)
    read = list(scope.offers.order_by("-num_sold", "-product_id").values_list(*columns)[: ROWS + 1])
    rows = tuple(Row(*values) for values in read[:ROWS])
    colours, sizes = _variants([row.product_id for row in rows])
    is_complete = len(read) <= ROWS
    return Table(
        rows=rows,
        colours=colours,
        sizes=sizes,
        beyond={} if is_complete else scope.choices(),
        brands=_names(untranslated(Brand).filter(is_active=True), {row.brand_id for row in rows if row.brand_id}),
        sellers=_names(untranslated(Partner), {row.partner_id for row in rows}),
        is_complete=is_complete,
    )


def _names(rows: Any, ids: set[int]) -> dict[int, tuple[str, str]]:
    """Id -> (slug, name)."""
    if not ids:
        return {}
    return {pk: (slug, name) for pk, slug, name in rows.filter(pk__in=ids).values_list("pk", "slug", "name")}


def _variants(ids: list[int]) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
    """Colour families and sizes by product, of itself and of its variants."""
    if not ids:
        return {}, {}
    described = untranslated(Product).filter(~Q(color_family="") | ~Q(size=""), is_public=True).order_by()
    own = described.filter(pk__in=ids).values_list("pk", "color_family", "size")
    variants = described.filter(parent_id__in=ids).values_list("parent_id", "color_family", "size")
    colours: dict[int, set[str]] = {}
    sizes: dict[int, set[str]] = {}
    for pk, family, size in own.union(variants, all=True):
        if family:
            colours.setdefault(pk, set()).add(family)
        if size:
            sizes.setdefault(pk, set()).add(size)
    return _frozen(colours), _frozen(sizes)


def _frozen(values: dict[int, set[str]]) -> dict[int, frozenset[str]]:
    return {pk: frozenset(each) for pk, each in values.items()}
