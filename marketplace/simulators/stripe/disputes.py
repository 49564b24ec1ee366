"""Chargebacks: the bank takes the money back, and Stripe says so."""

from ..store import Document, get_store
from . import events
from .objects import load, new_id, save, seconds_now


def dispute(intent_id: str, *, webhook: str = "normal") -> Document:
    """The holder of the card contests a payment. Raises `StripeError`."""
    with get_store().lock:
        intent = load(intent_id, kind="payment_intent")
        charge = load(intent["latest_charge"] or "", kind="charge")
        save(charge | {"disputed": True})
        found = save(
            {
                "id": new_id("dp"),
                "object": "dispute",
                "amount": charge["amount"],
                "charge": charge["id"],
                "created": seconds_now(),
                "currency": charge["currency"],
                "livemode": False,
                "metadata": charge["metadata"],
                "payment_intent": intent["id"],
                "reason": "fraudulent",
                "status": "needs_response",
            }
        )
    events.tell("charge.dispute.created", found, webhook=webhook)
    return found
