"""Another way to pay, paying twice, paying too late, and the last question before an order expires."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from oscar_apps.checkout.services import place_order
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.tasks import expire_unpaid_orders
from oscar_apps.partner import services as stock
from oscar_apps.payment.exceptions import PaymentRefused
from oscar_apps.payment.gateways.base import ProviderUnavailable
from oscar_apps.payment.models import Refund, Source
from oscar_apps.payment.services import Outcome, pay_again, start_payment
from tests.factories import make_basket
from tests.factories.checkout import order_arguments, place
from tests.factories.offers import make_voucher

from .conftest import confirm, source_of, stock_of

pytestmark = pytest.mark.django_db


# Another way, paid twice, too late -----------------------------------------------------------------------------------


def test_the_open_attempt_with_the_same_gateway_is_the_attempt(unpaid):
    assert pay_again(order=unpaid, gateway="fake") == source_of(unpaid)


@pytest.mark.parametrize("gateway", ["cash_on_delivery", "nobody"])
def test_a_way_that_is_not_offered_is_refused(unpaid, gateway):
    with pytest.raises(PaymentRefused):
        pay_again(order=unpaid, gateway=gateway)


def test_nobody_makes_attempts_without_end(unpaid, provider):
    for number in range(2, 21):
        pay_again(order=unpaid, gateway="second" if number % 2 == 0 else "fake")
    with pytest.raises(PaymentRefused):
        pay_again(order=unpaid, gateway="second")
    assert Source.objects.filter(order=unpaid).count() == 20


def test_a_paid_order_takes_no_other_attempt(paid):
    with pytest.raises(PaymentRefused):
        pay_again(order=paid, gateway="second")


def test_paid_twice_the_second_goes_back(unpaid, provider, facts):
    second = pay_again(order=unpaid, gateway="second")
    start_payment(unpaid)
    assert source_of(unpaid).next_check_at is not None  # the first stays watched
    provider.pay(unpaid.number)
    provider.pay(second.reference)
    assert confirm(unpaid, reference=second.reference, gateway="second") is Outcome.CONFIRMED
    assert confirm(unpaid, cause="sweep") is Outcome.SURPLUS
    assert facts.counts == {"payment_captured": 1, "surplus_captured": 1, "refund_requested": 1}
    first = source_of(unpaid)
    refund = Refund.objects.get()
    assert (first.is_surplus, refund.source, refund.amount) == (True, first, Decimal("333.33"))
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.payment_status) == ("open", "paid")


def expire(order):
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = expire_unpaid_orders()
    order.refresh_from_db()
    return expired


def test_paid_after_expiry_the_order_comes_back_when_all_is_there(unpaid, provider, offers, facts):
    assert expire(unpaid) == 1
    assert (unpaid.status, stock_of(offers[0])) == ("cancelled", (10, 0))
    provider.pay(unpaid.number)
    assert confirm(unpaid) is Outcome.CONFIRMED
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.payment_status, unpaid.expires_at) == ("open", "paid", None)
    assert (stock_of(offers[0]), stock_of(offers[2])) == ((10, 2), (10, 1))
    assert {part.status for part in unpaid.consignments.all()} == {"placed"}
    assert facts.counts == {"payment_captured": 1}


def test_what_came_back_is_sent_and_cancelled_like_any_other(unpaid, provider, offers):
    expire(unpaid)
    provider.pay(unpaid.number)
    confirm(unpaid)
    first, second = unpaid.consignments.order_by("pk")
    handler = EventHandler(role="seller")
    handler.accept(first)
    handler.ship(first)
    handler.cancel_consignment(second)
    assert (stock_of(offers[0]), stock_of(offers[2])) == ((8, 0), (10, 0))
    assert Refund.objects.get().amount == second.total


def test_paid_after_expiry_without_the_stock_all_goes_back(unpaid, provider, offers, facts):
    expire(unpaid)
    stock.adjust(stockrecord_id=offers[2].pk, new_in_stock=0, reason="sold elsewhere")
    provider.pay(unpaid.number)
    assert confirm(unpaid) is Outcome.SURPLUS
    unpaid.refresh_from_db()
    assert unpaid.status == "cancelled"
    assert (stock_of(offers[0]), stock_of(offers[2])) == ((10, 0), (0, 0))
    assert facts.counts == {"surplus_captured": 1, "refund_requested": 1}
    assert Refund.objects.get().amount == Decimal("333.33")


def order_with_voucher(offers, voucher):
    basket = make_basket(offers={offers[0]: 1})
    basket.vouchers.add(voucher)
    order = place_order(**order_arguments(basket=basket, gateway="fake")).order
    start_payment(order)
    return order


def test_an_order_that_comes_back_has_used_its_voucher_again(offers, provider):
    voucher = make_voucher(usage="Single use")
    order = order_with_voucher(offers, voucher)
    expire(order)
    voucher.refresh_from_db()
    assert (voucher.num_orders, voucher.offers.get().num_applications) == (0, 0)
    provider.pay(order.number)
    assert confirm(order) is Outcome.CONFIRMED
    voucher.refresh_from_db()
    assert (voucher.num_orders, voucher.offers.get().num_applications) == (1, 1)
    assert voucher.applications.get().order == order


def test_an_order_whose_voucher_somebody_else_has_used_does_not_come_back(offers, provider):
    voucher = make_voucher(usage="Single use")
    first = order_with_voucher(offers, voucher)
    expire(first)
    order_with_voucher(offers, voucher)
    provider.pay(first.number)
    assert confirm(first) is Outcome.SURPLUS
    voucher.refresh_from_db()
    assert (voucher.num_orders, stock_of(offers[0])) == (1, (10, 1))


def test_an_order_that_its_buyer_cancelled_does_not_come_back(unpaid, provider):
    EventHandler(role="buyer").cancel_order(unpaid)
    provider.pay(unpaid.number)
    assert confirm(unpaid) is Outcome.SURPLUS
    assert Order.objects.get(pk=unpaid.pk).status == "cancelled"


# The last question ---------------------------------------------------------------------------------------------------


def test_an_order_that_was_paid_does_not_expire(unpaid, provider):
    provider.pay(unpaid.number)
    assert expire(unpaid) == 0
    assert (unpaid.status, source_of(unpaid).changes.last().cause) == ("open", "expiry")


def test_an_order_whose_provider_cannot_be_asked_waits_but_not_for_ever(unpaid, provider):
    for _ in range(6):
        provider.script["fetch"] = [ProviderUnavailable("down")]
        assert expire(unpaid) == 0
        assert unpaid.status == "pending" and unpaid.expires_at > timezone.now()
    provider.script["fetch"] = [ProviderUnavailable("down")]
    assert expire(unpaid) == 1
    assert unpaid.status == "cancelled"


def test_an_order_that_cannot_be_asked_about_does_not_stop_the_others(unpaid, provider, offers):
    other = place(offers={offers[0]: 1}, gateway="second").order
    start_payment(other)
    Order.objects.filter(pk=other.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    provider.script["fetch"] = [RuntimeError("ours")]
    assert expire(unpaid) == 1  # one of the two: the other one waits a little
    assert Order.objects.filter(status="cancelled").count() == 1


def test_a_payment_between_the_question_and_the_end_wins(unpaid, provider):
    """The handler looks again under its lock: what was asked before it is old."""
    from oscar_apps.order.exceptions import IllegalMove

    Order.objects.filter(pk=unpaid.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    stale = Order.objects.get(pk=unpaid.pk)
    provider.pay(unpaid.number)
    confirm(unpaid)
    with pytest.raises(IllegalMove):
        EventHandler().expire(stale)
    assert Order.objects.get(pk=unpaid.pk).status == "open"


def test_an_unpaid_attempt_of_an_ended_order_stays_watched(unpaid):
    expire(unpaid)
    assert Source.objects.filter(pk=source_of(unpaid).pk, status="pending", next_check_at__isnull=False).exists()
