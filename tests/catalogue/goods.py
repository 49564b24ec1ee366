"""Goods on sale in one line, for tests of lists and pages."""

from decimal import Decimal
from typing import Any

from oscar_apps.catalogue.models import Brand, Product
from oscar_apps.partner.winning import refresh_winning_offers
from tests.factories import make_offer, make_product, make_variant


def on_sale(
    title: str = "",
    *,
    price: str | Decimal = "100",
    stock: int = 10,
    partner: Any = None,
    compare: str | None = None,
    **extra: Any,
) -> Product:
    """A public product with one offer."""
    product = make_product(title=title or None, **extra)
    before = Decimal(compare) if compare else None
    make_offer(product=product, partner=partner, price=price, stock=stock, compare_at_price=before)
    return product


def with_variants(
    title: str, *variants: tuple[str, str, str], stock: int = 10, partner: Any = None, **extra: Any
) -> Product:
    """A public product whose variants are (colour, value, size), each with one offer of one seller."""
    product = make_product(title=title, structure="parent", **extra)
    for color, value, size in variants:
        child = make_variant(parent=product, color=color, color_hex=value, size=size)
        record = make_offer(product=child, partner=partner, stock=stock)
        partner = record.partner
    return product


def make_brand(name: str = "Awash") -> Brand:
    return Brand.objects.create(name=name, slug=name.lower())


def change(product: Product, **values: Any) -> None:
    """Change columns of a product and let its winning offer follow."""
    Product.objects.filter(pk=product.pk).update(**values)
    refresh_winning_offers(product_ids=[product.pk])
