"""A parcel the buyer does not take: the part ends without a sale, the goods come back into stock once."""

import pytest

from oscar_apps.order import pipeline
from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import Consignment, ConsignmentStatus, OrderStatus
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.selectors import amount_due, progress, status_word
from oscar_apps.partner.models import StockMovement, StockRecord
from oscar_apps.payment.cash.models import CashCollection
from tests.factories import make_offer, make_partner, make_product, make_shipping_method, make_vendor
from tests.factories.checkout import place

pytestmark = pytest.mark.django_db


def seller(name):
    partner = make_partner(name=name)
    make_vendor(partner=partner)
    make_shipping_method(partner=partner)
    return make_offer(product=make_product(title=f"Coffee of {name}"), partner=partner, stock=10)


@pytest.fixture
def handler():
    return EventHandler(role="seller")


@pytest.fixture
def offers():
    return [seller("Yirga"), seller("Harar")]


@pytest.fixture
def order(offers):
    return place(offers={offers[0]: 3, offers[1]: 1}).order


@pytest.fixture
def part(order, handler):
    part = order.consignments.order_by("pk").first()
    handler.accept(part)
    handler.ship(part)
    return part


def stock_of(offer):
    record = StockRecord.objects.get(pk=offer.pk)
    return record.num_in_stock, record.num_allocated or 0


def test_it_ends_the_part_and_nothing_is_owed_for_it(order, part, handler):
    whole = amount_due(order)
    handler.refuse(part, reason="Nobody at home")
    part.refresh_from_db()
    assert (part.status, part.cancel_reason) == (ConsignmentStatus.REFUSED, "Nobody at home")
    assert amount_due(type(order).objects.get(pk=order.pk)) == whole - part.total
    assert not CashCollection.objects.exists()


def test_goods_come_back_into_stock_when_the_seller_has_them_and_only_once(offers, part, handler):
    handler.refuse(part)
    assert stock_of(offers[0]) == (7, 0)
    handler.take_back(part)
    assert stock_of(offers[0]) == (10, 0)
    with pytest.raises(IllegalMove):
        handler.take_back(part)
    assert stock_of(offers[0]) == (10, 0)
    assert StockMovement.objects.filter(reference=part.number, kind="returned").count() == 1


def test_damaged_pieces_stay_out_of_stock(offers, part, handler):
    line = part.lines.get()
    handler.refuse(part)
    with pytest.raises(IllegalMove):
        handler.take_back(part, {line.pk: 4})
    handler.take_back(part, {line.pk: 1})
    assert stock_of(offers[0]) == (8, 0)


def test_what_was_not_sent_yet_is_released(offers, order, handler):
    part = order.consignments.order_by("pk").first()
    handler.accept(part)
    handler.ship(part, {part.lines.get().pk: 1})
    handler.refuse(part)
    assert stock_of(offers[0]) == (9, 0)
    handler.take_back(part)
    assert stock_of(offers[0]) == (10, 0)


def test_goods_handed_over_are_a_return_and_no_refusal(order, handler):
    part = order.consignments.order_by("pk").first()
    handler.accept(part)
    parcel = handler.ship(part, {part.lines.get().pk: 1})
    handler.deliver(part, parcel)
    with pytest.raises(IllegalMove):
        handler.refuse(part)


def test_a_refused_parcel_does_not_arrive_any_more(part, handler):
    handler.refuse(part)
    with pytest.raises(IllegalMove):
        handler.deliver(part)
    assert part.shipping_events.count() == 1


@pytest.mark.parametrize("moves", [(), ("accept",), ("accept", "ship", "deliver")])
def test_only_what_is_under_way_can_be_refused(order, handler, moves):
    part = order.consignments.order_by("pk").first()
    for move in moves:
        getattr(handler, move)(part)
    with pytest.raises(IllegalMove):
        handler.refuse(part)


def test_an_order_with_every_part_refused_is_cancelled(order, handler):
    for part in order.consignments.order_by("pk"):
        handler.accept(part)
        handler.ship(part)
        handler.refuse(part)
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert status_word(order) == "cancelled"


def test_the_other_part_completes_the_order(order, part, handler):
    handler.refuse(part)
    other = order.consignments.exclude(pk=part.pk).get()
    for move in ("accept", "ship", "deliver"):
        getattr(handler, move)(other)
    order.refresh_from_db()
    assert (order.status, order.payment_status) == (OrderStatus.COMPLETED, "paid")


def test_its_steps_tell_the_story(part, handler):
    handler.refuse(part)
    fresh = Consignment.objects.get(pk=part.pk)
    assert [step.state for step in progress(fresh)] == ["done", "done", "failed"]
    handler.take_back(part)
    assert [step.state for step in progress(Consignment.objects.get(pk=part.pk))] == ["done", "done", "failed", "done"]


def test_the_rest_of_the_order_can_still_be_cancelled_as_a_whole(order, part, handler):
    handler.refuse(part)
    fresh = list(order.consignments.all())
    assert pipeline.all_cancellable(fresh)
    handler.cancel_order(order)
    assert not pipeline.all_cancellable(order.consignments.all())
