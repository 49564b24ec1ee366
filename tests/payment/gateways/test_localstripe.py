"""PaymentIntents and refunds against localstripe, a stand-in for Stripe that nobody here wrote.

It has no Checkout Session and ignores idempotency keys, so those stand in the other tests.
"""

import contextlib
import socket
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from oscar_apps.payment.gateways.base import PaymentState, ProviderRefused, RefundRequest, RefundState
from oscar_apps.payment.gateways.stripe import Stripe
from oscar_apps.payment.gateways.stripe_client import client
from oscar_apps.payment.models import ProviderCall

from .benches import KEY, REFERENCE, payment_request

pytestmark = [pytest.mark.services, pytest.mark.django_db]

GOOD, DECLINED_AT_THE_END = "4242424242424242", "4000000000000341"


def _free_port() -> int:
    for port in range(8100, 8999):
        with contextlib.suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No free port")


@pytest.fixture(scope="module")
def address():
    port = _free_port()
    script = Path(__file__).with_name("localstripe_server.py")
    process = subprocess.Popen([sys.executable, str(script), str(port)])
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _try in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise RuntimeError("localstripe did not start")


@pytest.fixture
def stripe(address, settings):
    settings.STRIPE_BASE_URL, settings.STRIPE_SECRET_KEY = address, "sk_test_12345"
    return Stripe()


def pay(intent_id, card):
    """What the buyer's sheet does: a card, and then yes."""
    details = {"number": card, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    card_id = client().v1.payment_methods.create({"type": "card", "card": details}).id
    client().v1.payment_intents.update(intent_id, {"payment_method": card_id})
    client().v1.payment_intents.confirm(intent_id)


def fetch(stripe, started):
    return stripe.fetch(reference=REFERENCE, provider_id=started.provider_id)


@pytest.fixture
def paid(stripe):
    started = stripe.start_intent(request=payment_request())
    pay(started.provider_id, GOOD)
    return started


def refund_request(started, amount):
    return RefundRequest(REFERENCE, started.provider_id, Decimal(amount), "ETB", KEY)


def test_an_intent_waits_until_it_is_paid(stripe):
    started = stripe.start_intent(request=payment_request())
    assert started.client_secret.startswith(started.provider_id)
    assert fetch(stripe, started).state is PaymentState.PENDING
    pay(started.provider_id, GOOD)
    payment = fetch(stripe, started)
    assert (payment.state, payment.amount, payment.currency) == (PaymentState.PAID, Decimal("1250.50"), "ETB")
    assert (payment.reference, payment.provider_id) == (REFERENCE, started.provider_id)


def test_the_fee_comes_from_the_balance_transaction(stripe, paid):
    assert fetch(stripe, paid).fee is not None


def test_a_declined_card_fails(stripe):
    from stripe import CardError

    started = stripe.start_intent(request=payment_request())
    with pytest.raises(CardError):
        pay(started.provider_id, DECLINED_AT_THE_END)
    assert fetch(stripe, started).state is PaymentState.FAILED


def test_a_cancelled_one_is_cancelled(stripe):
    started = stripe.start_intent(request=payment_request())
    client().v1.payment_intents.cancel(started.provider_id)
    assert fetch(stripe, started).state is PaymentState.CANCELLED


def test_one_it_has_never_heard_of_is_unknown(stripe):
    assert stripe.fetch(reference=REFERENCE, provider_id="pi_nobody").state is PaymentState.UNKNOWN


@pytest.mark.parametrize("amount", ["1250.50", "300.25"])
def test_all_or_a_part_goes_back(stripe, paid, amount):
    answer = stripe.refund(request=refund_request(paid, amount))
    assert answer.state is RefundState.SUCCEEDED
    known = client().v1.refunds.retrieve(answer.provider_id)
    assert (known.amount, known.metadata["refund"]) == (int(Decimal(amount) * 100), KEY)


def test_a_refund_is_found_by_its_number_and_by_our_key(stripe, paid):
    request = refund_request(paid, "10")
    answer = stripe.refund(request=request)
    assert stripe.fetch_refund(request=request, provider_id=answer.provider_id) == answer
    assert stripe.fetch_refund(request=request, provider_id="") == answer
    assert stripe.fetch_refund(request=replace(request, key="another"), provider_id="") is None


def test_what_was_never_paid_is_not_paid_back(stripe):
    started = stripe.start_intent(request=payment_request())
    with pytest.raises(ProviderRefused):
        stripe.refund(request=refund_request(started, "10"))


def test_yen_are_yen(stripe):
    started = stripe.start_intent(request=payment_request(amount=Decimal(500), currency="JPY"))
    pay(started.provider_id, GOOD)
    assert fetch(stripe, started).amount == Decimal(500)
    assert client().v1.payment_intents.retrieve(started.provider_id).amount == 500


def test_each_request_left_a_row_without_the_secret(stripe, paid):
    fetch(stripe, paid)
    rows = list(ProviderCall.objects.filter(reference__in=[REFERENCE, paid.provider_id]))
    assert {row.operation for row in rows} >= {"post payment_intents", "get payment_intents"}
    assert paid.client_secret not in str([row.response for row in rows])
