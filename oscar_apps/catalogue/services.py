"""The only writers of products and categories: admin screens, the seller portal, importers and the API all come here.

Every change publishes its event in the same transaction; search, caches and pages follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from marketplace.outbox.services import publish
from oscar_apps.partner.winning import refresh_winning_offers

from .counting import count_products
from .models import Brand, Category, Product, ProductClass, ProductState
from .slugs import fill_slugs, slug_fields
from .variants import Variant, save_variants

__all__ = [
    "Details", "Variant", "count_products", "create_brand", "create_category", "fill_slugs", "move_category",
    "rename_category", "save_product", "set_state", "update_brand", "update_category",
]  # fmt: skip

#: Field -> language -> text.
Words = Mapping[str, Mapping[str, str]]

PRODUCT_WORDS = frozenset(
    {"title", "description", "meta_title", "meta_description", "material", "care_instructions", "color"}
)
CATEGORY_WORDS = frozenset({"name", "description", "meta_title", "meta_description"})

MOVES: dict[str, frozenset[str]] = {
    ProductState.DRAFT: frozenset({ProductState.ACTIVE, ProductState.INACTIVE, ProductState.DELETED}),
    ProductState.ACTIVE: frozenset({ProductState.DRAFT, ProductState.INACTIVE, ProductState.DELETED}),
    ProductState.INACTIVE: frozenset({ProductState.DRAFT, ProductState.ACTIVE, ProductState.DELETED}),
    ProductState.DELETED: frozenset({ProductState.DRAFT, ProductState.INACTIVE}),
}


# State ---------------------------------------------------------------------------------------------------------------


def set_state(*, product: Product, state: str, actor: Any = None) -> Product:
    """Move a product to another state; `is_public`, lists and winning offers follow in the same transaction.

    Raises `ValidationError` for a move that is not allowed: a deleted product goes live only by way of draft or
    inactive. Setting the state it has changes nothing. Deleting keeps the row, because orders refer to it.
    """
    with transaction.atomic():
        present = Product.objects.select_for_update(of=("self",)).only("state").get(pk=product.pk).state
        if present == state:
            return product
        if state not in MOVES[present]:
            raise ValidationError(_("A product cannot go from this state to that one."), code="illegal_move")
        product.state, product.is_public = state, state == ProductState.ACTIVE
        Product.objects.filter(pk=product.pk).update(state=product.state, is_public=product.is_public)
        refresh_winning_offers(product_ids=[product.pk, *product.children.values_list("pk", flat=True)])
        name = "product.deleted" if state == ProductState.DELETED else "product.updated"
        publish(name, {"product_id": product.parent_id or product.pk})
    return product


# Products ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Details:
    """Plain facts of a product that need no translation. Weight in grams, lengths in centimetres."""

    upc: str | None = None
    weight_g: int | None = None
    length_cm: Decimal | None = None
    width_cm: Decimal | None = None
    height_cm: Decimal | None = None
    size: str = ""
    color_hex: str = ""
    is_featured: bool = False
    is_new_arrival: bool = False
    is_discountable: bool = True
    #: Which of these the caller really names; the others stay as they are. Empty means all of them.
    only: frozenset[str] = field(default_factory=frozenset)

    def values(self) -> dict[str, Any]:
        names = self.only or (self.__dataclass_fields__.keys() - {"only"})
        return {name: getattr(self, name) for name in names}


def save_product(
    *,
    product: Product | None = None,
    words: Words | None = None,
    product_type: ProductClass | None = None,
    brand: Brand | None | str = "keep",
    details: Details | None = None,
    categories: Sequence[Category | int] | None = None,
    tags: Iterable[str] | None = None,
    attributes: Mapping[str, Any] | None = None,
    variants: Sequence[Variant] | None = None,
    recommended: Sequence[Product | int] | None = None,
    actor: Any = None,
) -> Product:
    """Create or change a product with everything that belongs to it; what is None stays as it is.

    `words` is field -> language -> text; the title in the default language is required for a new product, which also
    needs `product_type`. `attributes` is code -> value, where an option is named by its code or its text. `variants`
    is the whole list: one that is no longer in it becomes inactive, none is deleted. Pictures come by
    `pictures.add_image`, offers by `partner`, the state by `set_state` (a new product is a draft).
    Raises `ValidationError`; then nothing is written.
    """
    with transaction.atomic():
        is_new = product is None
        product = product or Product(created_by=actor)
        before = _stands_in(product)
        _fill(product, words=words, product_type=product_type, brand=brand, details=details, variants=variants)
        product.clean_fields(exclude=_unfilled_slugs())
        fill_slugs(product)
        product.save()
        _link(product, categories=categories, tags=tags, recommended=recommended)
        if attributes is not None:
            _set_attributes(product, attributes)
        if variants is not None:
            save_variants(product=product, variants=variants)
        if not is_new:
            refresh_winning_offers(product_ids=[product.pk])
        publish("product.created" if is_new else "product.updated", {"product_id": product.pk, **before})
    return product


def _stands_in(product: Product) -> dict[str, list[int]]:
    """Where a product stands before a change: those pages change too when it leaves them."""
    if product.pk is None:
        return {}
    return {
        "category_ids": list(product.categories.values_list("pk", flat=True)),
        "brand_ids": [product.brand_id] if product.brand_id else [],
    }


def _fill(
    product: Product,
    *,
    words: Words | None,
    product_type: ProductClass | None,
    brand: Brand | None | str,
    details: Details | None,
    variants: Sequence[Variant] | None,
) -> None:
    set_words(product, words or {}, allowed=PRODUCT_WORDS)
    if product_type is not None:
        product.product_class = product_type
    if not isinstance(brand, str):
        product.brand = brand
    for name, value in (details.values() if details else {}).items():
        setattr(product, name, value)
    if variants:
        if product.pk and product.is_standalone and product.has_stockrecords:
            raise ValidationError(_("A product that is already offered cannot get variants."), code="has_offers")
        product.structure = Product.PARENT
    if not getattr(product, in_main_language("title")):
        raise ValidationError({"title": _("A product needs a title in the main language.")})
    if product.product_class_id is None:
        raise ValidationError({"product_class": _("A product needs a type.")})


def set_words(instance: Any, words: Words, *, allowed: frozenset[str]) -> list[str]:
    """Write texts into their language columns and return the fields that changed; `ValueError` for unknown ones."""
    unknown = words.keys() - allowed
    if unknown:
        raise ValueError(f"no translated field called {', '.join(sorted(unknown))}")
    changed = []
    for name, texts in words.items():
        for language, text in texts.items():
            column = build_localized_fieldname(name, language)
            if getattr(instance, column) != text:
                setattr(instance, column, text)
                changed.append(column)
    return changed


def in_main_language(name: str) -> str:
    """The column of a translated field that must not be empty."""
    return build_localized_fieldname(name, settings.LANGUAGE_CODE)


def _unfilled_slugs() -> list[str]:
    return ["slug", *slug_fields(Product).values()]


def _link(
    product: Product,
    *,
    categories: Sequence[Category | int] | None,
    tags: Iterable[str] | None,
    recommended: Sequence[Product | int] | None,
) -> None:
    if categories is not None:
        product.categories.set(categories)
    if tags is not None:
        product.tags.set(tags)
    if recommended is not None:
        links = get_model("catalogue", "ProductRecommendation")
        links.objects.filter(primary=product).delete()
        ids = [getattr(each, "pk", each) for each in recommended]
        links.objects.bulk_create(
            links(primary=product, recommendation_id=pk, ranking=len(ids) - place) for place, pk in enumerate(ids)
        )


def _set_attributes(product: Product, values: Mapping[str, Any]) -> None:
    """Write attribute values; an option may be named by its code or its text."""
    known = {attribute.code: attribute for attribute in product.product_class.attributes.select_related("option_group")}
    unknown = values.keys() - known.keys()
    if unknown:
        raise ValidationError(
            _("This product type has no attribute %(codes)s.") % {"codes": ", ".join(sorted(unknown))}, code="attribute"
        )
    for code, value in values.items():
        setattr(product.attr, code, _attribute_value(known[code], value))
    product.attr.validate_attributes()
    product.attr.save()


def _attribute_value(attribute: Any, value: Any) -> Any:
    if attribute.is_multi_option and value is not None:
        return [_option(attribute, each) for each in value]
    return _option(attribute, value) if attribute.is_option else value


def _option(attribute: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    options = attribute.option_group.options
    found = options.filter(code=value).first() or options.filter(option=value).first()
    if found is None:
        raise ValidationError(
            _("%(value)s is not a choice for %(name)s.") % {"value": value, "name": attribute.name}, code="option"
        )
    return found


# Categories and brands -----------------------------------------------------------------------------------------------


def create_category(*, words: Words, parent: Category | None = None, **fields: Any) -> Category:
    """Add a category at its place in the tree, with a slug in every language. `words["name"]` is required."""
    category = Category(**fields)
    set_words(category, words, allowed=CATEGORY_WORDS)
    if not getattr(category, in_main_language("name")):
        raise ValidationError({"name": _("A category needs a name in the main language.")})
    fill_slugs(category)
    with transaction.atomic():
        _refuse_twin(category, parent)
        category = parent.add_child(instance=category) if parent else Category.add_root(instance=category)
        publish("category.updated", {"category_id": category.pk})
    return category


def rename_category(*, category: Category, names: Mapping[str, str]) -> Category:
    """Give a category new names by language, and new slugs with them.

    Old addresses go on working: they carry the number, and the page sends a wrong slug to the right one for good.
    """
    return update_category(category=category, words={"name": names})


def update_category(*, category: Category, words: Words | None = None, **fields: Any) -> Category:
    """Change a category's words and plain fields (`is_public`, `image`, `product_type`, ...)."""
    changed = set_words(category, words or {}, allowed=CATEGORY_WORDS)
    slugs = slug_fields(Category)
    for language, column in slugs.items():
        if build_localized_fieldname("name", language) in changed:
            setattr(category, column, "")
    fill_slugs(category)
    for name, value in fields.items():
        setattr(category, name, value)
    with transaction.atomic():
        _refuse_twin(category, None if category.is_root() else category.get_parent())
        category.save()
        publish("category.updated", {"category_id": category.pk})
    return category


