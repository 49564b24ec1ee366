"""What the rows of a file refer to: brands, categories and sellers, made when a chunk first needs them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from oscar_apps.catalogue.importing import Slugs, category_code, create_brands, create_categories
from oscar_apps.catalogue.models import Brand, Category, ProductClass, TaxClass
from oscar_apps.partner.models import Partner
from oscar_apps.shipping.models import PartnerShippingMethod
from vendors.importing import Newcomer, create_vendors

from ..loading.words import in_columns, words
from .rows import CleanRow

GOODS: Final = "goods"
REASON: Final = "Catalogue file"
#: Of ten sellers so many are registered for value added tax.
REGISTERED_OF_TEN: Final = 7


class References:
    """Ids by the names a file uses. Kept over the chunks of one run, so that each is looked up once."""

    def __init__(self) -> None:
        self.product_type = goods_type()
        self.brands: dict[str, int] = {}
        self.categories: dict[str, int] = {}
        self.sellers: dict[str, int] = dict(Partner.objects.values_list("code", "pk"))
        self.made = {"brands": 0, "categories": 0, "sellers": 0}
        self._brand_slugs, self._category_slugs = Slugs(Brand), Slugs(Category)
        self._shop_slugs = Slugs(Partner, column="slug")

    def prepare(self, rows: Sequence[CleanRow]) -> None:
        """Make what these rows need and is not there yet. Inside the chunk's transaction."""
        brands = {row.brand for row in rows if row.brand and row.brand.casefold() not in self.brands}
        if brands:
            self._make_brands(brands)
        paths = {row.path for row in rows if category_code(row.path) not in self.categories}
        if paths:
            self._make_categories(paths)
        sellers = dict.fromkeys(row.seller for row in rows if seller_code(row.seller) not in self.sellers)
        if sellers:
            self._make_sellers(sellers)

    def _make_brands(self, names: Iterable[str]) -> None:
        before = Brand.objects.count()
        self.brands = create_brands(names, slugs=self._brand_slugs)
        self.made["brands"] += Brand.objects.count() - before

    def _make_categories(self, paths: Iterable[tuple[str, ...]]) -> None:
        before = Category.objects.count()
        self.categories = create_categories(paths, product_type=self.product_type, slugs=self._category_slugs)
        self.made["categories"] += Category.objects.count() - before

    def _make_sellers(self, names: Iterable[str]) -> None:
        newcomers = [self._newcomer(name) for name in names]
        partners = create_vendors(newcomers, reason=REASON)
        methods = [delivery_of(partner) for partner in partners]
        PartnerShippingMethod.objects.bulk_create(methods, batch_size=500)
        self.sellers.update((partner.code, partner.pk) for partner in partners)
        self.made["sellers"] += len(partners)

    def _newcomer(self, name: str) -> Newcomer:
        slug = self._shop_slugs.new(name, fallback="shop", longest=100)
        registered = chance(name) % 10 < REGISTERED_OF_TEN
        return Newcomer(
            code=seller_code(name), name=name, slug=slug, email=f"{slug[:50]}@example.com", is_vat_registered=registered
        )


def goods_type() -> ProductClass:
    """The product type of everything a file brings: no attributes, the standard rate of tax."""
    known = ProductClass.objects.filter(slug=GOODS).first()
    if known:
        return known
    tax = TaxClass.objects.filter(is_default=True).first()
    return ProductClass.objects.create(slug=GOODS, tax_class=tax, **{_english("name"): "Goods"})


def delivery_of(partner: Partner) -> PartnerShippingMethod:
    """One flat price to everywhere, different from seller to seller but the same in every run."""
    number = chance(partner.name)
    days = 1 + number % 3
    return PartnerShippingMethod(
        partner=partner,
        kind=PartnerShippingMethod.Kind.FLAT,
        price=Decimal(60 + number % 8 * 20),
        min_days=days,
        max_days=days + 2,
        **in_columns("name", words()["delivery"]["flat"]),
    )


def seller_code(name: str) -> str:
    """What a seller of a file is known by: its exact name. Two spellings may be two businesses."""
    return f"feed-{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"


def chance(text: str) -> int:
    """A number that looks random and is always the same for one text."""
    return zlib.crc32(text.encode())


def _english(field: str) -> str:
    return build_localized_fieldname(field, settings.LANGUAGE_CODE)
