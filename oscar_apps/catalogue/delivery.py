"""When goods of a seller arrive, for visitors whose address is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from marketplace.page_cache import cached
from oscar_apps.shipping.selectors import Parcel, ShippingOption, options_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The soonest and latest day, the lowest price of delivery, and from which amount it is free."""

    earliest: date
    latest: date
    price: Decimal
    free_above: Decimal | None
    pickup_address: str


def promise_of(partner: Any) -> Promise | None:
    """What a seller promises for delivery within the shop's country; None where nothing is known.

    The seller's options are kept under its tag, so only the first product of a seller asks for them.
    """
    options = cached(
        f"delivery:{partner.pk}", tags=[f"seller:{partner.pk}", "shops"], build=lambda: _options(partner.pk)
    )
    sent = [option for option in options if not option.is_pickup]
    pickup = next((option.pickup_address for option in options if option.is_pickup), "")
    if not sent:
        return None
    today = timezone.localdate()
    frees = [option.free_above for option in sent if option.free_above is not None]
    return Promise(
        earliest=today + timedelta(days=min(option.min_days for option in sent)),
        latest=today + timedelta(days=min(option.max_days for option in sent)),
        price=min(option.price for option in sent),
        free_above=min(frees, default=None),
        pickup_address=pickup,
    )


def _options(partner_id: int) -> list[ShippingOption]:
    parcel = Parcel(partner_id=partner_id, subtotal=Decimal(0), weight_g=0)
    return options_for(parcels=[parcel], country=settings.SHOP_COUNTRY, region="")[partner_id]
