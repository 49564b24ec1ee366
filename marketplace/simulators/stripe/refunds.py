"""Refunds: bounded by the charge, decided at once or later as the card has it."""

from typing import Any

from ..jobs import handles, later
from ..store import Document, get_store
from . import events
from .errors import StripeError, missing
from .intents import book
from .objects import load, new_id, newest, save, seconds_now, whole

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
#: After how long the refund of a card that decides late is decided.
LATER_SECONDS = 3


def create(form: dict[str, Any]) -> Document:
    """Raise `StripeError` for more than is left of the charge."""
    reason = form.get("reason")
    if reason and reason not in REASONS:
        raise StripeError(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    with get_store().lock:
        charge = _charge_of(form)
        amount = _amount(form.get("amount"), charge)
        refund = save(_new_refund(charge, amount, form))
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        save(charge)
    events.tell("refund.created", refund)
    events.tell("charge.refunded", charge)
    if charge["_refunds"] != "succeeded":
        later("stripe.refund", seconds=LATER_SECONDS, key=refund["id"])
    return refund


def _charge_of(form: dict[str, Any]) -> Document:
    if form.get("charge"):
        return load(str(form["charge"]), kind="charge", param="charge")
    if not form.get("payment_intent"):
        raise missing("payment_intent")
    intent = load(str(form["payment_intent"]), kind="payment_intent", param="payment_intent")
    if intent["status"] != "succeeded":
        raise StripeError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return load(intent["latest_charge"], kind="charge")


def _amount(wanted: Any, charge: Document) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise StripeError(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    amount = left if wanted in (None, "") else whole(wanted)
    if not amount:
        raise StripeError("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise StripeError(
            f"Refund amount ({amount / 100:.2f} {charge['currency']}) is greater than unrefunded amount on charge "
            f"({left / 100:.2f} {charge['currency']})",
            param="amount",
        )
    return amount


def _new_refund(charge: Document, amount: int, form: dict[str, Any]) -> Document:
    key = new_id("re")
    return {
        "id": key,
        "object": "refund",
        "amount": amount,
        "balance_transaction": book(key, -amount, charge["currency"], kind="refund")["id"],
        "charge": charge["id"],
        "created": seconds_now(),
        "currency": charge["currency"],
        "failure_reason": None,
        "metadata": form.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": form.get("reason"),
        "receipt_number": None,
        "status": "pending" if charge["_refunds"] == "pending" else "succeeded",
    }


@handles("stripe.refund")
def decide(*, key: str) -> None:
    """A pending refund arrives; one that looked done fails, and its money is the charge's again."""
    with get_store().lock:
        refund = load(key, kind="refund")
        charge = load(refund["charge"], kind="charge")
        if charge["_refunds"] == "pending":
            save(refund | {"status": "succeeded"})
        else:
            save(refund | {"status": "failed", "failure_reason": "expired_or_canceled_card"})
            save(charge | {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False})
    refund = load(key, kind="refund")
    events.tell("refund.updated", refund)
    if refund["status"] == "failed":
        events.tell("refund.failed", refund)


def of(form: dict[str, Any]) -> list[Document]:
    """Refunds of a payment or a charge, newest first."""
    fields = {name: form[name] for name in ("payment_intent", "charge") if form.get(name)}
    return newest("refund", limit=whole(form.get("limit", 10)) or 10, **fields)