def move_category(*, category: Category, target: Category, position: str = "last-child") -> Category:
    """Move a category with everything below it, by treebeard's positions."""
    with transaction.atomic():
        category.move(target, position)
        category.refresh_from_db()
        category.set_ancestors_are_public()
        publish("category.updated", {"category_id": category.pk})
    return category


def _refuse_twin(category: Category, parent: Category | None) -> None:
    """Two brothers with one name cannot be told apart in a menu."""
    brothers = parent.get_children() if parent else Category.get_root_nodes()
    if brothers.filter(name=category.name).exclude(pk=category.pk).exists():
        raise ValidationError({"name": _("There is already a category of this name here.")}, code="twin")


def create_brand(*, name: str, **fields: Any) -> Brand:
    """Add a brand with a slug of its own."""
    brand = Brand(name=name, **fields)
    fill_slugs(brand)
    with transaction.atomic():
        brand.save()
        publish("brand.updated", {"brand_id": brand.pk})
    return brand


def update_brand(*, brand: Brand, words: Words | None = None, **fields: Any) -> Brand:
    """Change a brand's plain fields (`name`, `slug`, `logo`, `is_active`) and its `words["description"]`."""
    set_words(brand, words or {}, allowed=frozenset({"description"}))
    for name, value in fields.items():
        setattr(brand, name, value)
    fill_slugs(brand)
    with transaction.atomic():
        brand.save()
        publish("brand.updated", {"brand_id": brand.pk})
    return brand
