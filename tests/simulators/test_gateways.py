"""The shop's own gateways against the look-alikes: what they start is paid, told, refunded and survives bad days."""

from decimal import Decimal

import pytest

from oscar_apps.payment import calls
from oscar_apps.payment.gateways.base import (
    BadWebhook,
    EventKind,
    PaymentRequest,
    PaymentState,
    ProviderRefused,
    ProviderUnavailable,
    ReferenceUsed,
    RefundRequest,
    RefundState,
)
from oscar_apps.payment.gateways.chapa import Chapa
from oscar_apps.payment.gateways.stripe import Stripe

from .conftest import CHAPA_KEY, CHAPA_SECRET, STRIPE_KEY, STRIPE_SECRET, wait_for

pytestmark = pytest.mark.django_db
AMOUNT = Decimal("1240.50")
REFERENCE = "100012-2"
KEY = "5f0c1c3e-1111-4222-8333-444455556666"


class Way:
    """One gateway, and what its buyer does."""

    def __init__(self, gateway, simulators, shop) -> None:
        self.gateway, self.simulators, self.shop = gateway, simulators, shop
        self.code, self.provider_id = gateway.code, ""

    def start(self) -> str:
        request = PaymentRequest(
            reference=REFERENCE,
            amount=AMOUNT,
            currency="ETB",
            description="Order 100012",
            name="አልማዝ በቀለ",
            email="almaz@example.com",
            phone="+251911223344",
            language="am",
            return_url=f"{self.shop.url}/back",
            webhook_url=f"{self.shop.url}/{self.code}/",
        )
        started = self.gateway.start(request=request)
        self.provider_id = started.provider_id
        return started.redirect_url

    def pay(self, **form) -> None:
        session = f"stripe/sessions/{self.provider_id}"
        self.simulators.post(f"chapa/payments/{REFERENCE}" if self.code == "chapa" else session, action="pay", **form)

    def fetch(self):
        return self.gateway.fetch(reference=REFERENCE, provider_id=self.provider_id)

    def refund(self, amount: str, key: str = KEY):
        return self.gateway.refund(request=self.refund_request(amount, key))

    def refund_request(self, amount: str, key: str = KEY) -> RefundRequest:
        return RefundRequest(REFERENCE, self.fetch().provider_id, Decimal(amount), "ETB", key, reason="Damaged")

    def told(self, count: int = 1):
        messages = self.shop.messages(f"/{self.code}/", count)
        return [self.gateway.parse_webhook(body=each["body"], headers=each["headers"]) for each in messages]


@pytest.fixture(params=[Chapa, Stripe], ids=lambda gateway: gateway.code)
def way(request, simulators, shop, settings, monkeypatch):
    settings.CHAPA_BASE_URL, settings.STRIPE_BASE_URL = f"{simulators.url}/chapa", f"{simulators.url}/stripe"
    settings.CHAPA_SECRET_KEY, settings.STRIPE_SECRET_KEY = CHAPA_KEY, STRIPE_KEY
    settings.CHAPA_WEBHOOK_SECRET, settings.STRIPE_WEBHOOK_SECRET = CHAPA_SECRET, STRIPE_SECRET
    settings.PROVIDER_READ_SECONDS = 1.5
    monkeypatch.setattr(calls, "PAUSE_SECONDS", 0)
    return Way(request.param(), simulators, shop)


def test_from_start_to_paid(way):
    assert way.start().startswith(f"{way.simulators.url}/{way.code}/")
    assert way.fetch().state is PaymentState.PENDING
    way.pay()
    paid = way.fetch()
    assert (paid.state, paid.amount, paid.currency, paid.reference) == (PaymentState.PAID, AMOUNT, "ETB", REFERENCE)
    assert paid.fee == {"chapa": Decimal("43.42"), "stripe": Decimal("36.27")}[way.code]


def test_what_was_never_started_is_unknown(way):
    assert way.gateway.fetch(reference="nothing", provider_id="").state is PaymentState.UNKNOWN


