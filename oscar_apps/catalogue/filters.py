"""What a list of goods may be narrowed and sorted by, as its address says it.

`Filters.parse` never fails: what it cannot understand is put into `unknown`, and the page says so.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

#: Values one facet may have at once; more is not a person's doing.
MOST_VALUES: Final = 20
LONGEST_VALUE: Final = 100
HIGHEST_PRICE: Final = Decimal("9999999999.99")
RATINGS: Final = (4, 3, 2)

#: Sort -> the columns of `WinningOffer` it goes by, all the same way, the last unique; whether the highest is first.
SORTS: Final[dict[str, tuple[tuple[str, bool], ...]]] = {
    "newest": (("in_stock", True), ("date_created", True), ("product_id", True)),
    "popular": (("num_sold", True), ("product_id", True)),
    "price_asc": (("price", False), ("product_id", False)),
    "price_desc": (("price", True), ("product_id", True)),
    "rating": (("stars", True), ("product_id", True)),
}
SORT_LABELS: Final = {
    "relevance": _("Best match"),
    "newest": _("Newest"),
    "popular": _("Most popular"),
    "price_asc": _("Price, lowest first"),
    "price_desc": _("Price, highest first"),
    "rating": _("Best rated"),
}


class Unknown(NamedTuple):
    """A part of the address that was left out of the answer."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Brands and sellers by their slug, colours by family (`colours.FAMILIES`), prices in the shop's currency."""

    category: int | None = None
    brand: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    rating: int | None = None
    in_stock: bool = False
    on_sale: bool = False
    sort: str = ""
    page: int = 1
    after: tuple[Any, ...] | None = None
    unknown: tuple[Unknown, ...] = ()

    @classmethod
    def parse(cls, query: QueryDict | Mapping[str, str]) -> Filters:
        """Read an address; `query` is a `QueryDict` or a plain mapping of single values."""
        return _Parser(query).filters()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.pairs(sort=False))

    def pairs(self, *, sort: bool = True) -> list[tuple[str, str]]:
        """As parts of an address, without page and cursor, in one order."""
        pairs = [(name, value) for name in MULTIPLE for value in getattr(self, name)]
        pairs += [(name, f"{price:f}") for name in PRICES if (price := getattr(self, name)) is not None]
        pairs += [("category", str(self.category))] if self.category else []
        pairs += [("rating", str(self.rating))] if self.rating else []
        pairs += [(name, "1") for name in SWITCHES if getattr(self, name)]
        return pairs + ([("sort", self.sort)] if sort and self.sort else [])

    def toggled(self, name: str, value: Any) -> Filters:
        """These filters with one value turned on or off, from the first page on."""
        present = getattr(self, name)
        if name in MULTIPLE:
            changed = tuple(each for each in present if each != value) if value in present else (*present, value)
        elif name in SWITCHES:
            changed = not present
        else:
            changed = None if present == value else value
        return replace(self, **{name: changed}, page=1, after=None)

    def without_prices(self) -> Filters:
        return replace(self, min_price=None, max_price=None, page=1, after=None)

    def without(self, *names: str) -> Filters:
        """For a page that is about one brand or seller already: that filter means nothing there."""
        return replace(self, **{name: getattr(Filters(), name) for name in names})


MULTIPLE: Final = ("brand", "seller", "color", "size")
PRICES: Final = ("min_price", "max_price")
SWITCHES: Final = ("in_stock", "on_sale")


class _Parser:
    def __init__(self, query: QueryDict | Mapping[str, str]) -> None:
        self.query = query if isinstance(query, MultiValueDict) else MultiValueDict({k: [v] for k, v in query.items()})
        self.unknown: list[Unknown] = []

    def filters(self) -> Filters:
        low, high = (self._price(name) for name in PRICES)
        if low is not None and high is not None and low > high:
            low, high = high, low
        sort = self._sort()
        return Filters(
            category=self._number("category", lowest=1),
            **{name: self._several(name) for name in MULTIPLE},
            min_price=low,
            max_price=high,
            rating=self._number("rating", lowest=1, highest=5),
            **{name: self._switch(name) for name in SWITCHES},
            sort=sort,
            page=self._number("page", lowest=1) or 1,
            after=self._cursor(sort),
            unknown=tuple(self.unknown),
        )

    def _one(self, name: str) -> str:
        return (self.query.get(name) or "").strip()

    def _refuse(self, name: str, value: str) -> None:
        self.unknown.append(Unknown(name, value[:LONGEST_VALUE]))

    def _several(self, name: str) -> tuple[str, ...]:
        values = dict.fromkeys(value.strip() for value in self.query.getlist(name) if value.strip())
        fitting = [value for value in values if len(value) <= LONGEST_VALUE and "\x00" not in value]
        for value in values.keys() - set(fitting[:MOST_VALUES]):
            self._refuse(name, value)
        return tuple(sorted(fitting[:MOST_VALUES]))

    def _number(self, name: str, *, lowest: int, highest: int = 2**31 - 1) -> int | None:
        text = self._one(name)
        if text.isascii() and text.isdigit() and len(text) < 11 and lowest <= int(text) <= highest:
            return int(text)
        if text:
            self._refuse(name, text)
        return None

    def _price(self, name: str) -> Decimal | None:
        text = self._one(name)
        if not text:
            return None
        try:
            price = Decimal(text.replace(",", "."))
        except InvalidOperation:
            price = Decimal("NaN")
        if price.is_finite() and 0 <= price <= HIGHEST_PRICE:
            return price.quantize(Decimal("0.01")).normalize() + 0
        self._refuse(name, text)
        return None

    def _switch(self, name: str) -> bool:
        text = self._one(name).lower()
        if text and text not in ("1", "true", "0", "false"):
            self._refuse(name, text)
        return text in ("1", "true")

    def _sort(self) -> str:
        text = self._one("sort")
        if text and text not in SORT_LABELS:
            self._refuse("sort", text)
            return ""
        return text

    def _cursor(self, sort: str) -> tuple[Any, ...] | None:
        text = self._one("after")
        if not text:
            return None
        try:
            values = json.loads(base64.urlsafe_b64decode(text.encode() + b"==="))
        except (ValueError, binascii.Error):
            values = None
        if isinstance(values, list) and 2 <= len(values) <= 3 and all(isinstance(v, (str, int, float)) for v in values):
            return tuple(values)
        self._refuse("after", text)
        return None


def cursor(values: tuple[Any, ...]) -> str:
    """Where a list goes on, as a part of its address."""
    plain = [value if isinstance(value, (bool, int, float)) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def address(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with its query."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
