"""Cash at the door: taken when the last parcel has arrived, once; handed over by couriers, once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.cash import services
from oscar_apps.payment.cash.exceptions import CashRefused
from oscar_apps.payment.models import CashCollection, CourierRemittance, Source
from oscar_apps.payment.services import refund_consignment, settle_by_hand
from oscar_apps.payment.signals import cash_collected, cash_remitted
from tests.factories import make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def order():
    """150.00 of the first seller (four pieces could be sent apart), 116.66 of the second; delivery in both."""
    offers = make_two_sellers()
    return place(offers={offers[0]: 4, offers[2]: 2}).order


@pytest.fixture
def parts(order):
    return list(order.consignments.order_by("pk"))


@pytest.fixture
def told():
    """What was said of cash, in order."""
    facts = []

    def collected(*, collection, **kwargs):
        facts.append(("collected", collection.consignment_id, collection.amount, collection.collector))

    def remitted(*, remittance, collections, **kwargs):
        facts.append(("remitted", remittance.amount, [row.consignment_id for row in collections]))

    cash_collected.connect(collected)
    cash_remitted.connect(remitted)
    yield facts
    cash_collected.disconnect(collected)
    cash_remitted.disconnect(remitted)


def deliver(part, *, actor=None):
    handler = EventHandler(user=actor, role="seller")
    handler.accept(part)
    handler.ship(part)
    handler.deliver(part)


def payment(order):
    source = order.sources.get()
    return Order.objects.get(pk=order.pk).payment_status, source.status, source.amount_debited


def test_cash_is_collected_when_the_goods_are_handed_over(order, parts, told):
    seller = make_user()
    deliver(parts[0], actor=seller)
    row = CashCollection.objects.get()
    assert (row.consignment, row.amount, row.currency, row.collector) == (parts[0], parts[0].total, "ETB", "seller")
    assert row.actor == seller
    assert told == [("collected", parts[0].pk, parts[0].total, "seller")]


def test_a_first_parcel_of_two_brings_no_money(parts):
    part, handler = parts[0], EventHandler(role="seller")
    handler.accept(part)
    line = part.lines.get()
    first = handler.ship(part, {line.pk: 1})
    handler.ship(part)
    handler.deliver(part, first)
    assert not CashCollection.objects.exists()
    handler.deliver(part)
    assert CashCollection.objects.get().amount == part.total


def test_the_courier_collects_where_the_settings_say_so(parts, settings):
    settings.CASH_COLLECTOR = "courier"
    deliver(parts[0])
    assert CashCollection.objects.get().collector == "courier"


def test_the_order_is_paid_when_all_of_it_is(order, parts):
    deliver(parts[0])
    assert payment(order) == ("pending", "pending", parts[0].total)
    deliver(parts[1])
    assert payment(order) == ("paid", "paid", order.total_incl_tax)
    assert [change.cause for change in order.sources.get().changes.all()] == ["cash"]


@pytest.mark.parametrize("cancelled_first", [True, False])
def test_a_cancelled_part_is_not_waited_for(order, parts, cancelled_first):
    steps = [lambda: EventHandler(role="admin").cancel_consignment(parts[1]), lambda: deliver(parts[0])]
    for step in steps if cancelled_first else reversed(steps):
        step()
    assert payment(order) == ("paid", "paid", parts[0].total)
    assert CashCollection.objects.count() == 1


def test_an_order_cancelled_as_a_whole_is_not_paid(order):
    EventHandler(role="admin").cancel_order(order)
    assert payment(order) == ("pending", "pending", 0)


def test_collected_twice_is_collected_once(parts, told):
    deliver(parts[0])
    first = CashCollection.objects.get()
    assert services.collect(consignment=parts[0], collector="courier") == first
    assert len(told) == 1 and first.collector == "seller"


def test_the_database_takes_one_collection_of_a_consignment(parts):
    deliver(parts[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCollection.objects.create(consignment=parts[0], amount=1, currency="ETB", collector="seller")


def test_a_cancelled_part_pays_nothing(parts):
    EventHandler(role="admin").cancel_consignment(parts[0])
    with pytest.raises(CashRefused):
        services.collect(consignment=parts[0], collector="seller")


def test_an_order_paid_online_pays_nothing_at_the_door(order, parts):
    Order.objects.update(payment_method="chapa")
    Source.objects.update(gateway="chapa")
    deliver(parts[0])
    assert not CashCollection.objects.exists()
    with pytest.raises(CashRefused):
        services.collect(consignment=parts[1], collector="seller")


def test_what_was_collected_can_be_paid_back(order, parts):
    for part in parts:
        deliver(part)
    shares = order.sources.get().shares.order_by("pk")
    assert [(share.consignment, share.amount) for share in shares] == [(part, part.total) for part in parts]


@pytest.fixture
def collected(parts, settings):
    settings.CASH_COLLECTOR = "courier"
    for part in parts:
        deliver(part)
    return list(CashCollection.objects.order_by("pk").values_list("pk", flat=True))


def test_a_courier_hands_over_many_at_once(order, parts, collected, told):
    clerk = make_user()
    remittance = services.remit(collection_ids=collected, reference="Receipt 7", actor=clerk)
    assert (remittance.amount, remittance.currency, remittance.reference) == (order.total_incl_tax, "ETB", "Receipt 7")
    assert remittance.actor == clerk and remittance.collections.count() == 2
    assert told[-1] == ("remitted", order.total_incl_tax, [part.pk for part in parts])


def test_cash_is_handed_over_once(collected):
    services.remit(collection_ids=collected[:1])
    with pytest.raises(CashRefused):
        services.remit(collection_ids=collected)
    assert CourierRemittance.objects.count() == 1


@pytest.mark.parametrize("ids", [[], [0]])
def test_nothing_or_the_unknown_is_not_handed_over(collected, ids):
    with pytest.raises(CashRefused):
        services.remit(collection_ids=ids)


def test_a_sellers_cash_is_not_a_couriers(parts):
    deliver(parts[0])
    with pytest.raises(CashRefused):
        services.remit(collection_ids=[CashCollection.objects.get().pk])


def test_cash_of_one_part_can_be_paid_back_before_the_others_have_brought_theirs(order, parts):
    deliver(parts[0])
    refund = refund_consignment(consignment=parts[0], reason="broken", key="test:broken")
    assert (refund.status, refund.amount) == ("by_hand", parts[0].total)
    settle_by_hand(refund=refund, proof="cash, 17 May")
    assert payment(order) == ("pending", "pending", parts[0].total)
    deliver(parts[1])
    assert payment(order) == ("paid", "paid", order.total_incl_tax)


def test_an_order_whose_only_cash_was_paid_back_is_refunded(order, parts):
    deliver(parts[0])
    settle_by_hand(refund=refund_consignment(consignment=parts[0], reason="broken", key="test:broken"), proof="cash")
    EventHandler(role="admin").cancel_consignment(parts[1])
    assert payment(order)[:2] == ("refunded", "refunded")
