"""What products stand on: brands, product types with their attributes and options, and the category tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from oscar_apps.catalogue.models import Brand, Category, ProductClass, TaxClass
from oscar_apps.catalogue.services import create_brand, create_category

from ..catalogue import Attribute, Option, ProductType, SampleMarket, Text
from ..catalogue import Brand as SampleBrand
from ..catalogue import Category as SampleCategory
from .words import by_language, in_columns


def load_brands(brands: Iterable[SampleBrand]) -> int:
    """Make the brands that are missing; returns how many."""
    known = set(Brand.objects.values_list("slug", flat=True))
    missing = [brand for brand in brands if brand.slug not in known]
    for brand in missing:
        create_brand(name=brand.name, slug=brand.slug, **in_columns("description", brand.description))
    return len(missing)


def load_types(market: SampleMarket) -> int:
    """Make the product types that are missing, with their attributes; returns how many."""
    known = set(ProductClass.objects.values_list("slug", flat=True))
    taxes = {tax.code: tax for tax in TaxClass.objects.all()}
    missing = [kind for kind in market.types if kind.code not in known]
    for kind in missing:
        with transaction.atomic():
            _load_type(kind, taxes[kind.tax], market)
    return len(missing)


def _load_type(kind: ProductType, tax: TaxClass, market: SampleMarket) -> None:
    row = ProductClass.objects.create(slug=kind.code, tax_class=tax, **in_columns("name", kind.name))
    for attribute in kind.attributes:
        options = options_of(kind, attribute, market)
        get_model("catalogue", "ProductAttribute").objects.create(
            product_class=row,
            code=attribute.code,
            type="option" if options else attribute.type,
            option_group=_option_group(kind, attribute, options) if options else None,
            required=False,
            **in_columns("name", attribute.name),
        )


def options_of(kind: ProductType, attribute: Attribute, market: SampleMarket) -> tuple[Option, ...]:
    """The choices of an attribute. Texts that differ by language become choices too: those have words in each."""
    if attribute.type != "text":
        return attribute.options
    said = [product.specs.get(attribute.code) for product in market.products if market.type_of(product) == kind]
    texts = {text.en: text for text in said if isinstance(text, Text)}
    return tuple(Option(slugify(english), text) for english, text in sorted(texts.items()))


def option_code(kind: ProductType, attribute: Attribute, code: str) -> str:
    """What an option is called in the database, where its code is unique among all."""
    return f"{kind.code}.{attribute.code}.{code}"


def _option_group(kind: ProductType, attribute: Attribute, options: tuple[Option, ...]) -> Any:
    groups, model = get_model("catalogue", "AttributeOptionGroup"), get_model("catalogue", "AttributeOption")
    name = f"{kind.name.en}: {attribute.name.en}"
    group = groups.objects.create(name=name, code=f"{kind.code}.{attribute.code}")
    for option in options:
        code = option_code(kind, attribute, option.code)
        model.objects.create(group=group, code=code, **in_columns("option", option.name))
    return group


def load_categories(market: SampleMarket) -> int:
    """Make the categories that are missing, parents first; returns how many."""
    known = categories_by_code()
    types = {kind.slug: kind for kind in ProductClass.objects.all()}
    before = len(known)
    with transaction.atomic():
        for top in market.categories:
            _load_branch(top, parent=None, known=known, types=types)
    return len(known) - before


def _by_slug() -> Iterator[tuple[str, Category]]:
    return ((category.code, category) for category in Category.objects.exclude(code=None))


def _load_branch(
    node: SampleCategory, *, parent: Category | None, known: dict[str, Category], types: dict[str, ProductClass]
) -> None:
    if node.slug not in known:
        known[node.slug] = create_category(
            words={"name": by_language(node.name), "description": by_language(node.description)},
            parent=parent and Category.objects.get(pk=parent.pk),
            product_type=types[node.type],
            code=node.slug,
        )
    for child in node.children:
        _load_branch(child, parent=known[node.slug], known=known, types=types)


def categories_by_code() -> dict[str, Category]:
    """The sample market's categories by what its data calls them."""
    return dict(_by_slug())
