"""A provider that does what the test says. Registered in tests only; threads share it."""

import json
from collections import defaultdict
from decimal import Decimal
from threading import Lock

from oscar_apps.payment.gateways.base import (
    BadWebhook,
    Capabilities,
    EventKind,
    PaymentState,
    ProviderEvent,
    ProviderPayment,
    RefundAnswer,
    RefundState,
    Started,
)


class Provider:
    """What the provider knows: payments by reference, refunds by key, and every question it was asked."""

    def __init__(self):
        self.payments = {}
        self.refunds = {}
        self.refund_state = RefundState.SUCCEEDED
        self.knows_refunds = True
        self.asked = []
        #: Operation -> exceptions to raise, one for each call; a callable is called instead.
        self.script = defaultdict(list)
        self.lock = Lock()

    def play(self, operation, name):
        with self.lock:
            self.asked.append((operation, name))
            step = self.script[operation].pop(0) if self.script[operation] else None
        if callable(step) and not isinstance(step, type | Exception):
            step()
        elif step is not None:
            raise step

    def pay(self, reference, *, amount=None, currency=None, fee="3.50", state=PaymentState.PAID):
        started = self.payments[reference]
        started.update(state=state, fee=Decimal(fee))
        started["amount"] = Decimal(amount) if amount is not None else started["amount"]
        started["currency"] = currency or started["currency"]

    def count(self, operation):
        return sum(1 for name, _reference in self.asked if name == operation)


class Fake:
    code = "fake"
    name = "Fakepay"
    description = "Pay with Fakepay."
    pays_first = True
    capabilities = Capabilities(refund=True, partial_refund=True, webhooks=True)
    provider = Provider()

    def is_configured(self):
        return True

    def accepts(self, *, total, currency, country, region=""):
        return total > 0

    def start(self, *, request):
        self.provider.play("start", request.reference)
        known = {
            "state": PaymentState.PENDING,
            "amount": request.amount,
            "currency": request.currency,
            "request": request,
        }
        self.provider.payments.setdefault(request.reference, known)
        return Started(redirect_url=f"https://pay.example/{request.reference}", provider_id=f"P-{request.reference}")

    def fetch(self, *, reference, provider_id):
        self.provider.play("fetch", reference)
        known = self.provider.payments.get(reference)
        if known is None:
            return ProviderPayment(PaymentState.UNKNOWN, reference, Decimal(0), "")
        return ProviderPayment(
            known["state"], known.get("reference", reference), known["amount"], known["currency"],
            provider_id=f"P-{reference}", fee=known.get("fee"), method="telebirr",
        )  # fmt: skip

    def parse_webhook(self, *, body, headers):
        if headers.get("X-Fake") != "signed":
            raise BadWebhook("not signed")
        try:
            data = json.loads(body)
        except ValueError as error:
            raise BadWebhook("not readable") from error
        amount = Decimal(data["amount"]) if "amount" in data else None
        return ProviderEvent(
            data["id"], EventKind(data.get("kind", "payment")), data.get("name", "paid"),
            reference=data.get("reference", ""), provider_id=data.get("provider_id", ""), amount=amount,
        )  # fmt: skip

    def refund(self, *, request):
        self.provider.play("refund", request.key)
        self.provider.refunds.setdefault(request.key, []).append(request)
        return RefundAnswer(self.provider.refund_state, f"R-{request.key[:8]}")

    def fetch_refund(self, *, request, provider_id):
        self.provider.play("fetch_refund", request.key)
        if not self.provider.knows_refunds or request.key not in self.provider.refunds:
            return None
        return RefundAnswer(self.provider.refund_state, f"R-{request.key[:8]}")


class Second(Fake):
    code = "second"
    name = "Secondpay"


class Poor(Fake):
    """It takes money and gives none back."""

    code = "poor"
    name = "Poorpay"
    capabilities = Capabilities(webhooks=True)


class Called(Fake):
    """It calls by GET as well."""

    code = "called"
    capabilities = Capabilities(refund=True, webhooks=True, callback=("ref",))


class WholeOnly(Fake):
    code = "whole"
    capabilities = Capabilities(refund=True, webhooks=True)


GATEWAYS = (Fake, Second, Poor, Called, WholeOnly)
