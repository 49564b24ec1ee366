"""PaymentIntents and the charges they make."""

from typing import Any

from ..store import Document, get_store
from . import events
from .cards import BY_METHOD, BY_NUMBER, Card
from .errors import StripeError, missing
from .objects import load, new_id, save, seconds_now, whole

SMALLEST = {"usd": 50, "eur": 50, "gbp": 30}
#: Stripe's fee: 2.9 % and 30 of the minor unit.
FEE_PER_MILLE, FEE_FIXED = 29, 30
CANCELLABLE = {"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture", "processing"}
PAYABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def checked_amount(amount: Any, currency: str, param: str = "amount") -> int:
    """Raise `StripeError` unless it is a whole number of minor units Stripe would take."""
    value = whole(amount)
    if value is None:
        raise StripeError(f"Invalid integer: {amount}", code="parameter_invalid_integer", param=param)
    if value < SMALLEST.get(currency, 1):
        raise StripeError(
            "The Checkout Session's total amount must convert to at least 50 cents."
            if param != "amount"
            else "Amount must be at least $0.50 usd",
            code="amount_too_small",
            param=param,
        )
    return value


def create(form: dict[str, Any]) -> Document:
    """A new intent, confirmed at once when asked. Raises `StripeError`."""
    for name in ("amount", "currency"):
        if not form.get(name):
            raise missing(name)
    currency = str(form["currency"]).lower()
    intent = new_intent(checked_amount(form["amount"], currency), currency, form)
    if form.get("payment_method"):
        intent |= {"payment_method": form["payment_method"], "status": "requires_confirmation"}
    save(intent)
    events.tell("payment_intent.created", intent)
    return confirm(intent["id"], form) if form.get("confirm") == "true" else intent


def new_intent(amount: int, currency: str, form: dict[str, Any], **more: Any) -> Document:
    key = new_id("pi")
    return {
        "id": key,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": {"enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{key}_secret_{new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": seconds_now(),
        "currency": currency,
        "customer": None,
        "description": form.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": form.get("metadata") or {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "receipt_email": form.get("receipt_email"),
        "statement_descriptor": None,
        "status": "requires_payment_method",
        "_return_url": form.get("return_url"),
        "_webhook": "normal",
        **more,
    }


def confirm(key: str, form: dict[str, Any]) -> Document:
    """Try to take the money by the named payment method. Raises `StripeError`, also for a declined card."""
    intent = load(key, kind="payment_intent", param="intent")
    if intent["status"] not in PAYABLE:
        raise StripeError(
            f"You cannot confirm this PaymentIntent because it has already {_past(intent['status'])}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    method = form.get("payment_method") or intent["payment_method"]
    if not method:
        raise missing("payment_method")
    card = BY_METHOD.get(str(method))
    if card is None:
        raise StripeError(
            f"No such PaymentMethod: '{method}'", status=404, code="resource_missing", param="payment_method"
        )
    intent |= {"payment_method": method, "_return_url": form.get("return_url") or intent["_return_url"]}
    return pay(intent, card)


def _past(status: str) -> str:
    return "been canceled" if status == "canceled" else f"{status} after being previously confirmed"


def pay(intent: Document, card: Card, *, webhook: str = "normal", authenticated: bool = False) -> Document:
    """Charge the card. Raises `StripeError` (402) when it is declined; an asking card first wants its holder."""
    with get_store().lock:
        intent["_webhook"] = webhook
        if card.code:
            raise declined(intent, card)
        if card.asks and not authenticated:
            return _ask(intent, card)
        charge = _charge(intent, card)
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": charge["id"],
            "next_action": None,
            "last_payment_error": None,
        }
        save(intent)
    events.tell("charge.succeeded", charge, webhook=webhook)
    events.tell("payment_intent.succeeded", intent, webhook=webhook)
    return intent


def declined(intent: Document, card: Card) -> StripeError:
    """Note the refusal on the intent; it can be paid by another card."""
    error = {
        "code": card.code,
        "decline_code": card.decline_code or None,
        "message": card.message,
        "type": "card_error",
    }
    charge = _charge(intent, card, failed=True)
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "latest_charge": charge["id"],
        "last_payment_error": error,
    }
    save(intent)
    events.tell("payment_intent.payment_failed", intent, webhook=intent["_webhook"])
    return StripeError(
        card.message,
        status=402,
        kind="card_error",
        code=card.code,
        decline_code=card.decline_code,
        charge=charge["id"],
        payment_intent={name: value for name, value in intent.items() if not name.startswith("_")},
    )


def _ask(intent: Document, card: Card) -> Document:
    """The bank wants to see the holder: a page of ours, or the app's own sheet where no way back is named."""
    redirect = {"url": "", "return_url": intent["_return_url"]}
    intent |= {
        "status": "requires_action",
        "_card": card.number,
        "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect}
        if intent["_return_url"]
        else {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}},
    }
    save(intent)
    events.tell("payment_intent.requires_action", intent, webhook=intent["_webhook"])
    return intent


def authenticate(key: str, *, good: bool) -> Document:
    """The holder has answered the bank. Raises `StripeError` when the answer was no."""
    intent = load(key, kind="payment_intent")
    if intent["status"] != "requires_action":
        return intent
    card = BY_NUMBER[intent["_card"]]
    if good:
        return pay(intent, card, webhook=intent["_webhook"], authenticated=True)
    refused = Card(
        card.number,
        code="payment_intent_authentication_failure",
        message="We are unable to authenticate your payment method.",
    )
    raise declined(intent | {"next_action": None}, refused)


def cancel(key: str, form: dict[str, Any]) -> Document:
    intent = load(key, kind="payment_intent", param="intent")
    if intent["status"] not in CANCELLABLE:
        raise StripeError(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    reason = form.get("cancellation_reason")
    if reason and reason not in REASONS:
        raise StripeError(f"Invalid cancellation_reason: must be one of {', '.join(REASONS)}")
    save(intent | {"status": "canceled", "canceled_at": seconds_now(), "cancellation_reason": reason})
    intent = load(key, kind="payment_intent")
    events.tell("payment_intent.canceled", intent)
    return intent


def fee_of(amount: int) -> int:
    return (amount * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED


def _charge(intent: Document, card: Card, *, failed: bool = False) -> Document:
    amount = intent["amount"]
    charge = {
        "id": new_id("ch"),
        "object": "charge",
        "amount": amount,
        "amount_captured": 0 if failed else amount,
        "amount_refunded": 0,
        "balance_transaction": None,
        "captured": not failed,
        "created": seconds_now(),
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": card.code or None,
        "failure_message": card.message or None,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": not failed,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": "card", "card": {"brand": card.brand, "last4": card.last4}},
        "refunded": False,
        "status": "failed" if failed else "succeeded",
        "_refunds": card.refund,
    }
    if not failed:
        charge["balance_transaction"] = book(charge["id"], amount, charge["currency"], fee=fee_of(amount))["id"]
    return save(charge)


def book(source: str, amount: int, currency: str, *, fee: int = 0, kind: str = "charge") -> Document:
    """A line of the shop's balance at Stripe."""
    return save(
        {
            "id": new_id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "created": seconds_now(),
            "currency": currency,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [
                {"amount": fee, "currency": currency, "description": "Stripe processing fees", "type": "stripe_fee"}
            ]
            if fee
            else [],
            "net": amount - fee,
            "reporting_category": kind,
            "source": source,
            "status": "pending",
            "type": kind,
        }
    )
