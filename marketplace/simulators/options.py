"""What somebody may change while it runs: addresses that a provider's dashboard would hold, and its habits."""

from typing import Any

from . import settings
from .store import get_store

KIND, KEY = "options", "all"


def defaults() -> dict[str, Any]:
    return {
        "chapa_webhook_url": settings.CHAPA_WEBHOOK_URL,
        "stripe_webhook_url": settings.STRIPE_WEBHOOK_URL,
        #: Asked before a transfer is made, when set (Chapa's transfer approval).
        "chapa_approval_url": "",
        #: What `verify` says of an unpaid transaction: the documented 404 ("not_paid_yet"), or its "details".
        "chapa_unpaid": "not_paid_yet",
        #: A transfer arrives after this long.
        "transfer_seconds": 3,
        "late_seconds": 30,
        "slow_payment_seconds": 15,
    }


def all_options() -> dict[str, Any]:
    return {**defaults(), **(get_store().get(KIND, KEY) or {})}


def option(name: str) -> Any:
    return all_options()[name]


def change(wanted: dict[str, Any]) -> dict[str, Any]:
    """Raise `KeyError` for an option there is not."""
    unknown = set(wanted) - set(defaults())
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    store = get_store()
    with store.lock:
        store.put(KIND, KEY, {**(store.get(KIND, KEY) or {}), **wanted})
    return all_options()
