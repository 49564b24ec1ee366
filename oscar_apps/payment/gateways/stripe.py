"""Stripe: cards and wallets on Stripe's own page for the shop, PaymentIntents for apps. https://docs.stripe.com/api"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..calls import about
from ..redaction import plain
from .base import (
    Capabilities,
    EventKind,
    PaymentRequest,
    PaymentState,
    ProviderEvent,
    ProviderPayment,
    ProviderRefused,
    ProviderUnavailable,
    ReferenceUsed,
    RefundAnswer,
    RefundRequest,
    RefundState,
    Started,
)
from .signatures import header, read_json
from .stripe_money import LARGEST, from_minor, in_charge_currency, to_minor

if TYPE_CHECKING:
    import stripe

#: Languages of ours that Stripe's page speaks; for the others it takes the browser's.
PAGE_LANGUAGES: Final = frozenset({"en", "fr"})
NOT_FOUND: Final = 404
#: How long a page may live, by Stripe's rule; a little less at both ends, for clocks that differ.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23)
#: A page that has to outlive its order ends on a whole step, so that a second try asks for the same end.
STEP_SECONDS = 600
#: No payment is this much, and no column holds it.
MOST: Final = 10**12
#: With the payment comes its charge and what Stripe took for it.
CHARGE: Final = "latest_charge.balance_transaction"

INTENT_STATES: Final = {
    "succeeded": PaymentState.PAID,
    "canceled": PaymentState.CANCELLED,
    "processing": PaymentState.PENDING,
    "requires_action": PaymentState.PENDING,
    "requires_confirmation": PaymentState.PENDING,
    "requires_capture": PaymentState.PENDING,
    "requires_payment_method": PaymentState.PENDING,  # unless something was declined already
}
REFUND_STATES: Final = {
    "succeeded": RefundState.SUCCEEDED,
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
#: Types of events by the object they are about; those not named here move nothing.
PAYMENT_EVENTS: Final = frozenset({
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired", "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled",
    "payment_intent.processing", "payment_intent.requires_action",
})  # fmt: skip
REFUND_EVENTS: Final = frozenset({
    "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed",
})  # fmt: skip
CHARGEBACK_EVENTS: Final = frozenset({"charge.dispute.created"})


class Stripe:
    """`provider_id` is a Checkout Session (`cs_`) until the payment is known, then its PaymentIntent (`pi_`)."""

    code: ClassVar[str] = "stripe"
    name: ClassVar[str | Promise] = _("Card (Stripe)")
    description: ClassVar[str | Promise] = _("Pay by card, Apple Pay or Google Pay on Stripe's secure page.")
    pays_first: ClassVar[bool] = True
    capabilities: ClassVar[Capabilities] = Capabilities(
        refund=True, partial_refund=True, repeatable_refund=True, webhooks=True
    )

    def is_configured(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET)

    def accepts(self, *, total: Decimal, currency: str, country: str, region: str = "") -> bool:
        try:
            return 0 < to_minor(amount=total, currency=currency) <= LARGEST
        except ValueError:
            return False

    def start(self, *, request: PaymentRequest) -> Started:
        """A hosted Checkout Session. The key makes a second call with this reference answer with the first session."""
        params = _session_params(request)
        options = {"idempotency_key": f"{request.reference}:session"}
        session = _ask(lambda api: api.v1.checkout.sessions.create(params, options), request.reference)  # type: ignore[arg-type]
        if not session.get("url"):
            raise ProviderUnavailable("A session without an address")
        return Started(redirect_url=str(session["url"]), provider_id=plain(session.get("id"), longest=255))

    def start_intent(self, *, request: PaymentRequest) -> Started:
        """For an app with Stripe's own sheet: a PaymentIntent and the secret that lets this one payment be made."""
        params = _intent_params(request)
        options = {"idempotency_key": f"{request.reference}:intent"}
        intent = _ask(lambda api: api.v1.payment_intents.create(params, options), request.reference)  # type: ignore[arg-type]
        if not intent.get("client_secret"):
            raise ProviderUnavailable("A payment intent without its secret")
        return Started(provider_id=plain(intent.get("id"), longest=255), client_secret=str(intent["client_secret"]))

    def fetch(self, *, reference: str, provider_id: str) -> ProviderPayment:
        """By session or intent. Without an id nobody was ever sent to Stripe, so nothing can have been paid."""
        if not provider_id:
            return ProviderPayment(PaymentState.UNKNOWN, reference, Decimal(0), "")
        try:
            if provider_id.startswith("cs_"):
                return _session_payment(_session(provider_id, reference), reference)
            return _intent_payment(_intent(provider_id, reference), reference)
        except ProviderRefused as refusal:
            if refusal.status == NOT_FOUND:
                return ProviderPayment(PaymentState.UNKNOWN, reference, Decimal(0), "")
            raise ProviderUnavailable(refusal.message, status=refusal.status) from refusal

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        from .stripe_client import check_signature

        check_signature(body=body, signature=header(headers, "stripe-signature"))
        return _event(read_json(body))

    def refund(self, *, request: RefundRequest) -> RefundAnswer:
        params = {
            "payment_intent": self._intent_id(request),
            "amount": _minor(request),
            "metadata": {"reference": request.reference, "refund": request.key},
        }
        options = {"idempotency_key": f"refund:{request.key}"}
        try:
            refund = _ask(lambda api: api.v1.refunds.create(params, options), request.reference)  # type: ignore[arg-type]
        except ReferenceUsed as refusal:
            raise ProviderUnavailable("An earlier try of this refund has reached Stripe") from refusal
        return _refund_answer(refund)

    def fetch_refund(self, *, request: RefundRequest, provider_id: str) -> RefundAnswer | None:
        """By Stripe's id, or among the payment's refunds by our key; None when no refund with this key has arrived."""
        try:
            if provider_id:
                return _refund_answer(_ask(lambda api: api.v1.refunds.retrieve(provider_id), request.reference))
            intent = self._intent_id(request)
            found = _ask(lambda api: api.v1.refunds.list({"payment_intent": intent, "limit": 100}), request.reference)
        except ProviderRefused as refusal:
            if refusal.status == NOT_FOUND:
                return None
            raise ProviderUnavailable(refusal.message, status=refusal.status) from refusal
        ours = (each for each in found.get("data") or () if _metadata(each).get("refund") == request.key)
        return next((_refund_answer(each) for each in ours), None)

    def _intent_id(self, request: RefundRequest) -> str:
        if not request.provider_id.startswith("cs_"):
            return request.provider_id
        intent = _inner(_session(request.provider_id, request.reference), "payment_intent").get("id")
        if not intent:
            raise ProviderRefused("This session was never paid")
        return str(intent)


