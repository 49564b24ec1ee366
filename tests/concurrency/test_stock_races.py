"""Races for stock, on PostgreSQL and on an SQLite file. Each guard has a twin that shows what happens without it."""

import time
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F

from oscar_apps.partner import services, winning
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.partner.exceptions import InsufficientStock, InvalidStockAdjustment
from oscar_apps.partner.locks import lock_stockrecords
from oscar_apps.partner.models import StockRecord, WinningOffer
from oscar_apps.partner.winning import differences
from tests.factories import make_offer, make_partner, make_product, make_variant

from .racing import errors, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ground")]
needs_row_locks = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one lock for all")


@pytest.fixture
def ground(transactional_ground):
    """A quiet machine would hide nothing: afterwards log, records and winning offers have to agree."""
    yield
    assert list(stock_mismatches()) == []
    assert list(differences()) == []


def numbers(offer):
    record = StockRecord.objects.get(pk=offer.pk)
    return record.num_in_stock, record.num_allocated


def buying(*wanted, reference="race"):
    """One buyer's transaction: lock, allocate."""
    quantities = {offer.pk: quantity for offer, quantity in wanted}

    def call():
        with transaction.atomic():
            records = lock_stockrecords(quantities)
            services.allocate(records=records, quantities=quantities, reference=reference)

    return call


def test_64_buyers_race_for_10_pieces():
    offer = make_offer(product=make_product(), stock=10)
    results = race(calls=[buying((offer, 1))] * 64, workers=16)

    assert Counter(type(error) for error in errors(results)) == {InsufficientStock: 54}
    assert numbers(offer) == (10, 10)
    assert not WinningOffer.objects.get(product=offer.product).in_stock


def stale_buyers(offer, number=64):
    """Buyers who all read the record before any of them writes, as if nobody had locked.

    The winning offer follows the numbers that were read, so the tests refresh it; stock itself must hold regardless.
    """
    read = [StockRecord.objects.select_related("product__product_class").get(pk=offer.pk) for _ in range(number)]

    def buy(record):
        with transaction.atomic():
            services.allocate(records={record.pk: record}, quantities={record.pk: 1}, reference="stale")

    return [lambda record=record: buy(record) for record in read]


def test_the_conditional_update_alone_sells_exactly_10():
    offer = make_offer(product=make_product(), stock=10)
    results = race(calls=stale_buyers(offer), workers=16)

    assert Counter(type(error) for error in errors(results)) == {InsufficientStock: 54}
    assert numbers(offer) == (10, 10)
    winning.refresh_winning_offers(product_ids=[offer.product_id])


def unconditional(deltas):
    """Oscar's update: whatever is there, add to it."""
    added = winning.by_pk({pk: allocated for pk, (_, allocated) in deltas.items()})
    return StockRecord.objects.filter(pk__in=deltas).update(num_allocated=F("num_allocated") + added)


