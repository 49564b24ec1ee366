"""Puts the rows of a file into the catalogue, a chunk in a transaction, and writes only what differs."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from marketplace import page_cache
from marketplace.outbox.services import publish
from marketplace.sample.statistics import refresh_statistics
from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.importing import (
    Slugs,
    category_code,
    create_products,
    default_column,
    put_into_categories,
)
from oscar_apps.catalogue.models import Product, ProductState
from oscar_apps.partner.importing import NewPrice, create_offers, set_prices
from oscar_apps.partner.models import StockRecord
from oscar_apps.partner.prices import quantize
from oscar_apps.search.services import index_products

from .references import REASON, References, chance, seller_code
from .rows import CleanRow, Reader

CHUNK: Final = 1000
Report = Callable[[str], None]


@dataclass(slots=True)
class Loaded:
    """What one run did, in rows. `changed` are the products whose page differs now."""

    rows: int = 0
    skipped: int = 0
    problems: int = 0
    created: int = 0
    updated: int = 0
    offers_created: int = 0
    prices_changed: int = 0
    brands: int = 0
    categories: int = 0
    sellers: int = 0
    changed: set[int] = field(default_factory=set)

    @property
    def is_unchanged(self) -> bool:
        """Whether everything was there already."""
        made = self.created + self.updated + self.offers_created + self.prices_changed
        return made + self.brands + self.categories + self.sellers == 0


def load_file(path: Path, *, rate: Decimal, problems_to: Path, report: Report) -> Loaded:
    """Load a catalogue file; `rate` is how much of the shop's currency one unit of the file's money is.

    Raises ValueError for a file with another header. `report` gets a line for each chunk.
    """
    reader = Reader(convert=lambda amount: quantize(amount * rate, settings.SHOP_CURRENCY))
    loader, started = _Loader(), time.monotonic()
    for chunk in _chunks(reader.read(path)):
        with transaction.atomic():
            loader.load(chunk)
        report(f"{reader.rows:,} rows, {reader.rows / (time.monotonic() - started):,.0f} a second")
    loaded = loader.loaded
    loaded.rows, loaded.skipped, loaded.problems = reader.rows, reader.skipped, len(reader.problems)
    loaded.brands, loaded.categories, loaded.sellers = loader.references.made.values()
    _write_problems(reader, problems_to)
    if not loaded.is_unchanged:
        _finish(loaded, report)
    return loaded


class _Loader:
    """Loads chunks; remembers what the file refers to and which slugs are taken."""

    def __init__(self) -> None:
        self.loaded = Loaded()
        self.references = References()
        self.slugs = Slugs(Product)

    def load(self, rows: Sequence[CleanRow]) -> None:
        self.references.prepare(rows)
        known = {p.code: p for p in _with_words().filter(code__in=[row.sku for row in rows])}
        made = self._create([row for row in rows if row.sku not in known])
        changed = self._update([row for row in rows if row.sku in known], known)
        ids = {code: product.pk for code, product in {**known, **made}.items()}
        changed |= self._file(rows, ids, new=made)
        changed |= self._price(rows, ids)
        if made or changed:
            self.loaded.changed.update(changed, (product.pk for product in made.values()))
            publish("offer.updated", {"product_ids": sorted({*changed, *(product.pk for product in made.values())})})

    def _create(self, rows: Sequence[CleanRow]) -> dict[str, Product]:
        products = {row.sku: self._product(row) for row in rows}
        create_products(list(products.values()), slugs=self.slugs)
        self.loaded.created += len(products)
        return products

    def _product(self, row: CleanRow) -> Product:
        product = Product(
            code=row.sku,
            structure=Product.STANDALONE,
            product_class=self.references.product_type,
            state=ProductState.ACTIVE,
            is_public=True,
        )
        _set(product, self._values(row))
        return product

    def _values(self, row: CleanRow) -> dict[str, Any]:
        """What the file says of a product."""
        return {
            default_column("title"): row.name,
            default_column("description"): row.description,
            "brand_id": self.references.brands[row.brand.casefold()] if row.brand else None,
        }

    def _update(self, rows: Iterable[CleanRow], known: dict[str, Product]) -> set[int]:
        """Write words and brand where they are others now."""
        changed = [known[row.sku] for row in rows if _set(known[row.sku], self._values(row))]
        fields = ["title", "description", default_column("title"), default_column("description"), "brand"]
        Product.objects.bulk_update(changed, fields, batch_size=100)
        self.loaded.updated += len(changed)
        return {product.pk for product in changed}

    def _file(self, rows: Sequence[CleanRow], ids: dict[str, int], *, new: dict[str, Product]) -> set[int]:
        """Put products into their categories; returns those that stood elsewhere."""
        wanted = {ids[row.sku]: self.references.categories[category_code(row.path)] for row in rows}
        moved = put_into_categories(wanted) - len(new)
        self.loaded.updated += moved
        return set(wanted) if moved else set()

    def _price(self, rows: Sequence[CleanRow], ids: dict[str, int]) -> set[int]:
        """Make the offers that are missing, change the prices that are others now."""
        columns = ("product_id", "partner_id", "pk", "price", "compare_at_price")
        found = StockRecord.objects.filter(product_id__in=ids.values()).values_list(*columns)
        present = {(product, partner): (pk, NewPrice(*price)) for product, partner, pk, *price in found}
        new, prices = [], {}
        for row in rows:
            key, price = (ids[row.sku], self._partner(row)), NewPrice(row.price, row.compare_at)
            if key not in present:
                new.append(_offer(row, *key))
            elif present[key][1] != price:
                prices[present[key][0]] = price
        create_offers(new, reason=REASON)
        self.loaded.offers_created += len(new)
        self.loaded.prices_changed += len(prices)
        return set_prices(prices) if prices else set()

    def _partner(self, row: CleanRow) -> int:
        return self.references.sellers[seller_code(row.seller)]


def _with_words() -> Any:
    """Products with the columns that are compared; reading all sixty takes thrice as long."""
    fields = ("code", "title", "description", default_column("title"), default_column("description"), "brand_id")
    return Product.objects.only(*fields)


def _set(product: Product, values: dict[str, Any]) -> bool:
    """Write values into a product; says whether one was another before."""
    changed = [name for name, value in values.items() if (getattr(product, name) or None) != (value or None)]
    for name in changed:
        setattr(product, name, values[name])
    return bool(changed)


def _offer(row: CleanRow, product_id: int, partner_id: int) -> StockRecord:
    return StockRecord(
        product_id=product_id,
        partner_id=partner_id,
        partner_sku=row.sku,
        price_currency=settings.SHOP_CURRENCY,
        price=row.price,
        compare_at_price=row.compare_at,
        num_in_stock=pieces(row.sku),
        num_allocated=0,
    )


def pieces(sku: str) -> int:
    """A stock for goods whose file says none: of twelve one is sold out and two are few; the same in every run."""
    number = chance(sku)
    kind, size = number % 12, number // 12
    if kind == 0:
        return 0
    return 1 + size % 5 if kind < 3 else 6 + size % 195


def _chunks(rows: Iterator[CleanRow]) -> Iterator[list[CleanRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _write_problems(reader: Reader, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("row", "sku", "field", "problem", "value", "result"))
        table.writerows(problem.cells() for problem in reader.problems)


def _finish(loaded: Loaded, report: Report) -> None:
    """What lists, menus and search read follows once, at the end."""
    started = time.monotonic()
    count_products()
    refresh_statistics()
    report(f"categories counted ({time.monotonic() - started:.1f} s)")
    started = time.monotonic()
    found = index_products(product_ids=loaded.changed)
    page_cache.forget_everything()
    report(f"{found:,} products indexed ({time.monotonic() - started:.1f} s)")
