"""Writes a made-up catalogue of any size: sellers and categories by bulk inserts, everything per product by COPY."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from marketplace import page_cache
from marketplace.sample.statistics import refresh_statistics
from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.importing import Slugs, category_code, create_brands, create_categories, default_column
from oscar_apps.catalogue.models import Brand, Category, Product, ProductImage
from oscar_apps.catalogue.slugs import slug_fields
from oscar_apps.partner.models import Partner, StockMovement, StockRecord, WinningOffer
from oscar_apps.search.services import rebuild_index
from oscar_apps.shipping.models import PartnerShippingMethod
from vendors.importing import Newcomer, create_vendors

from ..feed.references import chance, delivery_of, goods_type
from .copying import Row, Table, json_cell
from .goods import Good, Maker, brand_names, category_paths

Report = Callable[[str], None]
#: Pictures as `ProductImage.renditions` holds them.
Images = Sequence[Mapping[str, Mapping[str, str]]]
REASON = "Benchmark data"
#: A second seller asks this much more, so that the first keeps winning.
DEARER = Decimal("1.05")


class Exists(Exception):
    """Goods of this seed have been generated before."""


@dataclass(frozen=True)
class Ground:
    """What all goods stand on: ids, by their place in the maker's lists."""

    type_id: int
    partners: list[int]
    brands: list[int]
    categories: list[int]
    now: datetime


def generate(*, products: int, vendors: int, seed: int, report: Report, images: Images = ()) -> int:
    """Add so many made-up products of so many new sellers; returns how many rows were written in all.

    `images` are the renditions of pictures that the products share (none: products without pictures).
    Raises `Exists` where this seed's goods are there. Search is not indexed: see `index`.
    """
    if Product.objects.filter(code=code_of(seed, 0)).exists():
        raise Exists()
    with transaction.atomic():
        with _timed("sellers, brands and categories", report) as count:
            ground = _prepare(products, vendors, seed)
            count(len(ground.partners) + len(ground.brands) + len(ground.categories))
        maker = Maker(seed=seed, vendors=vendors, brands=len(ground.brands), categories=len(ground.categories))
        rows = _Goods(maker, ground, products).write(images, report)
    count_products()
    refresh_statistics()
    page_cache.forget_everything()
    return rows


def index(report: Report) -> None:
    """Put all goods into the search index, which takes far longer than making them."""
    with _timed("search entries", report) as count:
        count(rebuild_index())


def code_of(seed: int, number: int) -> str:
    """What a made-up product is known by."""
    return f"bench-{seed}-{number}"