@contextmanager
def no_check_constraint(name="stockrecord_allocated_within_stock"):
    constraint = next(c for c in StockRecord._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(StockRecord, constraint)
    try:
        yield
    finally:
        StockRecord.objects.update(num_allocated=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(StockRecord, constraint)


def test_without_the_condition_only_the_database_stands_in_the_way():
    """The twin: the check constraint stops every surplus sale, as an error that nobody can explain to a buyer."""
    offer = make_offer(product=make_product(), stock=10)
    with mock.patch.object(services, "_update_within_bounds", unconditional):
        results = race(calls=stale_buyers(offer), workers=16)

    assert Counter(type(error) for error in errors(results)) == {IntegrityError: 54}
    assert numbers(offer) == (10, 10)
    winning.refresh_winning_offers(product_ids=[offer.product_id])


@needs_row_locks
def test_without_condition_and_constraint_the_shop_oversells():
    """The twin's twin: this is Oscar's own behaviour."""
    offer = make_offer(product=make_product(), stock=10)
    with (
        no_check_constraint(),
        mock.patch.object(services, "_update_within_bounds", unconditional),
        mock.patch.object(services, "_tell", lambda records, before: None),
    ):
        results = race(calls=stale_buyers(offer), workers=16)
        sold = StockRecord.objects.get(pk=offer.pk).num_allocated

    assert errors(results) == [] and sold == 64
    with transaction.atomic():  # put the log right for the check that ends every test
        services._log({offer.pk: (0, -64)}, services.Note(kind="released"))


def test_products_wanted_in_opposite_order_do_not_deadlock():
    offers = [make_offer(product=make_product(), stock=200) for _ in range(4)]
    forth, back = [(offer, 1) for offer in offers], [(offer, 1) for offer in reversed(offers)]
    results = race(calls=[buying(*forth), buying(*back)] * 30, workers=16)

    assert errors(results) == []
    assert [numbers(offer) for offer in offers] == [(200, 60)] * 4


@needs_row_locks
def test_locks_taken_in_the_buyers_order_deadlock():
    """The twin: the same buyers, each locking in the order of its own basket."""
    offers = [make_offer(product=make_product(), stock=200) for _ in range(2)]

    def careless(wanted):
        def call():
            with transaction.atomic():
                records = {}
                for offer in wanted:
                    records |= lock_stockrecords([offer.pk])
                    time.sleep(0.05)
                services.allocate(records=records, quantities=dict.fromkeys(records, 1), reference="careless")

        return call

    results = race(calls=[careless(offers), careless(offers[::-1])] * 4)
    assert any(isinstance(error, OperationalError) and "deadlock" in str(error) for error in errors(results))


def test_sellers_of_the_same_products_sell_out_together_without_deadlock():
    """Different stock records, the same winning offers, winners changing all the time, prices too."""
    products = [make_product() for _ in range(3)]
    shops = [make_partner() for _ in range(3)]
    shelves = [
        [make_offer(product=product, partner=shop, stock=6, price=str(10 + place)) for product in products]
        for place, shop in enumerate(shops)
    ]
    calls = []
    for shelf in shelves:
        calls += [buying(*((offer, 1) for offer in shelf)), buying(*((offer, 1) for offer in reversed(shelf)))] * 4
    for offer in (shelf[0] for shelf in shelves):
        calls += [lambda offer=offer: services.set_price(stockrecord_id=offer.pk, price=Decimal("9.50"))] * 2
        calls.append(lambda offer=offer: services.receive(stockrecord_id=offer.pk, quantity=1, reason="more"))
    calls.append(lambda: winning.refresh_partner(partner_id=shops[0].pk))
    results = race(calls=calls, workers=16)

    assert {type(error) for error in errors(results)} <= {InsufficientStock}
    assert all(numbers(offer)[1] >= 6 for shelf in shelves for offer in shelf)


def test_variants_raced_in_opposite_order_leave_an_exact_parent():
    parent = make_product(structure="parent")
    offers = [make_offer(product=make_variant(parent=parent), stock=20) for _ in range(3)]
    forth, back = [(offer, 1) for offer in offers], [(offer, 1) for offer in offers[::-1]]
    results = race(calls=[buying(*forth), buying(*back)] * 10 + [buying((offers[0], 1))] * 5, workers=16)

    assert {type(error) for error in errors(results)} <= {InsufficientStock}
    assert numbers(offers[0]) == (20, 20)
    assert WinningOffer.objects.get(product=parent).available == sum(20 - numbers(offer)[1] for offer in offers)


def test_what_is_held_is_released_once():
    offer = make_offer(product=make_product(), stock=10)
    buying((offer, 5))()
    results = race(calls=[lambda: services.release(quantities={offer.pk: 5}, reference="race")] * 12)

    assert Counter(type(error) for error in errors(results)) == {InvalidStockAdjustment: 11}
    assert numbers(offer) == (10, 0)


def test_shipping_and_releasing_race_for_the_same_pieces():
    offer = make_offer(product=make_product(), stock=10)
    buying((offer, 10))()
    calls = [
        lambda: services.consume(quantities={offer.pk: 1}, reference="race"),
        lambda: services.release(quantities={offer.pk: 1}, reference="race"),
    ]
    results = race(calls=calls * 10, workers=16)
    assert len(errors(results)) == 10
    in_stock, allocated = numbers(offer)
    assert allocated == 0 and in_stock <= 10


def first_offers(product):
    details = [
        services.OfferDetails(partner_sku="A", price=Decimal(price), num_in_stock=5) for price in range(20, 12, -1)
    ]
    shops = [make_partner() for _ in details]
    return [
        lambda shop=shop, detail=detail: services.create_offer(product=product, partner=shop, details=detail)
        for shop, detail in zip(shops, details, strict=True)
    ]


def slow_write(rows, write=winning._write):
    """Long enough between computing and writing for another to get in between."""
    time.sleep(0.05)
    write(rows)


def test_the_first_offers_of_a_product_come_at_once():
    product = make_product()
    with mock.patch.object(winning, "_write", slow_write):
        results = race(calls=first_offers(product))
    assert errors(results) == []
    row = WinningOffer.objects.get(product=product)
    assert (row.price, row.offers_count) == (Decimal("13.00"), 8)


@needs_row_locks
def test_without_the_creation_lock_the_winner_is_wrong():
    """The twin: nobody waits where there is no row to lock, so the last writer knows of its own offer only."""
    product = make_product()
    with (
        mock.patch.object(winning, "_write", slow_write),
        mock.patch.object(winning, "lock_creation", lambda ids: None),
    ):
        race(calls=first_offers(product))
    assert WinningOffer.objects.get(product=product).offers_count < 8
    winning.refresh_winning_offers(product_ids=[product.pk])
