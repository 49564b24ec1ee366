"""The address book, and addresses made from forms."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from .layouts import ALL_FIELDS
from .models import UserAddress

COPIED = ("first_name", "last_name", *ALL_FIELDS, "phone_number", "country_id")


def split_name(name: str) -> tuple[str, str]:
    """First and last name for models that want both. Ethiopian names have no family name, so nothing is made of it."""
    first, _space, last = name.strip().rpartition(" ")
    return (first, last) if first else (last, "")


def make_address(model: type, *, name: str, country: str, fields: Mapping[str, Any], phone: Any = "") -> Any:
    """An unsaved address of `model` (order's or address book's) from what `forms.AddressFields` cleaned."""
    first_name, last_name = split_name(name)
    values = {key: fields.get(key, "") for key in ALL_FIELDS}
    return model(first_name=first_name, last_name=last_name, country_id=country, phone_number=phone or "", **values)


def copy_address(model: type, source: Any) -> Any:
    """An unsaved copy of an address as another model."""
    return model(**{name: getattr(source, name) for name in COPIED})


def remember_address(*, user: Any, address: Any, make_default: bool = False) -> UserAddress:
    """Put a copy of an order's address into the person's address book, once; the first one becomes the default."""
    entry = copy_address(UserAddress, address)
    entry.user = user
    with transaction.atomic():
        known = UserAddress.objects.filter(user=user, hash=entry.generate_hash()).first()
        if known:
            known.phone_number = entry.phone_number or known.phone_number
        entry = known or entry
        others = UserAddress.objects.filter(user=user)
        if make_default or not others.exists():
            entry.is_default_for_shipping = True
        entry.save()
    return entry
