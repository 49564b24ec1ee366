"""Races for one payment, on PostgreSQL. Each guard has a twin that shows what happens without it."""

import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone

from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.payment import locks
from oscar_apps.payment.exceptions import RefundRefused
from oscar_apps.payment.models import Refund, Share, Source
from oscar_apps.payment.services import (
    Outcome,
    confirm_payment,
    pay_again,
    refund_amount,
    refunds,
    start_payment,
)
from oscar_apps.payment.services import capture as capturing
from oscar_apps.payment.services import confirm as confirming
from tests.factories.checkout import make_two_sellers, place
from tests.payment.conftest import facts, provider  # noqa: F401 - fixtures

from .racing import errors, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
#: Without row locks (SQLite) a transaction has the one write lock: what these twins show cannot happen there.
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs transactions side by side")


@pytest.fixture
def ground(transactional_ground, provider):  # noqa: F811
    yield make_two_sellers()
    assert list(stock_mismatches()) == []


@pytest.fixture
def order(ground):
    """333.33 of two sellers, at the provider."""
    made = place(offers={ground[0]: 2, ground[2]: 1}, gateway="fake").order
    start_payment(made)
    return made


def confirming_as(order, cause, *, reference="", gateway="fake"):
    return lambda: confirm_payment(reference=reference or order.number, gateway=gateway, cause=cause)


@contextmanager
def without_locks():
    """Rows are read as they are, nobody waits."""

    def read(order_id):
        order = Order.objects.get(pk=order_id)
        parts = list(order.consignments.order_by("pk"))
        held = locks.Held(order, parts, list(Source.objects.filter(order=order).order_by("pk")))
        time.sleep(0.1)  # long enough for another to get in between
        return held

    with (
        mock.patch.object(confirming, "lock_order", read),
        mock.patch.object(refunds, "lock_order", read),
        mock.patch.object(refunds, "lock_shares", lambda source: list(Share.objects.filter(source=source))),
    ):
        yield


def test_webhook_and_return_page_at_once_and_20_replays_are_one_payment(order, provider, facts):  # noqa: F811
    provider.pay(order.number)
    calls = [confirming_as(order, "webhook"), confirming_as(order, "return")] + [confirming_as(order, "webhook")] * 20
    results = race(calls=calls)

    assert errors(results) == []
    assert Counter(results) == {Outcome.CONFIRMED: 1, Outcome.NOTHING: 21}
    source = Source.objects.get(order=order)
    assert (source.status, source.shares.count(), source.transactions.count()) == ("paid", 2, 1)
    assert facts.counts == {"payment_captured": 1}
    assert source.changes.filter(new_status="paid").count() == 1


@on_postgresql
def test_without_locks_and_conditional_update_it_is_captured_more_than_once(order, provider):  # noqa: F811
    """The twin: only the database's own uniqueness of shares is left, and it surfaces as an error."""
    provider.pay(order.number)

    def careless(*, source, target, cause, note="", **fields):
        for name, value in fields.items():
            setattr(source, name, value)
        Source.objects.filter(pk=source.pk).update(status=target, **fields)
        return True

    with without_locks(), mock.patch.object(capturing, "move", careless):
        results = race(calls=[confirming_as(order, "webhook"), confirming_as(order, "return")] * 4)
    assert any(isinstance(error, IntegrityError) for error in errors(results))


@on_postgresql
def test_without_locks_the_conditional_update_alone_still_captures_once(order, provider, facts):  # noqa: F811
    provider.pay(order.number)
    with without_locks():
        results = race(calls=[confirming_as(order, "webhook"), confirming_as(order, "return")] * 4)
    assert Counter(results)[Outcome.CONFIRMED] == 1 and facts.counts["payment_captured"] == 1


# Refunds -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def paid(order, provider):  # noqa: F811
    provider.pay(order.number)
    confirm_payment(reference=order.number, gateway="fake", cause="webhook")
    return order


def refunding(order, *, times=20):
    """Each asks for 30 % of the order."""
    source = Source.objects.get(order=order)
    return [
        lambda key=key: refund_amount(source=source, amount=Decimal("100.00"), reason="", key=f"race {key}")
        for key in range(times)
    ]


def test_20_parallel_refunds_of_30_percent_are_three(paid):
    results = race(calls=refunding(paid))

    assert Counter(type(error) for error in errors(results)) == {RefundRefused: 17}
    source = Source.objects.get(order=paid)
    assert (Refund.objects.count(), source.amount_refunded) == (3, Decimal("300.00"))
    assert sum(share.refunded for share in source.shares.all()) == Decimal("300.00")


def test_the_same_refund_asked_for_20_times_is_one(paid):
    source = Source.objects.get(order=paid)
    calls = [lambda: refund_amount(source=source, amount=Decimal("100.00"), reason="", key="same")] * 20
    results = race(calls=calls)
    assert errors(results) == []
    assert len({refund.pk for refund in results}) == 1 == Refund.objects.count()


