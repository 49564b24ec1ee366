"""Stripe's objects in the store: by id, some fields of ours beginning with an underscore, expanded when asked."""

import re
import time
from typing import Any

from ..store import Document, get_store
from ..wire import token
from .errors import no_such

KIND = "stripe"
API_VERSION = "2026-10-28.endive"
LONGEST_LIST = 100
#: Which field of which object names another one.
LINKS = {"payment_intent", "latest_charge", "charge", "balance_transaction", "payment_method"}
NAMES = {"pi": "payment_intent", "cs": "checkout.session", "re": "refund", "ch": "charge", "txn": "balance transaction"}


def new_id(prefix: str) -> str:
    return f"{prefix}_{token(24)}"


def seconds_now() -> int:
    return int(time.time())


def save(document: Document) -> Document:
    return get_store().put(KIND, document["id"], document)


def load(key: str, *, kind: str, param: str = "id") -> Document:
    """Raise `StripeError` for an id there is not, or one of another kind of object."""
    found = get_store().get(KIND, key)
    if found is None or found["object"] != kind:
        raise no_such(NAMES.get(key.split("_")[0], kind), key, param)
    return found


def newest(kind: str, *, limit: int = 10, **fields: Any) -> list[Document]:
    return get_store().newest(KIND, limit=min(max(limit, 1), LONGEST_LIST), object=kind, **fields)


def shown(document: Document, expand: list[str] | None = None) -> Document:
    """As the interface gives it: without our own fields, with the expanded ones in place of their ids."""
    public = {name: value for name, value in document.items() if not name.startswith("_")}
    for path in expand or []:
        _expand(public, path.split("."))
    return public


def _expand(document: Document, path: list[str]) -> None:
    head, *rest = path
    if head == "data" and isinstance(document.get("data"), list):
        for row in document["data"]:
            _expand(row, rest)
        return
    value = document.get(head)
    if isinstance(value, str) and head in LINKS:
        found = get_store().get(KIND, value)
        document[head] = shown(found) if found else value
    if rest and isinstance(document.get(head), dict):
        _expand(document[head], rest)


def listed(rows: list[Document], *, url: str, has_more: bool = False) -> Document:
    return {"object": "list", "data": [shown(row) for row in rows], "has_more": has_more, "url": url}


def whole(text: Any) -> int | None:
    """A whole number of minor units; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,8}", str(text)) else None
