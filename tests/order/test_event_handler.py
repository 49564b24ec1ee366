"""The only writer of status: which moves it allows, what they do to stock, what they record."""

import pytest

from marketplace.outbox.models import Event
from oscar_apps.order import pipeline, selectors
from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import ConsignmentStatus, Order
from oscar_apps.order.processing import EventHandler
from tests.factories import make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    return make_two_sellers()


@pytest.fixture
def order(offers):
    return place(offers={offers[0]: 4, offers[1]: 1, offers[2]: 2}).order


@pytest.fixture
def parts(order):
    return list(order.consignments.order_by("pk"))


def stock_of(offer):
    offer.refresh_from_db()
    return offer.num_in_stock, offer.num_allocated


def status_of(part):
    part.refresh_from_db()
    return part.status


def test_shipping_consumes_what_was_allocated(offers, parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    handler.ship(parts[0])

    assert stock_of(offers[0]) == (6, 0)
    assert status_of(parts[0]) == "shipped"
    assert status_of(parts[1]) == "placed"


def test_a_consignment_goes_in_two_parcels(offers, parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    first_line, second_line = parts[0].lines.order_by("pk")
    first = handler.ship(parts[0], {first_line.pk: 3}, carrier="EMS", tracking_number="ET1")
    assert status_of(parts[0]) == "part_shipped"
    assert stock_of(offers[0]) == (7, 1)

    handler.ship(parts[0], {first_line.pk: 1, second_line.pk: 1})
    assert status_of(parts[0]) == "shipped"
    handler.deliver(parts[0], first)
    assert status_of(parts[0]) == "shipped"
    handler.deliver(parts[0])
    assert status_of(parts[0]) == "delivered"
    assert stock_of(offers[0]) == (6, 0) and stock_of(offers[1]) == (9, 0)


def test_more_than_is_left_cannot_be_sent(offers, parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    line = parts[0].lines.order_by("pk").first()
    with pytest.raises(IllegalMove):
        handler.ship(parts[0], {line.pk: 5})
    with pytest.raises(IllegalMove):
        handler.ship(parts[0], {line.pk: 0})
    assert stock_of(offers[0]) == (10, 4)


def test_a_line_of_another_seller_cannot_be_sent(parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    with pytest.raises(IllegalMove):
        handler.ship(parts[0], {parts[1].lines.get().pk: 1})


def test_a_parcel_arrives_once(parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[1])
    parcel = handler.ship(parts[1])
    handler.deliver(parts[1], parcel)
    with pytest.raises(IllegalMove):
        handler.deliver(parts[1], parcel)


def test_cancelling_gives_stock_back_once(offers, parts):
    handler = EventHandler(role="buyer")
    handler.cancel_consignment(parts[0], reason="changed my mind")
    assert stock_of(offers[0]) == (10, 0)
    with pytest.raises(IllegalMove):
        handler.cancel_consignment(parts[0])
    assert stock_of(offers[0]) == (10, 0)
    assert stock_of(offers[2]) == (10, 2)


def test_cancelling_the_order_ends_every_open_part(order, offers, parts):
    handler = EventHandler(role="buyer")
    handler.cancel_consignment(parts[0])
    handler.cancel_order(order)
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert stock_of(offers[2]) == (10, 0)
    with pytest.raises(IllegalMove):
        handler.cancel_order(order)


def test_an_order_with_a_shipped_part_is_not_cancelled_whole(order, offers, parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    handler.ship(parts[0])
    with pytest.raises(IllegalMove):
        EventHandler(role="buyer").cancel_order(order)
    assert status_of(parts[1]) == "placed" and stock_of(offers[2]) == (10, 2)


@pytest.mark.parametrize("status", ConsignmentStatus.values)
def test_every_illegal_move_is_refused_with_a_reason(parts, status):
    part = parts[0]
    type(part).objects.filter(pk=part.pk).update(status=status)
    part.refresh_from_db()
    for target in set(ConsignmentStatus.values) - pipeline.allowed_moves(part):
        with pytest.raises(IllegalMove) as refusal:
            EventHandler()._move(part, target)
        assert str(refusal.value)
        assert status_of(part) == status


def test_every_move_is_recorded_and_told(order, parts):
    seller = make_user()
    EventHandler(user=seller, role="seller").accept(parts[0])
    change = parts[0].status_changes.order_by("pk").last()
    assert (change.old_status, change.new_status, change.actor, change.actor_role) == (
        "placed",
        "accepted",
        seller,
        "seller",
    )
    event = Event.objects.filter(name="order.status_changed").last()
    assert event.payload["consignment_id"] == parts[0].pk and event.payload["new"] == "accepted"


def test_the_order_is_complete_when_its_parts_have_ended(order, parts):
    handler = EventHandler(role="seller")
    handler.accept(parts[0])
    handler.ship(parts[0])
    handler.deliver(parts[0])
    handler.cancel_consignment(parts[1])
    order.refresh_from_db()
    assert order.status == "completed"
    assert selectors.status_word(order) == "delivered"


def test_the_single_word_follows_the_parts(order, parts):
    def word():
        return selectors.status_word(Order.objects.get(pk=order.pk))

    handler = EventHandler(role="seller")
    assert word() == "pending"
    handler.accept(parts[0])
    assert word() == "processing"
    handler.ship(parts[0])
    handler.accept(parts[1])
    handler.ship(parts[1])
    assert word() == "shipped"
    for part in parts:
        handler.deliver(part)
    assert word() == "delivered"


def test_an_unpaid_order_expires_and_gives_back_what_it_held(order, offers):
    from datetime import timedelta

    from django.utils import timezone

    from oscar_apps.order.tasks import expire_unpaid_orders

    order.consignments.update(status="awaiting_payment")
    Order.objects.filter(pk=order.pk).update(status="pending", expires_at=timezone.now() - timedelta(minutes=1))
    assert expire_unpaid_orders() == 1
    assert expire_unpaid_orders() == 0
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert [stock_of(offer) for offer in offers] == [(10, 0)] * 3


def test_progress_shows_done_current_and_coming_steps(order, parts):
    EventHandler(role="seller").accept(parts[0])
    part = selectors.consignments_of([parts[0].partner_id]).get()
    assert [step.state for step in selectors.progress(part)] == ["done", "current", "next", "next"]
    EventHandler(role="seller").cancel_consignment(parts[0])
    part = selectors.consignments_of([parts[0].partner_id]).get()
    assert [step.state for step in selectors.progress(part)] == ["done", "failed"]


def test_orders_are_scoped_on_fetch(offers):
    owner, other = make_user(), make_user()
    order = place(offers={offers[0]: 1, offers[2]: 1}, user=owner).order
    assert list(selectors.orders_of(other)) == []
    assert selectors.order_of_user(user=other, number=order.number) is None
    assert selectors.order_of_user(user=owner, number=order.number) == order
    assert selectors.order_by_secret(number=order.number, secret="guess") is None
    assert selectors.order_by_secret(number=order.number, secret=order.secret) == order
    mine = selectors.consignments_of([offers[0].partner_id])
    assert [part.partner_id for part in mine] == [offers[0].partner_id]


def test_a_guest_finds_the_order_by_phone_or_email_only(order):
    assert selectors.find_for_guest(number=order.number, contact="0911 234 567") == order
    assert selectors.find_for_guest(number=order.number.lower(), contact="ALMAZ@example.com") == order
    assert selectors.find_for_guest(number=order.number, contact="0911 234 568") is None
    assert selectors.find_for_guest(number=order.number, contact="other@example.com") is None
    assert selectors.find_for_guest(number="22222-22222", contact="almaz@example.com") is None