@contextmanager
def without_constraints():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payment_share DROP CONSTRAINT share_refunded_within_amount")
        cursor.execute("ALTER TABLE payment_source DROP CONSTRAINT source_refunded_within_captured")
    try:
        yield
    finally:
        Share.objects.update(refunded=0)
        Source.objects.update(amount_refunded=0)
        share, source = Share._meta.constraints, Source._meta.constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(Share, next(c for c in share if c.name == "share_refunded_within_amount"))
            editor.add_constraint(Source, next(c for c in source if c.name == "source_refunded_within_captured"))


@on_postgresql
def test_without_the_guards_more_is_paid_back_than_came(paid):
    """The twin: read, compare, add, without lock, conditional UPDATE and constraint."""

    def careless_shares(*, source, parts):
        for part in parts:
            Share.objects.filter(pk=part.share_id).update(refunded=F("refunded") + part.amount)

    def careless_source(*, source, total):
        Source.objects.filter(pk=source.pk).update(amount_refunded=F("amount_refunded") + total)

    with (
        without_constraints(),
        without_locks(),
        mock.patch.object(refunds, "take_from_shares", careless_shares),
        mock.patch.object(refunds, "take_from_source", careless_source),
    ):
        race(calls=refunding(paid))
        given = Source.objects.get(order=paid).amount_refunded
    assert given > Decimal("333.33")


@on_postgresql
def test_without_locks_the_conditional_updates_alone_hold_the_bound(paid):
    with without_locks():
        results = race(calls=refunding(paid))
    assert {type(error) for error in errors(results)} == {RefundRefused}
    assert Source.objects.get(order=paid).amount_refunded <= Decimal("333.33")


# Two ways to pay at once ---------------------------------------------------------------------------------------------


def paying_twice(order, provider):  # noqa: F811
    second = pay_again(order=order, gateway="second")
    start_payment(order)
    provider.pay(order.number)
    provider.pay(second.reference)
    first_calls = [confirming_as(order, cause) for cause in ("webhook", "return", "sweep")]
    return first_calls + [
        confirming_as(order, cause, reference=second.reference, gateway="second") for cause in ("webhook", "return")
    ]


def test_two_methods_paid_at_once_one_is_kept_and_one_goes_back(order, provider, facts):  # noqa: F811
    results = race(calls=paying_twice(order, provider))

    assert errors(results) == []
    assert Counter(results) == {Outcome.CONFIRMED: 1, Outcome.SURPLUS: 1, Outcome.NOTHING: 3}
    kept, spare = Source.objects.filter(order=order).order_by("is_surplus")
    assert (kept.is_surplus, spare.is_surplus) == (False, True)
    refund = Refund.objects.get()
    assert (refund.source, refund.amount) == (spare, Decimal("333.33"))
    asked = ("payment_captured", "surplus_captured", "refund_requested")
    assert [facts.counts[name] for name in asked] == [1, 1, 1]


@on_postgresql
def test_without_looking_for_another_payment_both_would_be_kept(order, provider):  # noqa: F811
    """The twin: the database refuses a second payment of one order, as an error."""
    calls = paying_twice(order, provider)
    with mock.patch.object(capturing, "already_paid", lambda *, held, source: False):
        results = race(calls=calls)
    assert any(isinstance(error, IntegrityError) for error in errors(results))
    assert Source.objects.filter(order=order, status="paid").count() == 1


# Expiry against payment ----------------------------------------------------------------------------------------------


def expiring(order):
    """What the job does once it has asked."""
    stale = Order.objects.get(pk=order.pk)

    def call():
        try:
            EventHandler().expire(stale)
        except IllegalMove:
            return "refused"
        return "expired"

    return call


def overdue(order):
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_expiry_against_payment_ends_with_a_paid_order_and_its_stock(order, provider, ground, facts):  # noqa: F811
    """Whoever is first: the payment keeps the order, or brings it back."""
    provider.pay(order.number)
    overdue(order)
    results = race(
        calls=[expiring(order), confirming_as(order, "webhook"), expiring(order), confirming_as(order, "return")]
    )

    assert errors(results) == []
    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("open", "paid")
    ground[0].refresh_from_db()
    assert (ground[0].num_in_stock, ground[0].num_allocated) == (10, 2)
    assert facts.counts == {"payment_captured": 1}


@on_postgresql
def test_without_looking_again_under_the_lock_a_paid_order_is_cancelled(order, provider, ground):  # noqa: F811
    """The twin: the job cancels what it had seen unpaid."""
    provider.pay(order.number)
    overdue(order)
    stale = Order.objects.get(pk=order.pk)
    confirm_payment(reference=order.number, gateway="fake", cause="webhook")
    EventHandler().cancel_order(stale, reason="not paid in time")
    assert Order.objects.get(pk=order.pk).status == "cancelled"


def test_many_orders_expire_and_are_paid_beside_each_other(ground, provider):  # noqa: F811
    """Locks are taken in one order everywhere: nobody waits in a circle."""
    orders = [place(offers={ground[0]: 1, ground[2]: 1}, gateway="fake").order for _ in range(8)]
    calls = []
    for made in orders:
        start_payment(made)
        provider.pay(made.number)
        overdue(made)
        calls += [expiring(made), confirming_as(made, "webhook")]
    results = race(calls=calls)
    assert errors(results) == []
    assert {row.status for row in Order.objects.all()} == {"open"}
