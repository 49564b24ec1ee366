"""A market with two sellers, and orders placed through the real service."""

from decimal import Decimal
from typing import Any

from oscar_apps.checkout.services import Contact, Placement, place_order, quote

from .catalogue import make_product
from .orders import make_address, make_basket, make_shipping_method
from .sellers import make_offer, make_partner, make_vendor


def make_two_sellers(*, stock: int = 10) -> list[Any]:
    """Three offers of two active sellers (two of the first, one of the second), each with flat delivery of 50."""
    first, second = make_partner(), make_partner()
    for partner in (first, second):
        make_vendor(partner=partner)
        make_shipping_method(partner=partner)
    prices = [(first, "100.00"), (first, "20.00"), (second, "33.33")]
    return [make_offer(product=make_product(), partner=partner, price=price, stock=stock) for partner, price in prices]


def order_arguments(*, basket: Any, **overrides: Any) -> dict[str, Any]:
    """Arguments for `place_order` that a buyer who saw the current total would send."""
    address = overrides.pop("shipping_address", None) or make_address()
    choices = overrides.pop("shipping_choices", {})
    shown = overrides.pop("shown_total", None)
    if shown is None:
        seen = quote(basket=basket, country=address.country_id, region=address.region_code, shipping_choices=choices)
        shown = seen.total
    return {
        "basket": basket,
        "user": basket.owner,
        "contact": Contact(name="Almaz Bekele", email="almaz@example.com", phone="+251911234567"),
        "shipping_address": address,
        "shipping_choices": choices,
        "gateway": "cash_on_delivery",
        "shown_total": Decimal(shown),
        **overrides,
    }


def place(*, offers: dict[Any, int], user: Any = None, **overrides: Any) -> Placement:
    """An order of `{stockrecord: quantity}` through the one service."""
    return place_order(**order_arguments(basket=make_basket(offers=offers, user=user), **overrides))
