"""Popularity follows orders."""

import pytest

from marketplace.outbox.models import Event
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.receivers import count_sold
from oscar_apps.partner.models import WinningOffer
from tests.factories import make_offer, make_partner, make_product, make_shipping_method, make_variant
from tests.factories.checkout import place

pytestmark = pytest.mark.django_db


def test_sold_pieces_are_counted_for_variant_and_parent_and_once():
    partner = make_partner()
    make_shipping_method(partner=partner)
    parent = make_product(structure="parent")
    variant = make_variant(parent=parent, size="M")
    offer = make_offer(product=variant, partner=partner)
    order = place(offers={offer: 3}).order
    event = Event.objects.get(name="order.created")
    for _ in range(2):
        count_sold(event)

    for product in (parent, variant):
        product.refresh_from_db()
        assert product.num_sold == 3
        assert WinningOffer.objects.get(product=product).num_sold == 3

    EventHandler(role="buyer").cancel_order(order)
    count_sold(Event.objects.filter(name="order.status_changed", payload__new="cancelled").first())
    parent.refresh_from_db()
    assert parent.num_sold == 0