def test_the_webhook_is_believed_and_names_the_payment(way):
    way.start()
    way.pay()
    count = {"chapa": 1, "stripe": 3}[way.code]
    payments = [event for event in way.told(count) if event.kind is EventKind.PAYMENT]
    assert payments
    assert {(event.reference, event.amount, event.currency.upper()) for event in payments} == {
        (REFERENCE, AMOUNT, "ETB")
    }


def test_a_message_sent_twice_is_the_same_event(way):
    way.start()
    way.pay(webhook="twice")
    events = way.told({"chapa": 2, "stripe": 6}[way.code])
    assert len({event.event_id for event in events}) == len(events) // 2


@pytest.mark.parametrize("signed", ["wrong", "none", "before"])
def test_a_message_signed_wrongly_is_not_believed(way, signed):
    way.start()
    way.pay()
    count = {"chapa": 1, "stripe": 3}[way.code]
    way.shop.messages(f"/{way.code}/", count)
    key = way.simulators.get("webhooks", provider=way.code)[-1]["id"]
    way.simulators.post(f"webhooks/{key}/again", signed=signed, cheaper=True)
    message = way.shop.messages(f"/{way.code}/", count + 1)[-1]
    with pytest.raises(BadWebhook):
        way.gateway.parse_webhook(body=message["body"], headers=message["headers"])


def test_part_and_rest_are_given_back_and_no_more(way):
    way.start()
    way.pay(webhook="never")
    assert way.refund("1000.00").state is RefundState.SUCCEEDED
    with pytest.raises(ProviderRefused):
        way.refund("240.51", key="too much")
    assert way.refund("240.50", key="the rest").state is RefundState.SUCCEEDED
    assert {event.kind for event in way.told(2)} == {EventKind.REFUND}


def test_a_refund_whose_answer_was_lost_is_made_once(way):
    way.start()
    way.pay(webhook="never")
    way.simulators.post("faults", provider=way.code, mode="lost", calls=9, match="refund")
    with pytest.raises(ProviderUnavailable):
        way.refund("1000.00")
    way.simulators.post("faults", provider=way.code, mode="none")
    if way.code == "stripe":
        found = way.gateway.fetch_refund(request=way.refund_request("1000.00"), provider_id="")
        assert found.state is RefundState.SUCCEEDED
        assert way.refund("1000.00").provider_id == found.provider_id
    else:
        with pytest.raises(ProviderUnavailable):
            way.refund("1000.00")
    with pytest.raises(ProviderRefused):
        way.refund("240.51", key="another")


def test_starting_again_pays_once(way):
    first = way.start()
    if way.code == "chapa":
        with pytest.raises(ReferenceUsed):
            way.start()
    else:
        assert way.start() == first


@pytest.mark.parametrize("mode", ["down", "nonsense", "slow"])
def test_a_bad_day_leaves_the_answer_open(way, mode):
    way.start()
    way.simulators.post("faults", provider=way.code, mode=mode, calls=9, seconds=2)
    with pytest.raises(ProviderUnavailable):
        way.fetch()
    way.simulators.post("faults", provider=way.code, mode="none")
    assert way.fetch().state is PaymentState.PENDING


def test_what_the_provider_gives_up_is_not_paid(way):
    way.start()
    if way.code == "chapa":
        way.simulators.post(f"chapa/payments/{REFERENCE}", action="cancel")
    else:
        way.simulators.post(f"stripe/sessions/{way.provider_id}", action="expire")
    wait_for(lambda: way.fetch().state is PaymentState.CANCELLED)


def test_a_chargeback_is_heard(way):
    way.start()
    way.pay(webhook="never")
    action = {
        "chapa": (f"chapa/payments/{REFERENCE}", "reverse"),
        "stripe": (f"stripe/sessions/{way.provider_id}", "dispute"),
    }
    path, name = action[way.code]
    way.simulators.post(path, action=name)
    (event,) = way.told()
    assert (event.kind, event.reference) == (EventKind.CHARGEBACK, REFERENCE)
