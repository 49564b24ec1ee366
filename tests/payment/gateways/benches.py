"""What each provider says in each situation, in its own words: benches on which every gateway passes one contract."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from oscar_apps.payment.gateways.base import EventKind, PaymentRequest, PaymentState, RefundRequest, RefundState
from oscar_apps.payment.gateways.chapa import Chapa
from oscar_apps.payment.gateways.stripe import Stripe

REFERENCE = "100012-2"
AMOUNT = Decimal("1250.50")
SECRET = "whsec_for_tests"
ENDS = datetime.now(UTC) + timedelta(hours=2)
KEY = "5f0c1c3e-1111-4222-8333-444455556666"


def payment_request(**changes):
    values = {
        "reference": REFERENCE,
        "amount": AMOUNT,
        "currency": "ETB",
        "description": "Order 100012",
        "name": "Bilen Gizachew Alemu",
        "email": "bilen@example.com",
        "phone": "+251911234567",
        "language": "am",
        "return_url": "https://shop.example/checkout/payment/100012/s3cret/",
        "webhook_url": "https://shop.example/payments/webhooks/x/",
        "expires_at": ENDS,
    }
    return PaymentRequest(**{**values, **changes})


class ChapaBench:
    """https://developer.chapa.co: what it answers, and how it signs."""

    name = "chapa"
    provider_id = ""
    paid_id = "APezQ1KKswbb"
    fee = Decimal("43.77")
    method = "telebirr"
    starting = ("POST", "/v1/transaction/initialize")
    payment_event = "charge.success"
    refund_event = "charge.refunded"
    chargeback_event = "charge.reversed"
    unknown_event = "customeridentification.success"

    def __init__(self, provider):
        self.provider, self.gateway = provider, Chapa()

    def start(self, request):
        return self.gateway.start(request=request)

    def will_start(self):
        page = {"checkout_url": "https://checkout.chapa.co/checkout/payment/Od4P"}
        self.provider.on(*self.starting, {"message": "Hosted Link", "status": "success", "data": page})

    def started_at(self):
        return "https://checkout.chapa.co/checkout/payment/Od4P"

    def will_refuse_start(self):
        refusal = {"message": "Invalid currency, ETB is not supported", "status": "failed", "data": None}
        self.provider.on(*self.starting, refusal, 400)

    def will_say(self, state, **changes):
        if state is PaymentState.UNKNOWN:
            unheard = {"message": "Invalid transaction or Transaction not found", "status": "failed", "data": None}
            return self.provider.on("GET", "/v1/transaction/verify/", unheard, 404)
        word = {"paid": "success"}.get(state.value, state.value)
        data = {
            "first_name": "Bilen", "last_name": "Gizachew", "email": "bilen@example.com", "currency": "ETB",
            "amount": 1250.5, "charge": 43.77, "mode": "test", "method": "telebirr", "type": "API", "status": word,
            "reference": self.paid_id, "tx_ref": REFERENCE,
            "customization": {"title": "Merkato", "description": None, "logo": None}, "meta": None,
            "created_at": "2026-02-02T07:05:23.000000Z", "updated_at": "2026-02-02T07:05:23.000000Z",
        }  # fmt: skip
        body = {"message": "Payment details", "status": word, "data": {**data, **changes}}
        return self.provider.on("GET", "/v1/transaction/verify/", body)

    def refund_request(self, amount=AMOUNT):
        return RefundRequest(REFERENCE, self.paid_id, amount, "ETB", KEY, reason="Damaged")

    def will_refund(self, state):
        words = {RefundState.SUCCEEDED: "refunded", RefundState.FAILED: "reversed", RefundState.PENDING: "initiated"}
        data = {"amount": "10.00", "currency": "ETB", "ref_id": "MERC-REF-1", "status": words[state]}
        self.provider.on("POST", "/v1/refund/", {"message": "Refund initiated", "status": "success", "data": data})
        verified = {"message": "Refund verified successfully", "status": "success", "data": data}
        self.provider.on("GET", "/v1/refund/", verified)

    refund_id = "MERC-REF-1"

    def will_refuse_refund(self):
        refusal = {"message": "Insufficient Balance", "status": "failed", "data": None}
        self.provider.on("POST", "/v1/refund/", refusal, 400)

    def sent_refund(self):
        form = self.provider.asked[-1].form
        return Decimal(form["amount"]), form["reference"]

    def event(self, name, **changes):
        values = {
            "event": name, "type": "API", "first_name": "ብሌን", "last_name": "Gizachew", "email": "bilen@example.com",
            "mobile": "251911234567", "currency": "ETB", "amount": "1250.50", "charge": "43.77", "status": "success",
            "mode": "live", "reference": self.paid_id, "tx_ref": REFERENCE, "payment_method": "telebirr",
            "created_at": "2026-08-27T19:21:18.000000Z", "updated_at": "2026-08-27T19:21:27.000000Z",
            "customization": {"title": None, "description": None, "logo": None}, "meta": None,
        }  # fmt: skip
        return {**values, **changes}

    def sign(self, body, *, secret=SECRET, at=None):
        return {"X-Chapa-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


class StripeBench:
    """https://docs.stripe.com/api: a hosted Checkout Session."""

    name = "stripe session"
    provider_id = "cs_test_a1"
    paid_id = "pi_3Qx"
    fee = Decimal("43.77")
    method = "card"
    starting = ("POST", "/v1/checkout/sessions")
    payment_event = "checkout.session.completed"
    refund_event = "refund.updated"
    chargeback_event = "charge.dispute.created"
    unknown_event = "customer.subscription.updated"

    def __init__(self, provider):
        self.provider, self.gateway = provider, Stripe()

    def start(self, request):
        return self.gateway.start(request=request)

    def will_start(self):
        self.provider.on(*self.starting, self.session("open", "unpaid"))

    def started_at(self):
        return "https://checkout.stripe.com/c/pay/cs_test_a1"

    def will_refuse_start(self):
        error = {"type": "invalid_request_error", "code": "amount_too_small", "message": "Amount too small"}
        self.provider.on(*self.starting, {"error": error}, 400)

    def will_say(self, state, **changes):
        path = f"/v1/checkout/sessions/{self.provider_id}"
        if state is PaymentState.UNKNOWN:
            return self.provider.on("GET", path, _missing(), 404)
        words = {
            PaymentState.PAID: ("complete", "paid"),
            PaymentState.PENDING: ("open", "unpaid"),
            PaymentState.CANCELLED: ("expired", "unpaid"),
            PaymentState.FAILED: ("complete", "unpaid"),
        }[state]
        session = self.session(*words, payment_intent=intent(state))
        return self.provider.on("GET", path, {**session, **changes})

    def session(self, status, payment_status, **changes):
        values = {
            "id": self.provider_id, "object": "checkout.session", "amount_total": 125050, "currency": "etb",
            "client_reference_id": REFERENCE, "customer_email": "bilen@example.com", "mode": "payment",
            "status": status, "payment_status": payment_status, "payment_intent": None, "url": self.started_at(),
            "metadata": {"reference": REFERENCE},
        }  # fmt: skip
        return {**values, **changes}

    def refund_request(self, amount=AMOUNT):
        return RefundRequest(REFERENCE, self.paid_id, amount, "ETB", KEY, reason="Damaged")

    refund_id = "re_1"

    def will_refund(self, state):
        words = {RefundState.SUCCEEDED: "succeeded", RefundState.FAILED: "failed", RefundState.PENDING: "pending"}
        refund = {
            "id": "re_1", "object": "refund", "amount": 1000, "currency": "etb", "status": words[state],
            "payment_intent": self.paid_id, "metadata": {"reference": REFERENCE, "refund": KEY},
        }  # fmt: skip
        self.provider.on("POST", "/v1/refunds", refund)
        self.provider.on("GET", "/v1/refunds/re_1", refund)

    def will_refuse_refund(self):
        error = {"type": "invalid_request_error", "code": "charge_already_refunded", "message": "Already refunded."}
        self.provider.on("POST", "/v1/refunds", {"error": error}, 400)

    def sent_refund(self):
        form = self.provider.asked[-1].form
        return Decimal(form["amount"]) / 100, form["metadata[refund]"]

    def event(self, name, **changes):
        thing = {"refund": refund_object(), "charge": dispute_object()}.get(name.split(".")[0])
        thing = thing or self.session("complete", "paid", payment_intent=self.paid_id)
        return {
            "id": changes.pop("id", "evt_1"), "object": "event", "created": 1780000000,
            "api_version": "2026-10-28.endive", "livemode": False, "type": name,
            "data": {"object": {**thing, **changes}},
        }  # fmt: skip

    def sign(self, body, *, secret=SECRET, at=None):
        at = int(at or time.time())
        signature = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={at},v1={signature}"}


class IntentBench(StripeBench):
    """A PaymentIntent, as apps use it."""

    name = "stripe intent"
    provider_id = paid_id = "pi_3Qx"
    starting = ("POST", "/v1/payment_intents")
    payment_event = "payment_intent.succeeded"

    def start(self, request):
        return self.gateway.start_intent(request=request)

    def will_start(self):
        self.provider.on(*self.starting, intent(PaymentState.PENDING))

    def started_at(self):
        return None

    def will_say(self, state, **changes):
        path = f"/v1/payment_intents/{self.provider_id}"
        if state is PaymentState.UNKNOWN:
            return self.provider.on("GET", path, _missing(), 404)
        if "amount_total" in changes:
            changes["amount_received"] = changes.pop("amount_total")
        return self.provider.on("GET", path, {**intent(state), **changes})

    def event(self, name, **changes):
        event = super().event(name, **changes)
        if name.startswith("payment_intent."):
            event["data"]["object"] = {**intent(PaymentState.PAID), **changes}
        return event


def intent(state, *, fee_currency="etb", **changes):
    words = {
        PaymentState.PAID: "succeeded", PaymentState.PENDING: "processing", PaymentState.CANCELLED: "canceled",
        PaymentState.FAILED: "requires_payment_method",
    }  # fmt: skip
    is_paid = state is PaymentState.PAID
    balance = {
        "id": "txn_1",
        "object": "balance_transaction",
        "fee": 4377,
        "currency": fee_currency,
        "exchange_rate": None,
    }
    charge = {
        "id": "ch_1", "object": "charge", "balance_transaction": balance,
        "payment_method_details": {"type": "card", "card": {"last4": "4242"}},
    }  # fmt: skip
    values = {
        "id": "pi_3Qx", "object": "payment_intent", "amount": 125050, "currency": "etb", "status": words[state],
        "amount_received": 125050 if is_paid else 0, "client_secret": "pi_3Qx_secret_x",
        "metadata": {"reference": REFERENCE}, "latest_charge": charge if is_paid else None,
        "last_payment_error": {"code": "card_declined"} if state is PaymentState.FAILED else None,
    }  # fmt: skip
    return {**values, **changes}


def refund_object():
    return {
        "id": "re_1", "object": "refund", "amount": 1000, "currency": "etb", "status": "succeeded",
        "payment_intent": "pi_3Qx", "metadata": {"reference": REFERENCE, "refund": KEY},
    }  # fmt: skip


def dispute_object():
    return {
        "id": "dp_1", "object": "dispute", "amount": 125050, "currency": "etb", "charge": "ch_1",
        "payment_intent": "pi_3Qx", "reason": "fraudulent", "status": "needs_response", "metadata": {},
    }  # fmt: skip


def _missing():
    return {"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object"}}


BENCHES = [ChapaBench, StripeBench, IntentBench]
KINDS = [
    ("payment_event", EventKind.PAYMENT), ("refund_event", EventKind.REFUND),
    ("chargeback_event", EventKind.CHARGEBACK), ("unknown_event", EventKind.OTHER),
]  # fmt: skip


def encoded(event, style="spaced"):
    """The same JSON in the three ways that providers write it."""
    if style == "compact":
        return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    return json.dumps(event, ensure_ascii=style == "ascii").encode()
