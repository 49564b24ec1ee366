"""A crash between any two steps is repaired by the sweeps, and no money moves twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from marketplace.outbox.models import Delivery, Event
from oscar_apps.order.models import Order
from oscar_apps.order.tasks import expire_unpaid_orders
from oscar_apps.payment import services
from oscar_apps.payment.gateways.base import Capabilities, PaymentState, ProviderUnavailable, RefundState
from oscar_apps.payment.models import Refund, Source
from oscar_apps.payment.services import (
    confirm_payment,
    pay_again,
    refund_amount,
    send_refund,
    start_payment,
    sweep_payments,
    sweep_refunds,
)
from oscar_apps.payment.services.backoff import wait_after
from tests.factories.checkout import place

from .conftest import confirm, relay, source_of
from .fake import Fake

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ends here: nothing of ours catches it."""


def make_due():
    past = timezone.now() - timedelta(seconds=1)
    Source.objects.filter(next_check_at__isnull=False).update(next_check_at=past)
    Refund.objects.filter(next_try_at__isnull=False).update(next_try_at=past)


def age(order, **how_long):
    Source.objects.filter(order=order).update(date_created=timezone.now() - timedelta(**how_long))


# Payments ------------------------------------------------------------------------------------------------------------


def test_a_payment_nobody_told_us_of_is_found(unpaid, provider):
    provider.pay(unpaid.number)
    assert sweep_payments() == 0  # not due yet
    make_due()
    assert sweep_payments() == 1
    assert Order.objects.get(pk=unpaid.pk).status == "open"
    assert sweep_payments() == 0


def test_it_asks_less_and_less_often(unpaid):
    waits = []
    for _ in range(12):
        make_due()
        sweep_payments()
        waits.append(source_of(unpaid).next_check_at - timezone.now())
    assert timedelta(minutes=1) < waits[0] <= timedelta(minutes=2)
    assert all(later > sooner for sooner, later in zip(waits[:7], waits[1:8], strict=True))
    assert timedelta(hours=5) < waits[-1] <= timedelta(hours=6)
    assert wait_after(1000) == timedelta(hours=6)


def test_a_provider_that_is_down_is_asked_once_in_a_run(offers, provider):
    for _ in range(3):
        start_payment(place(offers={offers[0]: 1}, gateway="fake").order)
    provider.script["fetch"] = [ProviderUnavailable("down")] * 9
    make_due()
    assert sweep_payments() == 1
    provider.script["fetch"] = []
    make_due()
    assert sweep_payments() == 3


def test_one_question_that_fails_does_not_stop_the_others(offers, provider):
    for _ in range(2):
        start_payment(place(offers={offers[0]: 1}, gateway="fake").order)
    provider.script["fetch"] = [RuntimeError("ours")]
    make_due()
    assert sweep_payments() == 2


def test_an_attempt_of_an_ended_order_is_watched_for_days_and_then_given_up(unpaid, provider):
    Order.objects.filter(pk=unpaid.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_unpaid_orders()
    age(unpaid, days=6)
    make_due()
    sweep_payments()
    assert source_of(unpaid).status == "pending"
    age(unpaid, days=8)
    make_due()
    sweep_payments()
    source = source_of(unpaid)
    assert (source.status, source.next_check_at, source.changes.last().note) == ("cancelled", None, "given up")
    provider.pay(unpaid.number)
    assert confirm(unpaid) == "confirmed"  # a late webhook still counts


def test_an_attempt_the_provider_has_never_heard_of_is_given_up_once_it_is_not_needed(offers, provider):
    provider.script["start"] = [ProviderUnavailable("down")]
    order = place(offers={offers[0]: 1}, gateway="fake").order
    start_payment(order)
    age(order, hours=1)
    make_due()
    sweep_payments()
    assert source_of(order).status == "pending"  # the order can still be paid with it
    pay_again(order=order, gateway="second")
    make_due()
    sweep_payments()
    assert source_of(order).status == "cancelled"


def test_the_current_attempt_is_not_given_up_while_the_order_waits(unpaid, provider):
    age(unpaid, days=30)
    make_due()
    sweep_payments()
    assert source_of(unpaid).status == "pending"


# Killed between two steps --------------------------------------------------------------------------------------------


def test_killed_before_the_provider_was_asked_the_link_starts_it(offers, provider):
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert source_of(order).next_check_at is not None
    assert start_payment(order)


def test_killed_after_the_provider_made_the_payment_it_is_found_paid(offers, provider, monkeypatch):
    order = place(offers={offers[0]: 1}, gateway="fake").order
    monkeypatch.setattr(services.attempts, "_store", killing)
    with pytest.raises(Killed):
        start_payment(order)
    provider.pay(order.number)  # a buyer who had the page
    make_due()
    sweep_payments()
    assert Order.objects.get(pk=order.pk).payment_status == "paid"


def killing(**kwargs):
    raise Killed


STEPS = ["_move_to_paid", "_make_shares", "follow_payment", "payment_captured", "publish"]


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_confirming_nothing_is_half_paid_and_the_sweep_finishes(unpaid, provider, monkeypatch, step):
    from django.db import transaction

    from oscar_apps.payment.services import capture

    def kill(*args, **kwargs):
        raise Killed

    provider.pay(unpaid.number)
    with monkeypatch.context() as patch:
        target = getattr(capture, step)
        patch.setattr(capture, step, type("Signal", (), {"send": kill})() if hasattr(target, "send") else kill)
        with pytest.raises(Killed), transaction.atomic():
            confirm(unpaid)
    unpaid.refresh_from_db()
    source = source_of(unpaid)
    assert (source.status, source.shares.count(), unpaid.status, unpaid.payment_status) == (
        "pending",
        0,
        "pending",
        "pending",
    )
    make_due()
    sweep_payments()
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.payment_status, source.shares.count()) == ("open", "paid", 2)