def _ask(question: "Callable[[stripe.StripeClient], Any]", reference: str) -> dict[str, Any]:
    from .stripe_client import ask  # brings half a second of imports, so only where it is used

    with about(reference):
        return ask(question)


def _session(provider_id: str, reference: str) -> dict[str, Any]:
    expand = [f"payment_intent.{CHARGE}"]
    return _ask(lambda api: api.v1.checkout.sessions.retrieve(provider_id, {"expand": expand}), reference)


def _intent(provider_id: str, reference: str) -> dict[str, Any]:
    return _ask(lambda api: api.v1.payment_intents.retrieve(provider_id, {"expand": [CHARGE]}), reference)


def _minor(request: PaymentRequest | RefundRequest) -> int:
    try:
        return to_minor(amount=request.amount, currency=request.currency)
    except ValueError as error:
        raise ProviderRefused(str(error)) from error


def _session_params(request: PaymentRequest) -> dict[str, Any]:
    """What a session is made of. The same for every try of one reference, or Stripe would refuse the key."""
    price = {
        "currency": request.currency.lower(),
        "unit_amount": _minor(request),
        "product_data": {"name": request.description[:250] or request.reference},
    }
    known = {"reference": request.reference}
    params: dict[str, Any] = {
        "mode": "payment",
        "client_reference_id": request.reference,
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": request.return_url,
        "cancel_url": request.cancel_url or request.return_url,
        "locale": request.language if request.language in PAGE_LANGUAGES else "auto",
        "metadata": known,
        "payment_intent_data": {"metadata": known, "description": request.description[:1000]},
    }
    if request.email:
        params["customer_email"] = request.email
    if request.expires_at:
        params["expires_at"] = _page_end(request.expires_at)
    return params


