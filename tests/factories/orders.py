from decimal import Decimal
from typing import Any

from oscar.core.loading import get_class, get_model


def make_shipping_method(*, partner, kind: str = "flat", price: Decimal | str = "50.00", **extra: Any):
    fields = {"name": "Standard", "kind": kind, "price": Decimal(price), **extra}
    return get_model("shipping", "PartnerShippingMethod").objects.create(partner=partner, **fields)


def make_basket(*, offers: dict | None = None, user=None):
    """An open basket with `{stockrecord: quantity}` in it, each line bound to its own offer."""
    basket = get_model("basket", "Basket").objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    for stockrecord, quantity in (offers or {}).items():
        add_line(basket=basket, stockrecord=stockrecord, quantity=quantity)
    basket.reset_offer_applications()
    return basket


def add_line(*, basket, stockrecord, quantity: int = 1):
    return get_model("basket", "Line").objects.create(
        basket=basket,
        line_reference=f"{stockrecord.product_id}_{stockrecord.pk}",
        product=stockrecord.product,
        stockrecord=stockrecord,
        quantity=quantity,
        price_currency=stockrecord.price_currency,
        price_excl_tax=stockrecord.price,
        price_incl_tax=stockrecord.price,
    )


def make_address(**extra: Any):
    """An unsaved shipping address in Addis Ababa."""
    model = get_model("order", "ShippingAddress")
    fields = {
        "first_name": "Almaz",
        "last_name": "Bekele",
        "line1": "Bole Road",
        "line4": "Addis Ababa",
        "sub_city": "Bole",
        "woreda": "03",
        "region_code": "ET-AA",
        "country_id": "ET",
        "phone_number": "+251911234567",
        **extra,
    }
    return model(**fields)