def _prepare(products: int, vendors: int, seed: int) -> Ground:
    kind = goods_type()
    paths = category_paths(min(400, max(10, products // 50)))
    by_code = create_categories(paths, product_type=kind, slugs=Slugs(Category))
    names = brand_names(min(500, max(5, products // 20)))
    brands = create_brands(names, slugs=Slugs(Brand))
    return Ground(
        type_id=kind.pk,
        partners=_make_vendors(vendors, seed),
        brands=[brands[name.casefold()] for name in names],
        categories=[by_code[category_code(path)] for path in paths],
        now=timezone.now(),
    )


def _make_vendors(number: int, seed: int) -> list[int]:
    newcomers = [
        Newcomer(
            code=f"bench-{seed}-{n}",
            name=f"Bench shop {seed}-{n}",
            slug=f"bench-shop-{seed}-{n}",
            email=f"bench-shop-{seed}-{n}@example.com",
            is_vat_registered=chance(f"{seed}-{n}") % 10 < 7,
        )
        for n in range(number)
    ]
    partners: list[Partner] = create_vendors(newcomers, reason=REASON)
    PartnerShippingMethod.objects.bulk_create([delivery_of(partner) for partner in partners], batch_size=500)
    return [partner.pk for partner in partners]


class _Goods:
    """The tables that have a row or more for each product, written one after the other from the same goods."""

    def __init__(self, maker: Maker, ground: Ground, number: int) -> None:
        self.maker, self.ground, self.number = maker, ground, number
        self.products = Table(Product, _PRODUCT)
        self.records = Table(StockRecord, _RECORD)
        self.first_product, self.first_record = self.products.next_id(), self.records.next_id()

    def write(self, images: Images, report: Report) -> int:
        links = Table(get_model("catalogue", "ProductCategory"), ("id", "product", "category"))
        movements = Table(StockMovement, ("id", "stockrecord", "kind", "in_stock_delta", "reason", "created_at"))
        winners = Table(WinningOffer, _WINNER)
        jobs: list[tuple[str, Table, Iterable[Row]]] = [
            ("products", self.products, map(self._product, self._goods())),
            ("places in categories", links, self._links(links.next_id())),
            ("offers", self.records, self._records()),
            ("stock movements", movements, self._movements(movements.next_id())),
            ("winning offers", winners, self._winners(winners.next_id())),
        ]
        if images:
            pictures = Table(ProductImage, _PICTURE)
            jobs.append(("pictures", pictures, self._pictures(pictures.next_id(), images)))
        return sum(self._write(name, table, rows, report) for name, table, rows in jobs)

    def _write(self, name: str, table: Table, rows: Iterable[Row], report: Report) -> int:
        with _timed(name, report) as count:
            written = table.write(rows)
            count(written)
        return written

    def _goods(self) -> Iterator[Good]:
        return self.maker.goods(self.number)

    def _product(self, good: Good) -> Row:
        created = good.created(self.ground.now)
        words = f"{good.title}: made to last, packed with care."
        # The plain columns repeat the main language's, as modeltranslation writes them.
        return (
            self.first_product + good.number, code_of(self.maker.seed, good.number), "standalone", True, "active",
            self.ground.type_id, self.ground.brands[good.brand], good.title, good.title, words, words, created, created,
            good.sold, good.rating, *([good.slug] * _SLUGS),
        )  # fmt: skip

    def _links(self, first: int) -> Iterator[Row]:
        for good in self._goods():
            yield first + good.number, self.first_product + good.number, self.ground.categories[good.category]

    def _offers(self) -> Iterator[tuple[int, Good, int, Decimal]]:
        """(stock record id, product, place of the seller, price), first sellers before second ones."""
        for good in self._goods():
            yield self.first_record + good.number, good, good.seller, good.price
        following = self.first_record + self.number
        for good in self._goods():
            if good.second_seller is not None:
                yield following, good, good.second_seller, (good.price * DEARER).quantize(Decimal("0.01"))
                following += 1

    def _records(self) -> Iterator[Row]:
        for pk, good, seller, price in self._offers():
            created = good.created(self.ground.now)
            compare_at = good.compare_at if seller == good.seller else None
            yield (
                pk, self.first_product + good.number, self.ground.partners[seller],
                code_of(self.maker.seed, good.number), settings.SHOP_CURRENCY,
                price, compare_at, good.pieces, 0, True, created, created,
            )  # fmt: skip

    def _movements(self, first: int) -> Iterator[Row]:
        stocked = ((pk, good) for pk, good, _seller, _price in self._offers() if good.pieces)
        for place, (pk, good) in enumerate(stocked):
            yield first + place, pk, StockMovement.Kind.RECEIVED.value, good.pieces, REASON, self.ground.now

    def _winners(self, first: int) -> Iterator[Row]:
        for good in self._goods():
            yield (
                first + good.number, self.first_product + good.number, self.first_record + good.number,
                self.ground.partners[good.seller], good.price, good.compare_at, settings.SHOP_CURRENCY,
                good.sale_percentage, good.pieces, good.pieces > 0, 1 if good.second_seller is None else 2, True,
                good.created(self.ground.now), good.sold, good.rating,
            )  # fmt: skip

    def _pictures(self, first: int, images: Images) -> Iterator[Row]:
        for good in self._goods():
            renditions = images[good.number % len(images)]
            original = renditions["webp"][max(renditions["webp"], key=int)]
            yield (
                first + good.number, self.first_product + good.number, original, good.title, good.title, 0,
                960, 1200, json_cell(renditions), self.ground.now,
            )  # fmt: skip


_SLUG_COLUMNS = ("slug", *slug_fields(Product).values())
_SLUGS = len(_SLUG_COLUMNS)
_PRODUCT = (
    "id", "code", "structure", "is_public", "state", "product_class", "brand", "title", default_column("title"),
    "description", default_column("description"), "date_created", "date_updated", "num_sold", "rating", *_SLUG_COLUMNS,
)  # fmt: skip
_RECORD = (
    "id", "product", "partner", "partner_sku", "price_currency", "price", "compare_at_price", "num_in_stock",
    "num_allocated", "is_active", "date_created", "date_updated",
)  # fmt: skip
_WINNER = (
    "id", "product", "stockrecord", "partner", "price", "compare_at_price", "currency", "sale_percentage", "available",
    "in_stock", "offers_count", "is_listed", "date_created", "num_sold", "rating",
)  # fmt: skip
_PICTURE = (
    "id", "product", "original", "alt_text", build_localized_fieldname("alt_text", settings.LANGUAGE_CODE),
    "display_order", "width", "height", "renditions", "date_created",
)  # fmt: skip


@contextmanager
def _timed(name: str, report: Report) -> Iterator[Callable[[int], None]]:
    numbers: list[int] = []
    started = time.monotonic()
    yield numbers.append
    seconds = max(time.monotonic() - started, 1e-6)
    report(f"{numbers[0]:,} {name} in {seconds:.1f} s ({numbers[0] / seconds:,.0f} rows/s)")
