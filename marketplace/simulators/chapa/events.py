"""What Chapa tells the shop by itself: signed webhooks, and the bare call to `callback_url` of a payment."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from ..options import option
from ..store import Document
from ..webhooks import send
from ..wire import compact

EVENTS = {
    "success": ("charge.success", "success"),
    "failed": ("charge.failed/cancelled", "failed/cancelled"),
    "cancelled": ("charge.failed/cancelled", "failed/cancelled"),
    "reversed": ("charge.reversed", "reversed"),
}
#: Seconds between the two messages of "twice".
TWICE_APART = 1


def moments(webhook: str) -> list[float]:
    """After how many seconds to send: normal, late, twice or never."""
    late = float(option("late_seconds"))
    return {"normal": [0.0], "late": [late], "twice": [0.0, TWICE_APART], "never": []}[webhook]


def body_of(payment: Document, event: str, status: str) -> dict[str, Any]:
    from .payments import charge_of

    paid = status != "failed/cancelled"
    return {
        "event": event,
        **{name: payment[name] for name in ("first_name", "last_name", "email")},
        "mobile": payment["phone_number"],
        "currency": payment["currency"],
        "amount": payment["amount"],
        "charge": str(charge_of(Decimal(payment["amount"]))) if paid else "0.00",
        "status": status,
        "failure_reason": payment["failure_reason"],
        "mode": "test",
        "reference": payment["reference"],
        "created_at": payment["created_at"],
        "updated_at": payment["updated_at"],
        "type": "API",
        "tx_ref": payment["tx_ref"],
        "payment_method": payment["method"],
        "customization": payment["customization"],
        "meta": payment["meta"],
    }


def tell(payment: Document, *, webhook: str = "normal") -> None:
    """Announce what a payment has come to."""
    event, status = EVENTS[payment["status"]]
    for seconds in moments(webhook):
        _send(event, payment["tx_ref"], body_of(payment, event, status), seconds)
    if payment["callback_url"] and webhook != "never":
        _call_back(payment, status, max(moments(webhook)))


def _call_back(payment: Document, status: str, seconds: float) -> None:
    """Unsigned and with the reference alone; tried once."""
    query = urlencode({"trx_ref": payment["tx_ref"], "ref_id": payment["reference"], "status": status})
    url = payment["callback_url"]
    send(
        provider="chapa",
        event="callback",
        about=payment["tx_ref"],
        url=f"{url}{'&' if '?' in url else '?'}{query}",
        body="",
        seconds=seconds,
        signed="none",
        method="GET",
    )


def tell_refund(payment: Document, refund: Document) -> None:
    body = body_of(payment, "charge.refunded", "refunded") | {
        "amount": refund["amount"],
        "merchant_reference": refund["merchant_reference"],
        "ref_id": refund["ref_id"],
        "meta": refund["meta"],
    }
    _send("charge.refunded", payment["tx_ref"], body, 0)


def tell_transfer(transfer: Document) -> None:
    done = transfer["status"] == "success"
    event = "payout.success" if done else "payout.failed/cancelled"
    copied = ("account_name", "account_number", "bank_name", "amount", "currency", "reference", "chapa_reference")
    body = {
        "event": event,
        "type": "Payout",
        **{name: transfer[name] for name in copied},
        "bank_id": transfer["bank_code"],
        "charge": transfer["charge"],
        "status": "success" if done else "failed/cancelled",
        "bank_reference": transfer["bank_reference"],
        "created_at": transfer["created_at"],
        "updated_at": transfer["updated_at"],
    }
    _send(event, transfer["reference"], body, 0)


def _send(event: str, about: str, body: dict[str, Any], seconds: float) -> None:
    url = option("chapa_webhook_url")
    if url:
        send(provider="chapa", event=event, about=about, url=url, body=compact(body), seconds=seconds)
