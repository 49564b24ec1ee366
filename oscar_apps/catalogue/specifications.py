"""Specifications of a product: its type's attributes, and what every product has room for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from .models import Product
from .selectors import in_language

#: Translated columns that a value is told with.
WORDS = (("attribute", "name"), ("value_option", "option"))


class Specification(NamedTuple):
    label: str
    value: str


def specifications_of(*, product: Product, chosen: Product) -> list[Specification]:
    """In the order of the type's attributes, then material, measures, brand and barcode; a variant's own value wins."""
    return [*_attributes(product, chosen), *_measures(product, chosen)]


def _attributes(product: Product, chosen: Product) -> list[Specification]:
    rows = list(_values({product.pk, chosen.pk}))
    own = {row["attribute_id"] for row in rows if row["product_id"] == chosen.pk}
    shown = [row for row in rows if row["product_id"] == chosen.pk or row["attribute_id"] not in own]
    several = _several([row["id"] for row in shown if row["attribute__type"] == "multi_option"])
    return [
        Specification(_words(row, "attribute__name"), text)
        for row in shown
        if (text := _text(row) or several.get(row["id"]))
    ]


def _values(product_ids: set[int]) -> Any:
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(product_id__in=product_ids)
    words = {f"{place}__{column}" for place, field in WORDS for column in in_language(field)}
    return values.order_by("attribute_id").values(
        "id", "product_id", "attribute_id", "attribute__type", "value_text", "value_integer", "value_boolean",
        "value_float", "value_richtext", "value_date", "value_datetime", *words,
    )  # fmt: skip


def _several(ids: list[int]) -> dict[int, str]:
    """The options of values that hold several; no query where there are none."""
    if not ids:
        return {}
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(pk__in=ids)
    return {
        value.pk: ", ".join(option.option for option in value.value_multi_option.all())
        for value in values.prefetch_related("value_multi_option")
    }


def _words(row: dict[str, Any], path: str) -> str:
    place, field = path.split("__")
    wanted, fallback = in_language(field)
    return row[f"{place}__{wanted}"] or row[f"{place}__{fallback}"] or ""


def _text(row: dict[str, Any]) -> str:
    """A value in words; files and values of several options have none here."""
    kind = row["attribute__type"]
    if kind == "option":
        return _words(row, "value_option__option")
    value = row.get(f"value_{kind}")
    if kind == "boolean":
        return _("Yes") if value else _("No")
    if value is None:
        return ""
    if kind in ("integer", "float"):
        return number_format(int(value) if value == int(value) else value)
    return date_format(value) if kind in ("date", "datetime") else str(value)


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
