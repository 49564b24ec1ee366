"""Writers of product types, their attributes, lists of options and tax classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from oscar_apps.partner.winning import refresh_winning_offers

from .models import Product, ProductClass, TaxClass

#: Products whose winning offers are computed anew in one go.
CHUNK = 2000
Texts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AttributeRow:
    """One attribute of a type as it should be; `names` is language -> name, a `pk` says which existing one is meant."""

    code: str
    type: str
    names: Texts
    required: bool = False
    option_group: Any = None
    pk: int | None = None


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    """One option of a list; `texts` is language -> text. Without a code it gets one from its text."""

    texts: Texts
    code: str = ""
    pk: int | None = None


def save_product_type(
    *,
    product_type: ProductClass | None,
    names: Texts,
    attributes: Sequence[AttributeRow],
    tax_class: TaxClass | None,
    requires_shipping: bool,
    track_stock: bool,
) -> ProductClass:
    """Create or change a type with the whole list of its attributes.

    An attribute that products have values for cannot be left out: raises `ValidationError`. Whether stock is counted
    decides what can be bought, so the winning offers of the type's products follow.
    """
    counted_before = product_type.track_stock if product_type else track_stock
    product_type = product_type or ProductClass()
    _set_texts(product_type, "name", names)
    if not product_type.name:
        raise ValidationError(_("A product type needs a name in the main language."))
    product_type.tax_class, product_type.requires_shipping = tax_class, requires_shipping
    product_type.track_stock = track_stock
    with transaction.atomic():
        product_type.slug = product_type.slug or _free_slug(product_type.name)
        product_type.save()
        _save_attributes(product_type, attributes)
        if counted_before != track_stock:
            _refresh_offers(product_type)
    return product_type


def save_option_group(*, group: Any, name: str, options: Sequence[OptionRow]) -> Any:
    """Create or change a list of options; one that products have chosen cannot be left out."""
    group = group or get_model("catalogue", "AttributeOptionGroup")()
    group.name = name
    with transaction.atomic():
        group.save()
        known = {each.pk: each for each in group.options.all()}
        kept = {row.pk for row in options}
        gone = [each for pk, each in known.items() if pk not in kept]
        _remove(gone, uses=("value_option", "value_multi_option"))
        for row in options:
            _save_option(group, known.get(row.pk), row)
    return group


def save_tax_class(*, tax_class: TaxClass | None, code: str, rate: Decimal, is_default: bool, names: Texts) -> TaxClass:
    """Create or change a tax class; `rate` is in percent. A new default takes the mark from the old one.

    Prices include the tax, so no price changes with a rate; orders already placed keep theirs.
    """
    tax_class = tax_class or TaxClass()
    tax_class.code, tax_class.rate, tax_class.is_default = code, rate, is_default
    _set_texts(tax_class, "name", names)
    with transaction.atomic():
        if is_default:
            TaxClass.objects.exclude(pk=tax_class.pk).filter(is_default=True).update(is_default=False)
        tax_class.save()
    return tax_class


def _set_texts(instance: Any, field: str, texts: Texts) -> None:
    for language, text in texts.items():
        setattr(instance, build_localized_fieldname(field, language), text)


def _free_slug(name: str) -> str:
    base = slugify(name)[:100] or "type"
    taken = set(ProductClass.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(each for each in _numbered(base) if each not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _save_attributes(product_type: ProductClass, rows: Sequence[AttributeRow]) -> None:
    known = {each.pk: each for each in product_type.attributes.all()}
    codes = [row.code for row in rows]
    if len(set(codes)) < len(codes):
        raise ValidationError(_("Two attributes have the same code."))
    kept = {row.pk for row in rows}
    _remove([each for pk, each in known.items() if pk not in kept], uses=("attribute",))
    for row in rows:
        attribute = known.get(row.pk) or get_model("catalogue", "ProductAttribute")(product_class=product_type)
        _set_texts(attribute, "name", row.names)
        attribute.name = attribute.name or row.code
        attribute.code, attribute.type, attribute.required = row.code, row.type, row.required
        attribute.option_group = row.option_group
        attribute.save()


def _save_option(group: Any, option: Any, row: OptionRow) -> None:
    option = option or get_model("catalogue", "AttributeOption")(group=group)
    _set_texts(option, "option", row.texts)
    text = row.texts.get(settings.LANGUAGE_CODE, "")
    if not text:
        raise ValidationError(_("An option needs a text in the main language."))
    option.code = row.code or option.code or slugify(text)
    option.save()


def _remove(rows: Iterable[Any], *, uses: Sequence[str]) -> None:
    """Delete attributes or options that no product's values refer to by `uses`; raise for the first that is in use."""
    values = get_model("catalogue", "ProductAttributeValue").objects
    for row in rows:
        if any(values.filter(**{field: row}).exists() for field in uses):
            raise ValidationError(_("“%(name)s” is in use by products and cannot be removed.") % {"name": row})
        row.delete()


def _refresh_offers(product_type: ProductClass) -> None:
    own = Q(product_class=product_type) | Q(parent__product_class=product_type)
    ids = list(Product.objects.filter(own).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        refresh_winning_offers(product_ids=ids[start : start + CHUNK])
