"""`kill -9` between any two steps: nothing is paid and unknown, nothing known and unpaid, nothing goes back twice.

A child process does one thing with the look-alike of Chapa over HTTP and is killed at its first statement or request,
the next child at its second, and so on until one comes through. After each the sweeps repair what was left.
"""

import os
import signal
from decimal import Decimal
from itertools import count

import pytest
import requests
from django.db import connection, connections
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.order.models import Order
from oscar_apps.payment import calls
from oscar_apps.payment.models import Refund, Source
from oscar_apps.payment.services import (
    confirm_payment,
    refund_rest,
    send_refund,
    start_payment,
    sweep_payments,
    sweep_refunds,
)
from tests.factories.checkout import make_two_sellers, place
from tests.simulators.conftest import CHAPA_KEY, CHAPA_SECRET, running, shop, simulators  # noqa: F401 - fixtures
from vendors.ledger import checking
from vendors.models import Transaction

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 150


@pytest.fixture
def chapa(simulators, settings, monkeypatch, transactional_ground):  # noqa: F811
    if connection.vendor != "postgresql":
        pytest.skip("an SQLite file is not shared with a forked process")
    settings.CHAPA_BASE_URL = f"{simulators.url}/chapa"
    settings.CHAPA_SECRET_KEY, settings.CHAPA_WEBHOOK_SECRET = CHAPA_KEY, CHAPA_SECRET
    settings.PAYMENT_GATEWAYS = ["chapa", "cash_on_delivery"]
    settings.OUTBOX_RELAY = "external"  # refunds are sent here and nowhere else
    monkeypatch.setattr(calls, "PAUSE_SECONDS", 0)
    for code in settings.PAYMENT_GATEWAYS:
        get_model("payment", "SourceType").objects.get_or_create(code=code, defaults={"name": code})
    from oscar_apps.payment.services import _source_type_id

    _source_type_id.cache_clear()
    return simulators


@pytest.fixture
def offers(chapa):
    return make_two_sellers(stock=1000)


def order_of(offers):
    return place(offers={offers[0]: 1, offers[2]: 1}, gateway="chapa").order


class Steps:
    """Kills this process before its step number `last`: a statement, or a request to a provider, or the end of one."""

    def __init__(self, last):
        self.last, self.done = last, 0

    def step(self):
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute, sql, params, many, context):
        self.step()
        return execute(sql, params, many, context)

    def request(self, send):
        def sent(*args, **kwargs):
            self.step()
            answer = send(*args, **kwargs)
            self.step()
            return answer

        return sent


def was_killed(call, *, at):
    """Do it in a child that is killed at this step; False when it came to its end before."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        steps = Steps(at)
        requests.Session.send = steps.request(requests.Session.send)
        try:
            import httpx

            httpx.Client.send = steps.request(httpx.Client.send)
            with connection.execute_wrapper(steps.statement):
                call()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - a child of a test must never go on with the parent's work
            os._exit(1)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return os.WIFSIGNALED(status)


def killings(prepare):
    """(what `prepare` made, kill it at this step) for step after step, until a child comes through."""
    for at in count(1):
        assert at < MOST_STEPS
        made, call = prepare()
        killed = was_killed(call, at=at)
        yield made
        if not killed:
            assert at > 5, "nothing was tried"
            return


def sweep():
    """The schedules, as if their time had come; more than once, because one run may only take a row up."""
    for _ in range(3):
        Source.objects.filter(status="pending").update(next_check_at=timezone.now())
        sweep_payments()
        Refund.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
        sweep_refunds()


def pay(chapa, reference):
    chapa.post(f"chapa/payments/{reference}", action="pay", webhook="never")


def test_while_a_payment_is_started(chapa, offers):
    def prepare():
        order = order_of(offers)
        return order, lambda: start_payment(order)

    for order in killings(prepare):
        order.refresh_from_db()
        assert start_payment(order), "the buyer who comes back finds a page to pay on"
        newest = Source.objects.filter(order=order).order_by("pk").last()
        pay(chapa, newest.reference)
        sweep()
        order.refresh_from_db()
        assert (order.payment_status, order.status) == ("paid", "open")
    assert list(checking.mismatches()) == []


def test_while_a_payment_is_confirmed(chapa, offers):
    def prepare():
        order = order_of(offers)
        start_payment(order)
        pay(chapa, order.number)
        return order, lambda: confirm_payment(reference=order.number, gateway="chapa", cause="webhook")

    for order in killings(prepare):
        booked = Transaction.objects.filter(order=order, kind="sale").count()
        order.refresh_from_db()
        assert (order.payment_status, booked) in {("pending", 0), ("paid", 1)}
        sweep()
        order.refresh_from_db()
        assert order.payment_status == "paid"
        assert Transaction.objects.filter(order=order, kind="sale").count() == 1
    assert list(checking.mismatches()) == []


def test_while_money_is_sent_back(chapa, offers):
    def prepare():
        order = order_of(offers)
        start_payment(order)
        pay(chapa, order.number)
        confirm_payment(reference=order.number, gateway="chapa", cause="webhook")
        refund = refund_rest(source=order.sources.get(), reason="late", key=f"test:{order.pk}")
        return refund, lambda: send_refund(refund_id=refund.pk)

    for refund in killings(prepare):
        sweep()
        refund.refresh_from_db()
        went_back = Decimal(str(chapa.get(f"chapa/payments/{refund.source.reference}")["refunded"]))
        assert went_back in (0, refund.amount)
        # Where nobody can say, a person is asked; what is called paid back has gone, once.
        assert refund.status in ("succeeded", "by_hand")
        assert refund.status != "succeeded" or went_back == refund.amount
    assert list(checking.mismatches()) == []
    assert Order.objects.filter(payment_status="refunded").exists()
