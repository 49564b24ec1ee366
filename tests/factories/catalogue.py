from decimal import Decimal
from itertools import count

from oscar.core.loading import get_model

_numbers = count(1)


def make_tax_class(*, rate: Decimal = Decimal("15"), code: str = "standard", is_default: bool = True):
    return get_model("catalogue", "TaxClass").objects.get_or_create(
        code=code, defaults={"name": code.title(), "rate": rate, "is_default": is_default}
    )[0]


def make_product_type(*, name: str = "Goods", tax_class=None, **extra):
    return get_model("catalogue", "ProductClass").objects.get_or_create(
        name=name, defaults={"tax_class": tax_class or make_tax_class(), **extra}
    )[0]


def make_category(*, name: str | None = None, parent=None, **extra):
    number = next(_numbers)
    fields = {"name": name or f"Category {number}", "slug": f"category-{number}", **extra}
    model = get_model("catalogue", "Category")
    return parent.add_child(**fields) if parent else model.add_root(**fields)


def make_product(*, title: str | None = None, category=None, public: bool = True, **extra):
    """A standalone product (or pass `structure="parent"`), without offers."""
    number = next(_numbers)
    fields = {
        "title": title or f"Product {number}",
        "slug": f"product-{number}",
        "structure": "standalone",
        "product_class": make_product_type(),
        "is_public": public,
        "state": "active" if public else "draft",
        **extra,
    }
    product = get_model("catalogue", "Product").objects.create(**fields)
    if category:
        get_model("catalogue", "ProductCategory").objects.create(product=product, category=category)
    return product


def make_variant(*, parent, color: str = "", color_hex: str = "", size: str = "", **extra):
    """A child of a product with `structure="parent"`."""
    number = next(_numbers)
    return get_model("catalogue", "Product").objects.create(
        parent=parent,
        structure="child",
        slug=f"variant-{number}",
        color=color,
        color_hex=color_hex,
        size=size,
        is_public=True,
        state="active",
        **extra,
    )
