"""About two hundred products through the catalogue's own services, then their offers in bulk."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from oscar.core.utils import slugify

from oscar_apps.catalogue.models import Brand, Category, Product, ProductClass, ProductState
from oscar_apps.catalogue.services import Details, save_product, set_state
from oscar_apps.catalogue.variants import Variant
from oscar_apps.partner import services as stock
from oscar_apps.partner.models import Partner, StockRecord

from ..catalogue import Product as SampleProduct
from ..catalogue import SampleMarket, Text
from .shelves import categories_by_code, option_code
from .words import by_language

#: New goods came within the first of these days, the others before.
NEW_DAYS, OLD_DAYS = 12, 160
#: Pieces sold before the sample's own orders: of what is featured and of the rest, at most.
SOLD_FEATURED, SOLD = 240, 60
OPENING = "Opening stock"


class Shelf:
    """The rows that products refer to, read once."""

    def __init__(self, market: SampleMarket) -> None:
        self.market = market
        self.types: dict[str, ProductClass] = {kind.slug: kind for kind in ProductClass.objects.all()}
        self.brands: dict[str, Brand] = {brand.slug: brand for brand in Brand.objects.all()}
        self.categories: dict[str, Category] = categories_by_code()
        self.partners: dict[str, Partner] = {partner.slug: partner for partner in Partner.objects.all()}


def load_products(market: SampleMarket) -> int:
    """Make the products that are missing, with variants and attributes; returns how many."""
    known = set(Product.objects.exclude(code=None).values_list("code", flat=True))
    missing = [product for product in market.products if product.sku not in known]
    shelf = Shelf(market)
    for product in missing:
        with transaction.atomic():
            _load_product(product, shelf)
    return len(missing)


def _load_product(sample: SampleProduct, shelf: Shelf) -> None:
    kind = shelf.market.type_of(sample)
    product = save_product(
        words={
            "title": by_language(sample.title),
            "description": by_language(sample.description),
            "material": by_language(sample.material),
            "care_instructions": by_language(sample.care),
        },
        product_type=shelf.types[kind.code],
        brand=shelf.brands[sample.brand],
        details=_details(sample),
        categories=[shelf.categories[sample.category]],
        tags=sample.tags,
        attributes={code: _value(sample, code, shelf.market) for code in sample.specs},
        variants=list(_variants(sample)) or None,
    )
    _name_rows(product, sample)
    set_state(product=product, state=ProductState.ACTIVE)


def _details(sample: SampleProduct) -> Details:
    size = sample.dimensions_cm
    return Details(
        upc=sample.gtin,
        weight_g=sample.weight_g,
        length_cm=size.length,
        width_cm=size.width,
        height_cm=size.height,
        is_featured=sample.featured,
        is_new_arrival=sample.new,
    )


def _variants(sample: SampleProduct) -> Iterator[Variant]:
    for variant in sample.variants:
        yield Variant(
            color=by_language(variant.color),
            color_hex=variant.color_hex or "",
            size=variant.size or "",
            weight_g=sample.weight_g,
        )


def _value(sample: SampleProduct, code: str, market: SampleMarket) -> Any:
    """A specification as the catalogue wants it: options by their code."""
    kind, value = market.type_of(sample), sample.specs[code]
    attribute = kind.attribute(code)
    if isinstance(value, Text):
        return option_code(kind, attribute, slugify(value.en))
    return option_code(kind, attribute, str(value)) if attribute.type == "option" else value


def _name_rows(product: Product, sample: SampleProduct) -> None:
    """Give product and variants their SKUs, by which a second run finds them, and a past."""
    age, sold = _past(sample)
    past = {"date_created": timezone.now() - age, "num_sold": sold}
    Product.objects.filter(pk=product.pk).update(code=sample.sku, **past)
    skus = {(by_language(each.color).get("en", ""), each.size or ""): each.sku for each in sample.variants}
    for child in product.children.all():
        Product.objects.filter(pk=child.pk).update(code=skus[child.color_en or "", child.size], **past)


def _past(sample: SampleProduct) -> tuple[timedelta, int]:
    """How long ago a product came and how often it was sold since; always the same for one SKU."""
    chance = random.Random(sample.sku)
    days = chance.uniform(0.2, NEW_DAYS) if sample.new else chance.uniform(NEW_DAYS, OLD_DAYS)
    return timedelta(days=days), chance.randrange(SOLD_FEATURED if sample.featured else SOLD)


def load_offers(market: SampleMarket) -> int:
    """Make the offers that are missing, in bulk, with their first stock movement; returns how many."""
    shelf = Shelf(market)
    ids = dict(Product.objects.exclude(code=None).values_list("code", "pk"))
    known = set(StockRecord.objects.values_list("product_id", "partner_id"))
    wanted = (record for product in market.products for record in _offers(product, shelf, ids))
    missing = [record for record in wanted if (record.product_id, record.partner_id) not in known]
    with transaction.atomic():
        StockRecord.objects.bulk_create(missing, batch_size=200)
        stock.record_opening(stockrecords=missing, reason=OPENING)
    return len(missing)


def _offers(sample: SampleProduct, shelf: Shelf, ids: dict[str, int]) -> Iterator[StockRecord]:
    """The maker's own offers, then those of others, who may carry only some of the variants."""
    own = shelf.partners[sample.shop]
    for sku, price, pieces in _own(sample):
        yield _record(sample, own, ids[sku], sku=sku, price=price, pieces=pieces, compare_at=sample.compare_at)
    for other in sample.other_offers:
        skus = [variant.sku for variant in sample.variants][:3] or [sample.sku]
        for sku in skus:
            pieces = other.stock // len(skus)
            yield _record(sample, shelf.partners[other.shop], ids[sku], sku=sku, price=other.price, pieces=pieces)


def _own(sample: SampleProduct) -> Iterable[tuple[str, Decimal, int]]:
    if not sample.variants:
        return [(sample.sku, sample.price, sample.stock)]
    return [(variant.sku, variant.price or sample.price, variant.stock) for variant in sample.variants]


def _record(
    sample: SampleProduct,
    partner: Partner,
    product_id: int,
    *,
    sku: str,
    price: Decimal,
    pieces: int,
    compare_at: Decimal | None = None,
) -> StockRecord:
    return StockRecord(
        product_id=product_id,
        partner=partner,
        partner_sku=sku,
        price_currency=settings.SHOP_CURRENCY,
        price=price,
        compare_at_price=compare_at,
        cost_price=sample.cost if partner.slug == sample.shop else None,
        num_in_stock=pieces,
        num_allocated=0,
        low_stock_threshold=sample.low_stock_threshold,
    )
