from collections import Counter

import pytest
from oscar.core.loading import get_model

from marketplace.outbox.services import relay_pending
from oscar_apps.payment import signals
from oscar_apps.payment.gateways import registry
from oscar_apps.payment.models import Source
from oscar_apps.payment.services import confirm_payment, start_payment
from tests.factories.checkout import make_two_sellers, place

from .fake import GATEWAYS, Fake, Provider

FACTS = (
    "payment_captured",
    "surplus_captured",
    "refund_requested",
    "refund_settled",
    "refund_reversed",
    "chargeback_noted",
)


@pytest.fixture
def provider(settings, monkeypatch):
    """The provider behind every fake gateway, with an empty memory."""
    known = {**registry.KNOWN, **{gateway.code: gateway for gateway in GATEWAYS}}
    monkeypatch.setattr(registry, "KNOWN", known)
    settings.PAYMENT_GATEWAYS = ["fake", "second", "poor", "whole", "cash_on_delivery"]
    for gateway in GATEWAYS:
        get_model("payment", "SourceType").objects.get_or_create(code=gateway.code, defaults={"name": gateway.code})
    Fake.provider = Provider()
    for gateway in GATEWAYS:
        gateway.provider = Fake.provider
    return Fake.provider


class Facts:
    """What the journal would have heard."""

    def __init__(self):
        self.heard = []

    def of(self, name):
        return [facts for heard, facts in self.heard if heard == name]

    @property
    def counts(self):
        return Counter(name for name, _facts in self.heard)


@pytest.fixture
def facts():
    heard = Facts()
    receivers = []
    for name in FACTS:

        def hear(sender, name=name, **kwargs):
            heard.heard.append((name, kwargs))

        getattr(signals, name).connect(hear)
        receivers.append((name, hear))
    yield heard
    for name, hear in receivers:
        getattr(signals, name).disconnect(hear)


@pytest.fixture
def offers(db):
    return make_two_sellers()


@pytest.fixture
def unpaid(offers, provider):
    """An order of two sellers, 2 x 100.00 + 33.33 and 50.00 of delivery each: 333.33, sent to the provider."""
    order = place(offers={offers[0]: 2, offers[2]: 1}, gateway="fake").order
    start_payment(order)
    return order


@pytest.fixture
def paid(unpaid, provider):
    provider.pay(unpaid.number)
    confirm(unpaid)
    unpaid.refresh_from_db()
    return unpaid


def confirm(order, *, reference="", gateway="fake", cause="webhook"):
    return confirm_payment(reference=reference or order.number, gateway=gateway, cause=cause)


def source_of(order, reference=""):
    return Source.objects.get(order=order, reference=reference or order.number)


def relay():
    while relay_pending():
        pass


def stock_of(offer):
    offer.refresh_from_db()
    return offer.num_in_stock, offer.num_allocated
