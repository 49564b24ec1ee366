"""Stripe's events: an envelope with an id around a snapshot of the object."""

from typing import Any

from ..options import option
from ..store import Document, get_store
from ..webhooks import send
from ..wire import compact
from .objects import API_VERSION, KIND, new_id, seconds_now, shown

TWICE_APART = 1


def moments(webhook: str) -> list[float]:
    """After how many seconds to send: normal, late, twice or never."""
    late = float(option("late_seconds"))
    return {"normal": [0.0], "late": [late], "twice": [0.0, TWICE_APART], "never": []}[webhook]


def tell(kind: str, document: Document, *, webhook: str = "normal") -> Document:
    """Record an event and send it. `webhook="never"` only records it, as if the shop's address had been wrong."""
    event: Document = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds_now(),
        "data": {"object": shown(document)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": new_id("req"), "idempotency_key": None},
        "type": kind,
    }
    get_store().put(KIND, event["id"], event)
    url = option("stripe_webhook_url")
    for seconds in moments(webhook) if url else []:
        send(
            provider="stripe",
            event=kind,
            about=about(document),
            url=url,
            body=compact(event),
            seconds=seconds,
        )
    return event


def about(document: Document) -> str:
    """What a person looks for in the list: the shop's reference, or the object's id."""
    metadata: dict[str, Any] = document.get("metadata") or {}
    return str(document.get("client_reference_id") or metadata.get("reference") or document["id"])
