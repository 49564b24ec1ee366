"""Races at placement, on PostgreSQL and on an SQLite file; each guard has a twin that shows what happens without it."""

import itertools
from collections import Counter
from threading import Barrier
from unittest import mock

import pytest
from django.db import connection  # noqa: F401 - named in the condition of `on_postgresql`
from oscar.core.loading import get_model

from oscar_apps.checkout import exceptions, services, vouchers
from oscar_apps.checkout.services import place_order
from oscar_apps.order.models import Order
from tests.factories import make_basket, make_product
from tests.factories.checkout import make_two_sellers, order_arguments
from tests.factories.offers import make_voucher
from tests.factories.sellers import make_offer

from .racing import errors, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


#: On SQLite a transaction has the one write lock from its beginning: what these twins show cannot happen there.
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs transactions side by side")


@pytest.fixture
def offers(transactional_ground):
    get_model("payment", "SourceType").objects.get_or_create(code="cash_on_delivery", defaults={"name": "cash"})
    from oscar_apps.payment.services import _source_type_id

    _source_type_id.cache_clear()
    return make_two_sellers()


def patient(call, tries=40):
    """What a client does with Busy: tries again."""

    def run():
        for _ in range(tries):
            try:
                return call()
            except exceptions.Busy:
                continue
        raise AssertionError("still busy")

    return run


def placing(baskets, **overrides):
    prepared = [order_arguments(basket=basket, **overrides) for basket in baskets]
    return [patient(lambda arguments=arguments: place_order(**arguments)) for arguments in prepared]


def baskets_with(voucher, *, partner, count=8):
    """Baskets with the same voucher but different goods, so that no stock lock makes them wait for each other."""
    baskets = [make_basket(offers={make_offer(product=make_product(), partner=partner): 1}) for _ in range(count)]
    for basket in baskets:
        basket.vouchers.add(voucher)
    return baskets


def test_64_buyers_race_for_10_pieces(offers):
    baskets = [make_basket(offers={offers[0]: 1}) for _ in range(64)]
    results = race(calls=placing(baskets), workers=16)

    refused = errors(results)
    assert Counter(type(error) for error in refused) == {exceptions.Unavailable: 54}
    assert Order.objects.count() == 10
    offers[0].refresh_from_db()
    assert (offers[0].num_in_stock, offers[0].num_allocated) == (10, 10)


def test_opposite_orders_of_two_products_do_not_deadlock(offers):
    wide = [make_offer(product=make_product(), partner=offers[0].partner, stock=1000) for _ in range(4)]
    baskets = []
    for first, second in itertools.islice(itertools.cycle(itertools.permutations(wide, 2)), 48):
        baskets.append(make_basket(offers={first: 1, second: 1}))
    results = race(calls=placing(baskets), workers=16)

    assert errors(results) == []
    assert Order.objects.count() == 48
    for offer in wide:
        offer.refresh_from_db()
        assert offer.num_allocated == 24


def test_the_last_use_of_a_voucher_is_used_once(offers):
    voucher = make_voucher(usage="Single use")
    baskets = baskets_with(voucher, partner=offers[0].partner)
    results = race(calls=placing(baskets))

    assert Counter(type(error) for error in errors(results)) == {exceptions.VoucherRefused: 7}
    voucher.refresh_from_db()
    assert voucher.num_orders == 1 and voucher.applications.count() == 1


@on_postgresql
def test_without_the_voucher_guards_it_is_used_more_than_once(offers):
    """The twin: neither locked nor counted conditionally, the one use is used several times."""
    voucher = make_voucher(usage="Single use")
    baskets = baskets_with(voucher, partner=offers[0].partner)
    together = Barrier(len(baskets))

    def unguarded(*, voucher, order, basket, user):
        together.wait(timeout=30)  # all have found it unused before the first commits
        get_model("voucher", "VoucherApplication").objects.create(voucher=voucher, order=order, user=user)

    calls = placing(baskets)
    with (
        mock.patch.object(vouchers, "lock", lambda *, basket, user: [voucher]),
        mock.patch.object(vouchers, "_count_voucher", unguarded),
        mock.patch.object(vouchers, "_count_offer", lambda *, application: None),
    ):
        race(calls=calls)
    assert voucher.applications.count() == len(baskets)


def test_the_same_order_pressed_20_times_is_one_order(offers):
    basket = make_basket(offers={offers[0]: 1, offers[2]: 1})
    presses = [get_model("basket", "Basket").objects.get(pk=basket.pk) for _ in range(20)]
    shown = order_arguments(basket=basket)["shown_total"]
    calls = placing(presses, shown_total=shown, idempotency_key="press", body_hash="same")
    results = race(calls=calls)

    assert errors(results) == []
    assert len({placement.order.pk for placement in results}) == 1
    assert sum(placement.created for placement in results) == 1
    assert Order.objects.count() == 1
    offers[0].refresh_from_db()
    assert offers[0].num_allocated == 1


def test_without_the_basket_lock_and_key_the_database_still_refuses_a_second_order(offers):
    """The twin: with the checks in code taken out only the unique constraint stands, and it surfaces as an error."""
    basket = make_basket(offers={offers[0]: 1})
    presses = [get_model("basket", "Basket").objects.get(pk=basket.pk) for _ in range(6)]
    shown = order_arguments(basket=basket)["shown_total"]
    calls = placing(presses, shown_total=shown)

    def unlocked(basket_id):
        found = get_model("basket", "Basket").objects.get(pk=basket_id)
        found.status = "Open"
        found.strategy = basket.strategy
        return found

    with (
        mock.patch.object(services, "_lock_basket", unlocked),
        mock.patch.object(services, "_order_of_basket", lambda basket_id: None),
    ):
        results = race(calls=calls)
    assert len(errors(results)) == 5
    assert Order.objects.count() == 1


@on_postgresql
def test_lines_of_one_product_are_summed_before_the_test(offers):
    basket = make_basket(offers={offers[0]: 6})
    second = make_basket(offers={offers[0]: 6})
    results = race(calls=placing([basket, second]))
    assert len(errors(results)) == 1
    offers[0].refresh_from_db()
    assert offers[0].num_allocated == 6