def _page_end(order_ends: datetime) -> int:
    """With the order, as far as Stripe allows: in half an hour at the soonest, in a day at the latest."""
    now = datetime.now(UTC)
    soonest = -(-int((now + SHORTEST).timestamp()) // STEP_SECONDS) * STEP_SECONDS
    latest = int((now + LONGEST).timestamp()) // STEP_SECONDS * STEP_SECONDS
    return min(max(int(order_ends.timestamp()), soonest), latest)


def _intent_params(request: PaymentRequest) -> dict[str, Any]:
    """Which ways of paying the app's sheet shows is set in Stripe's dashboard, the default of its API."""
    return {
        "amount": _minor(request),
        "currency": request.currency.lower(),
        "metadata": {"reference": request.reference},
    }


def _inner(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An expanded object; where Stripe sent its id alone, just that."""
    value = data.get(name)
    if isinstance(value, dict):
        return value
    return {"id": value} if value else {}


def _metadata(data: Mapping[str, Any]) -> dict[str, Any]:
    return _inner(data, "metadata")


def _amount(data: Mapping[str, Any], name: str) -> Decimal:
    value, currency = data.get(name), data.get("currency")
    if isinstance(value, bool) or not isinstance(value, int) or not isinstance(currency, str) or abs(value) >= MOST:
        raise ProviderUnavailable(f"{name} is not an amount with a currency")
    return from_minor(minor=value, currency=currency)


def _session_payment(session: Mapping[str, Any], reference: str) -> ProviderPayment:
    """Paid is paid, whatever else; a completed session may still wait for the bank, or have been refused by it."""
    intent = _inner(session, "payment_intent")
    if session.get("payment_status") in ("paid", "no_payment_required"):
        state = PaymentState.PAID
    elif session.get("status") == "expired":
        state = PaymentState.CANCELLED
    elif session.get("status") in ("open", "complete"):
        is_refused = session["status"] == "complete" and _intent_state(intent) is PaymentState.FAILED
        state = PaymentState.FAILED if is_refused else PaymentState.PENDING
    else:
        raise ProviderUnavailable("A session in no known state")
    return ProviderPayment(
        state=state,
        reference=plain(session.get("client_reference_id") or reference, longest=255),
        amount=_amount(session, "amount_total"),
        currency=plain(session["currency"], longest=12).upper(),
        provider_id=plain(
            intent.get("id") if state is PaymentState.PAID and intent else session.get("id"), longest=255
        ),
        fee=_fee(intent, session["currency"]),
        method=_method(intent),
    )


def _intent_payment(intent: Mapping[str, Any], reference: str) -> ProviderPayment:
    state = _intent_state(intent)
    if state is None:
        raise ProviderUnavailable("A payment intent in no known state")
    return ProviderPayment(
        state=state,
        reference=plain(_metadata(intent).get("reference") or reference, longest=255),
        amount=_amount(intent, "amount_received" if state is PaymentState.PAID else "amount"),
        currency=plain(intent["currency"], longest=12).upper(),
        provider_id=plain(intent.get("id"), longest=255),
        fee=_fee(intent, intent["currency"]),
        method=_method(intent),
    )


def _intent_state(intent: Mapping[str, Any]) -> PaymentState | None:
    if intent.get("status") == "requires_payment_method" and intent.get("last_payment_error"):
        return PaymentState.FAILED
    return INTENT_STATES.get(str(intent.get("status")))


def _fee(intent: Mapping[str, Any], currency: str) -> Decimal | None:
    """What Stripe took, where it says so: it takes it in the account's currency, at the rate of this payment."""
    balance = _inner(_inner(intent, "latest_charge"), "balance_transaction")
    fee, own = balance.get("fee"), balance.get("currency")
    if not isinstance(fee, int) or not isinstance(own, str):
        return None
    rate = balance.get("exchange_rate")
    return in_charge_currency(
        fee=fee, fee_currency=own, rate=Decimal(str(rate)) if rate else None, currency=currency.upper()
    )


def _method(intent: Mapping[str, Any]) -> str:
    details = _inner(_inner(intent, "latest_charge"), "payment_method_details")
    return plain(details.get("type"), longest=50)


def _refund_answer(refund: Mapping[str, Any]) -> RefundAnswer:
    if not refund.get("id"):
        raise ProviderUnavailable("A refund without a number")
    state = REFUND_STATES.get(str(refund.get("status")), RefundState.PENDING)
    return RefundAnswer(state, plain(refund["id"], longest=255), plain(refund.get("failure_reason")))


def _event(data: Mapping[str, Any]) -> ProviderEvent:
    name = plain(data.get("type"), longest=100)
    thing = _inner(_inner(data, "data"), "object")
    amount, currency = _event_amount(thing)
    return ProviderEvent(
        event_id=plain(data.get("id"), longest=255),
        kind=_kind(name),
        name=name,
        reference=plain(thing.get("client_reference_id") or _metadata(thing).get("reference"), longest=255),
        provider_id=_event_provider_id(name, thing),
        amount=amount,
        currency=currency,
        occurred_at=_moment(data.get("created")),
        summary=_summary(data, thing),
    )


def _kind(name: str) -> EventKind:
    if name in PAYMENT_EVENTS:
        return EventKind.PAYMENT
    if name in REFUND_EVENTS:
        return EventKind.REFUND
    return EventKind.CHARGEBACK if name in CHARGEBACK_EVENTS else EventKind.OTHER


def _event_provider_id(name: str, thing: Mapping[str, Any]) -> str:
    """A chargeback and a refunded charge are found by the payment they are about, the rest by their own id."""
    about_a_payment = name in CHARGEBACK_EVENTS or thing.get("object") == "charge"
    found = _inner(thing, "payment_intent").get("id") if about_a_payment else thing.get("id")
    return plain(found, longest=255)


def _event_amount(thing: Mapping[str, Any]) -> tuple[Decimal | None, str]:
    """What the object says that moved: received, refunded or simply its amount."""
    currency = thing.get("currency")
    if not isinstance(currency, str):
        return None, ""
    for name in ("amount_total", "amount_refunded", "amount_received", "amount"):
        value = thing.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST:
            return from_minor(minor=value, currency=currency), plain(currency, longest=12).upper()
    return None, plain(currency, longest=12).upper()


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _summary(data: Mapping[str, Any], thing: Mapping[str, Any]) -> dict[str, Any]:
    """For the log: what happened to what, and nobody's name."""
    summary = {"type": data.get("type"), "livemode": data.get("livemode"), "object": thing.get("object")}
    summary |= {name: thing.get(name) for name in ("id", "status", "payment_status", "amount", "currency", "reason")}
    summary["refund"] = _metadata(thing).get("refund")
    return {name: plain(value, longest=100) for name, value in summary.items() if value is not None}
