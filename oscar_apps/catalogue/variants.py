"""Variants: the children of a product, told apart by colour and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from oscar_apps.partner.winning import refresh_winning_offers

from .models import Product, ProductState
from .slugs import fill_slugs


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One variant as it should be. `color` is language -> name; a `pk` says which existing one is meant."""

    color: Mapping[str, str] = field(default_factory=dict)
    color_hex: str = ""
    size: str = ""
    upc: str | None = None
    weight_g: int | None = None
    is_active: bool = True
    pk: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from its brothers."""
        return self.color.get(settings.LANGUAGE_CODE, ""), self.size


def save_variants(*, product: Product, variants: Sequence[Variant]) -> list[Product]:
    """Make a product's variants these, within the caller's transaction. What is not named becomes inactive."""
    keys = [variant.key for variant in variants]
    if len(set(keys)) < len(keys):
        raise ValidationError(_("Two variants have the same colour and size."), code="twin_variants")
    existing = {child.pk: child for child in product.children.all()}
    by_key = {_key(child): child for child in existing.values()}
    children = [_save(product, variant, _meant(variant, existing, by_key)) for variant in variants]
    kept = {child.pk for child in children}
    left_out = [pk for pk in existing if pk not in kept]
    Product.objects.filter(pk__in=left_out).update(state=ProductState.INACTIVE, is_public=False)
    if existing:
        refresh_winning_offers(product_ids=[product.pk, *kept, *left_out])
    return children


def _key(child: Product) -> tuple[str, str]:
    return getattr(child, build_localized_fieldname("color", settings.LANGUAGE_CODE)) or "", child.size


def _meant(variant: Variant, existing: dict[int, Product], by_key: dict[tuple[str, str], Product]) -> Product | None:
    if variant.pk is None:
        return by_key.get(variant.key)
    if variant.pk not in existing:
        raise ValidationError(_("This variant belongs to another product."), code="foreign_variant")
    return existing[variant.pk]


def _save(product: Product, variant: Variant, child: Product | None) -> Product:
    child = child or Product(parent=product, structure=Product.CHILD, created_by=product.created_by)
    for language, name in variant.color.items():
        setattr(child, build_localized_fieldname("color", language), name)
    child.color_hex, child.size, child.upc, child.weight_g = (
        variant.color_hex,
        variant.size,
        variant.upc,
        variant.weight_g,
    )
    child.state = ProductState.ACTIVE if variant.is_active else ProductState.INACTIVE
    child.is_public = variant.is_active
    fill_slugs(child)
    child.clean_fields(exclude=["title", "slug"])
    child.save()
    return child
