"""One buyer's cash orders placed at once are counted one after the other; the twin shows what happens without it."""

from threading import Barrier
from unittest import mock

import pytest
from django.db import connection  # noqa: F401 - named in the condition of `on_postgresql`

from oscar_apps.checkout import exceptions
from oscar_apps.order.models import Order
from oscar_apps.payment.cash import rules
from oscar_apps.payment.cash.models import CashRule
from oscar_apps.payment.cash.services import save_rule
from tests.factories import make_basket, make_product
from tests.factories.sellers import make_offer

from .racing import errors, race
from .test_checkout_races import offers, on_postgresql, placing  # noqa: F401 - a fixture

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LIMIT = 2


def eight_orders_at_once(partner):
    """Different goods, so that no stock lock makes them wait for each other."""
    save_rule(rule=CashRule(), collector="seller", max_open_orders=LIMIT)
    baskets = [make_basket(offers={make_offer(product=make_product(), partner=partner): 1}) for _ in range(8)]
    return race(calls=placing(baskets))


def test_a_buyer_gets_no_more_open_cash_orders_than_allowed(offers):  # noqa: F811
    refused = errors(eight_orders_at_once(offers[0].partner))
    assert {type(error) for error in refused} == {exceptions.GatewayRefused}
    assert (len(refused), Order.objects.count()) == (6, LIMIT)


@on_postgresql
def test_twin_without_queueing_up_there_are_more(offers):  # noqa: F811
    together = Barrier(8)
    with mock.patch.object(rules, "_queue_up", lambda names: together.wait(timeout=30)):
        eight_orders_at_once(offers[0].partner)
    assert Order.objects.count() == 8
