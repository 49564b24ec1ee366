"""Specifications of a product: its type's attributes, and what every product has room for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from .models import Product


class Specification(NamedTuple):
    label: str
    value: str


def specifications_of(*, product: Product, chosen: Product) -> list[Specification]:
    """In the order of the type's attributes, then material, measures, brand and barcode; a variant's own value wins."""
    return [*_attributes(product, chosen), *_measures(product, chosen)]


def _attributes(product: Product, chosen: Product) -> list[Specification]:
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(product_id__in={product.pk, chosen.pk})
    rows = list(values.select_related("attribute", "value_option").order_by("attribute__id"))
    own = {row.attribute_id for row in rows if row.product_id == chosen.pk}
    shown = [row for row in rows if row.product_id == chosen.pk or row.attribute_id not in own]
    return [Specification(row.attribute.name, text) for row in shown if (text := _text(row))]


def _text(row: Any) -> str:
    value = row.value
    if row.attribute.type == "boolean":
        return _("Yes") if value else _("No")
    if row.attribute.is_multi_option:
        return ", ".join(option.option for option in value)
    if row.attribute.is_option:
        return value.option if value else ""
    if isinstance(value, (int, float, Decimal)):
        return number_format(value)
    if row.attribute.type in ("date", "datetime"):
        return date_format(value)
    return "" if row.attribute.is_file or value is None else str(value)


def _measures(product: Product, chosen: Product) -> list[Specification]:
    sides = [getattr(chosen, side) or getattr(product, side) for side in ("length_cm", "width_cm", "height_cm")]
    weight = chosen.weight_g or product.weight_g
    made = [
        (_("Material"), product.material),
        (_("Size"), chosen.size),
        (_("Colour"), chosen.color),
        (_("Weight"), weight_words(weight) if weight else ""),
        (_("Length × width × height"), _sides(sides) if any(sides) else ""),
        (_("Brand"), product.brand.name if product.brand else ""),
        (_("Barcode"), chosen.upc or product.upc or ""),
    ]
    return [Specification(label, str(value)) for label, value in made if value]


def weight_words(grams: int) -> str:
    """ "350 g", "1.2 kg"."""
    if grams < 1000:
        return _("%(number)s g") % {"number": number_format(grams)}
    return _("%(number)s kg") % {"number": number_format((Decimal(grams) / 1000).normalize() + 0)}


def _sides(sides: list[Decimal | None]) -> str:
    known = (number_format(side.normalize() + 0) for side in sides if side)
    return _("%(sides)s cm") % {"sides": " × ".join(known)}
