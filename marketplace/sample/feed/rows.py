"""Rows of a catalogue file: read one by one, cleaned, and judged.

A row that cannot be sold (no name, no price ...) is left out; one with a smaller fault is mended. Both are said in a
`Problem` with the number of the row (the header is row 1) and the field.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, TextIO

from django.utils.html import strip_tags

COLUMNS: Final = ("sku", "name", "category_path", "seller", "brand", "price", "compare_at_price", "description")
#: Where goods go whose category is no category.
OTHER: Final = ("Other goods",)
LONGEST: Final = {"sku": 128, "name": 255, "seller": 128, "brand": 255, "description": 20_000}
SEPARATOR: Final = " > "
#: What a price may be in the file's own currency.
MOST: Final = Decimal(10_000_000)
_SPACES = re.compile(r"\s+")
Convert = Callable[[Decimal], Decimal]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row. `skipped`: the row is left out because of it."""

    row: int
    sku: str
    field: str
    problem: str
    value: str
    skipped: bool

    def cells(self) -> tuple[object, ...]:
        return self.row, self.sku, self.field, self.problem, self.value[:120], "skipped" if self.skipped else "mended"


@dataclass(frozen=True, slots=True)
class CleanRow:
    """A row that can be sold. Money is in the shop's currency with tax."""

    number: int
    sku: str
    name: str
    path: tuple[str, ...]
    seller: str
    brand: str
    price: Decimal
    compare_at: Decimal | None
    description: str


@dataclass(slots=True)
class Reader:
    """Reads a file row by row and keeps what it found wrong. `convert` turns the file's prices into the shop's."""

    convert: Convert
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0
    _seen: set[str] = field(default_factory=set)

    def read(self, path: Path) -> Iterator[CleanRow]:
        """Yield the good rows. Raises ValueError for a file whose header is another."""
        with opened(path) as file:
            table = csv.DictReader(file)
            missing = set(COLUMNS) - set(table.fieldnames or ())
            if missing:
                raise ValueError(f"the file has no column {', '.join(sorted(missing))}")
            for number, raw in enumerate(table, start=2):
                self.rows += 1
                clean = _Row(self, number, raw).clean()
                if clean:
                    yield clean
                else:
                    self.skipped += 1

    def claim(self, sku: str) -> bool:
        """Whether this is the first row of this SKU."""
        is_first = sku not in self._seen
        self._seen.add(sku)
        return is_first


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as text, unpacked if it is packed; bytes that are no UTF-8 become replacement characters."""
    with path.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    how = {"encoding": "utf-8-sig", "errors": "replace", "newline": ""}
    with gzip.open(path, "rt", **how) if is_packed else path.open("r", **how) as file:  # type: ignore[call-overload]
        yield file


class _Row:
    """One row while it is being cleaned."""

    def __init__(self, reader: Reader, number: int, raw: Mapping[str | None, str | None]) -> None:
        self.reader, self.number = reader, number
        self.has_wrong_length = None in raw or None in raw.values()
        self.texts = {name: _SPACES.sub(" ", strip_tags(str(raw.get(name) or ""))).strip() for name in COLUMNS}
        self.is_good = True

    def clean(self) -> CleanRow | None:
        self._check_whole()
        price = self._price()
        for name in LONGEST:
            self._shorten(name)
        if not self.is_good or price is None:
            return None
        text = self.texts
        return CleanRow(
            number=self.number,
            sku=text["sku"],
            name=text["name"],
            path=self._path(),
            seller=text["seller"],
            brand=text["brand"],
            price=price,
            compare_at=self._compare_at(price),
            description=text["description"],
        )

    def _check_whole(self) -> None:
        if self.has_wrong_length:
            self._refuse("row", "has another number of columns than the header")
        for name in ("sku", "name", "seller"):
            if not self.texts[name]:
                self._refuse(name, "is empty")
        if self.texts["sku"] and not self.reader.claim(self.texts["sku"]):
            self._refuse("sku", "stands in an earlier row")
        if any("\ufffd" in text for text in self.texts.values()):
            self._mend("row", "has bytes that are not UTF-8")

    def _price(self) -> Decimal | None:
        amount = self._amount("price")
        if amount is None or not 0 < amount <= MOST:
            self._refuse("price", "is not an amount above zero")
            return None
        return self.reader.convert(amount)

    def _compare_at(self, price: Decimal) -> Decimal | None:
        if not self.texts["compare_at_price"]:
            return None
        amount = self._amount("compare_at_price")
        before = self.reader.convert(amount) if amount is not None and 0 < amount <= MOST else None
        if before is None or before < price:
            self._mend("compare_at_price", "is not above the price")
            return None
        return before if before > price else None

    def _amount(self, name: str) -> Decimal | None:
        try:
            amount = Decimal(self.texts[name].replace(",", ""))
        except InvalidOperation:
            return None
        return amount if amount.is_finite() else None

    def _path(self) -> tuple[str, ...]:
        """The category without levels that only repeat the name of the product."""
        levels = [level.strip()[:255] for level in self.texts["category_path"].split(SEPARATOR.strip())]
        kept = tuple(level for level in levels if level and not self._repeats_name(level))
        if not kept:
            self._mend("category_path", "names no category")
        elif len(kept) < len(levels):
            self._mend("category_path", "repeats the name of the product")
        return kept or OTHER

    def _repeats_name(self, level: str) -> bool:
        told = level.removesuffix("...").rstrip().casefold()
        return level.endswith("...") or (len(told.split()) > 1 and self.texts["name"].casefold().startswith(told))

    def _shorten(self, name: str) -> None:
        most = LONGEST[name]
        if len(self.texts[name]) > most:
            self._mend(name, f"is longer than {most} characters")
            self.texts[name] = self.texts[name][: most - 1].rstrip() + "…"

    def _refuse(self, name: str, problem: str) -> None:
        self.is_good = False
        self._note(name, problem, skipped=True)

    def _mend(self, name: str, problem: str) -> None:
        self._note(name, problem, skipped=False)

    def _note(self, name: str, problem: str, *, skipped: bool) -> None:
        value = self.texts.get(name, "")
        self.reader.problems.append(Problem(self.number, self.texts["sku"], name, problem, value, skipped))
