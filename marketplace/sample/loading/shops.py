"""The twelve shops: seller, owner, state, pictures, and how each delivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from oscar_apps.partner.models import Partner
from oscar_apps.shipping.models import PartnerShippingMethod, ShippingZone
from vendors.models import VendorState
from vendors.services import register_vendor, set_state

from ..catalogue import ShippingOption, Shop
from .people import Accounts, owner_of
from .photos import stored_picture
from .words import in_columns, words

COUNTRY = "ET"
HOLIDAY = timedelta(days=12)
#: Shops joined one after the other, the first this many days ago.
OLDEST, APART = 700, 41


def load_shops(shops: Iterable[Shop], accounts: Accounts) -> int:
    """Make the shops that are missing; returns how many."""
    known = set(Partner.objects.values_list("slug", flat=True))
    missing = [(place, shop) for place, shop in enumerate(shops) if shop.slug not in known]
    for place, shop in missing:
        with transaction.atomic():
            _load_shop(shop, accounts, age=timedelta(days=OLDEST - APART * place))
    return len(missing)


def _load_shop(shop: Shop, accounts: Accounts, *, age: timedelta) -> None:
    vendor = register_vendor(
        name=shop.name,
        legal_name=f"{shop.name} PLC",
        email=shop.email,
        phone=shop.phone,
        owner=owner_of(shop, accounts),
        state=VendorState.ACTIVE,
        slug=shop.slug,
        city=shop.city,
        is_vat_registered=shop.vat_registered,
        rating=Decimal(str(shop.rating)),
        date_created=timezone.now() - age,
        logo=stored_picture(f"shop-{shop.slug}-logo"),
        banner=stored_picture(f"shop-{shop.slug}-banner"),
        **in_columns("tagline", shop.tagline),
        **in_columns("story", shop.story),
    )
    _load_delivery(shop, vendor.partner)
    _enter_state(shop, vendor)


def _enter_state(shop: Shop, vendor: Any) -> None:
    """Closed shops were open before: their state has a history like any other."""
    if shop.state == VendorState.ON_HOLIDAY:
        set_state(vendor=vendor, state=shop.state, actor=None, holiday_until=timezone.localdate() + HOLIDAY)
    elif shop.state != VendorState.ACTIVE:
        set_state(vendor=vendor, state=shop.state, actor=None, reason=words()["reasons"][shop.state])


def _load_delivery(shop: Shop, partner: Partner) -> None:
    country = ShippingZone.objects.create(
        partner=partner, countries=[COUNTRY], **in_columns("name", words()["home_zone"])
    )
    methods = [*_at_home(shop, partner, country), *_abroad(shop, partner)]
    for position, method in enumerate(methods):
        method.position = position
    PartnerShippingMethod.objects.bulk_create(methods)


def _at_home(shop: Shop, partner: Partner, country: ShippingZone) -> Iterator[PartnerShippingMethod]:
    """What the shop's own data says, for the whole country; goods are collected by who lives near."""
    codes = {option.code for option in shop.shipping}
    for option in shop.shipping:
        is_express = option.code == "flat" and "free_above" in codes
        yield PartnerShippingMethod(
            partner=partner,
            zone=_near(shop, partner) if option.code == "pickup" else country,
            kind=option.code,
            price=option.price,
            price_per_kg=option.per_kg or 0,
            free_above=option.free_above,
            **(_counter(shop) if option.code == "pickup" else {}),
            **_days(option),
            **in_columns("name", words()["delivery"]["express" if is_express else option.code]),
        )


def _near(shop: Shop, partner: Partner) -> ShippingZone:
    names = in_columns("name", words()["cities"][shop.city])
    return ShippingZone.objects.create(partner=partner, countries=[COUNTRY], regions=[shop.region], **names)


def _counter(shop: Shop) -> dict[str, str]:
    """Where goods are collected, in every language."""
    cities = words()["cities"][shop.city]
    return in_columns("pickup_address", {language: f"{shop.name}, {city}" for language, city in cities.items()})


def _days(option: ShippingOption) -> dict[str, int]:
    return {"min_days": option.min_days, "max_days": option.max_days}


def _abroad(shop: Shop, partner: Partner) -> Iterator[PartnerShippingMethod]:
    for way in words()["abroad"] if shop.slug in words()["exporters"] else ():
        zone = ShippingZone.objects.create(
            partner=partner, countries=way["countries"], **in_columns("name", way["zone"])
        )
        yield PartnerShippingMethod(
            partner=partner,
            zone=zone,
            kind=PartnerShippingMethod.Kind.WEIGHT,
            price=Decimal(way["price"]),
            price_per_kg=Decimal(way["per_kg"]),
            min_days=way["min_days"],
            max_days=way["max_days"],
            **in_columns("name", words()["delivery"][way["name"]]),
        )