def some_refund(order):
    return refund_amount(source=source_of(order), amount=Decimal("10.00"), reason="late", key="some")


def status_of(refund):
    refund.refresh_from_db()
    return refund.status


def test_killed_before_it_was_sent_it_is_sent(paid, provider):
    refund = some_refund(paid)
    Delivery.objects.all().delete()
    Event.objects.all().delete()
    make_due()
    sweep_refunds()
    assert (status_of(refund), provider.count("refund")) == ("succeeded", 1)


def test_killed_during_the_call_the_provider_is_asked_and_nothing_sent_again(paid, provider):
    refund = some_refund(paid)

    def dies(self, *, request):
        provider.refunds[request.key] = [request]
        raise Killed

    original, Fake.refund = Fake.refund, dies
    try:
        with pytest.raises(Killed):
            send_refund(refund_id=refund.pk)
    finally:
        Fake.refund = original
    assert status_of(refund) == "sending"
    send_refund(refund_id=refund.pk)  # the event comes again
    assert sweep_refunds() == 0  # the sender may still be alive
    make_due()
    assert sweep_refunds() == 1
    assert status_of(refund) == "succeeded"
    assert len(provider.refunds[str(refund.pk)]) == 1


def test_killed_before_the_answer_was_written_the_provider_is_asked(paid, provider, monkeypatch):
    refund = some_refund(paid)
    with monkeypatch.context() as patch:
        patch.setattr(services.sending, "_write", killing)
        with pytest.raises(Killed):
            send_refund(refund_id=refund.pk)
    make_due()
    sweep_refunds()
    assert (status_of(refund), len(provider.refunds[str(refund.pk)])) == ("succeeded", 1)


def test_where_the_provider_cannot_say_a_person_looks(paid, provider):
    provider.knows_refunds = False
    provider.script["refund"] = [ProviderUnavailable("timeout")]
    refund = some_refund(paid)
    relay()
    assert (status_of(refund), refund.problem) == ("sending", "Not known: timeout")
    make_due()
    sweep_refunds()
    assert status_of(refund) == "by_hand" and "not known" in refund.problem
    make_due()
    sweep_refunds()
    assert provider.count("refund") == 1


def test_where_a_repeat_is_safe_it_is_sent_again_with_the_same_key(paid, provider, monkeypatch):
    repeatable = Capabilities(refund=True, partial_refund=True, repeatable_refund=True, webhooks=True)
    monkeypatch.setattr(Fake, "capabilities", repeatable)
    provider.script["refund"] = [ProviderUnavailable("timeout")]
    refund = some_refund(paid)
    relay()
    make_due()
    sweep_refunds()
    assert status_of(refund) == "succeeded"
    assert [key for name, key in provider.asked if name == "refund"] == [str(refund.pk)] * 2


def test_a_refund_the_provider_works_on_is_asked_about_until_it_is_there(paid, provider):
    provider.refund_state = RefundState.PENDING
    refund = some_refund(paid)
    relay()
    for _ in range(2):
        make_due()
        sweep_refunds()
        assert status_of(refund) == "pending"
    provider.refund_state = RefundState.SUCCEEDED
    make_due()
    sweep_refunds()
    assert status_of(refund) == "succeeded"


def test_a_refund_that_failed_in_the_end_goes_to_a_person(paid, provider):
    provider.refund_state = RefundState.PENDING
    refund = some_refund(paid)
    relay()
    provider.refund_state = RefundState.FAILED
    make_due()
    sweep_refunds()
    assert status_of(refund) == "by_hand"


def test_a_refund_a_provider_has_forgotten_goes_to_a_person(paid, provider):
    provider.refund_state = RefundState.PENDING
    refund = some_refund(paid)
    relay()
    provider.knows_refunds = False
    Refund.objects.update(created_at=timezone.now() - timedelta(days=15))
    make_due()
    sweep_refunds()
    assert status_of(refund) == "by_hand"


def test_an_unknown_state_moves_nothing(unpaid, provider):
    provider.pay(unpaid.number, state=PaymentState.UNKNOWN)
    assert confirm_payment(reference=unpaid.number, gateway="fake", cause="sweep") == "still pending"
