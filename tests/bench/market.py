"""Goods, sellers and baskets to measure with, made in bulk."""

from decimal import Decimal
from typing import Any

from django.db import connection
from oscar.core.loading import get_class, get_model

PREFIX = "till"


def make_offers(*, partners: int = 20, per_partner: int = 10, stock: int = 1_000_000) -> list[Any]:
    """`partners * per_partner` offers with so much stock that none runs out, and flat delivery of each seller."""
    from tests.factories import make_offer, make_partner, make_product, make_shipping_method, make_vendor

    record = get_model("partner", "StockRecord")
    known = list(record.objects.filter(partner__slug__startswith=PREFIX).select_related("product", "partner"))
    if known:
        return known
    for number in range(partners):
        partner = make_partner(name=f"Till {number}", slug=f"{PREFIX}-{number}")
        make_vendor(partner=partner)
        make_shipping_method(partner=partner)
        for position in range(per_partner):
            slug = f"{PREFIX}-{number}-{position}"
            make_offer(product=make_product(slug=slug), partner=partner, stock=stock, partner_sku=slug)
    return make_offers()


def refresh_statistics() -> None:
    """What autovacuum does within a minute of such a change; a shop that has been open for a minute has it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_baskets(*, offers: list[Any], count: int, seed: int = 1) -> list[int]:
    """Baskets of three lines of two sellers; the ids."""
    from random import Random

    random = Random(seed)
    basket_model, line_model = get_model("basket", "Basket"), get_model("basket", "Line")
    by_partner: dict[int, list[Any]] = {}
    for offer in offers:
        by_partner.setdefault(offer.partner_id, []).append(offer)
    baskets = basket_model.objects.bulk_create(basket_model() for _ in range(count))
    lines = []
    for basket in baskets:
        first, second = random.sample(sorted(by_partner), 2)
        chosen = [*random.sample(by_partner[first], 2), random.choice(by_partner[second])]
        lines += [_line(line_model, basket, offer) for offer in chosen]
    line_model.objects.bulk_create(lines, batch_size=1000)
    return [basket.pk for basket in baskets]


def _line(model: type, basket: Any, offer: Any) -> Any:
    return model(
        basket=basket,
        line_reference=f"{offer.product_id}_{offer.pk}",
        product_id=offer.product_id,
        stockrecord=offer,
        quantity=1,
        price_currency=offer.price_currency,
        price_excl_tax=offer.price,
        price_incl_tax=offer.price,
    )


def place_basket(basket_id: int) -> None:
    """What one buyer's press of the button does, the total known: three times 100.00 and two deliveries of 50.00."""
    from oscar_apps.checkout.services import Contact, place_order
    from tests.factories import make_address

    basket = get_model("basket", "Basket").objects.get(pk=basket_id)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    place_order(
        basket=basket,
        user=None,
        contact=Contact(name="Almaz Bekele", email="almaz@example.com", phone="+251911234567"),
        shipping_address=make_address(),
        shipping_choices={},
        gateway="cash_on_delivery",
        shown_total=Decimal("400.00"),
    )
