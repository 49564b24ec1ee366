"""What of a conversation with a provider may be kept: numbers, states and the provider's words, never people or keys.

Names of fields decide: what is not known to be harmless is left out, so a field that a provider adds tomorrow stays out
until somebody has looked at it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "[hidden]"
LONGEST: Final = 200
MOST_ENTRIES: Final = 40
#: Identifiers, amounts and states: ours and the providers', none of them about a person.
PLAIN: Final = frozenset({
    "amount", "amount_captured", "amount_received", "amount_refunded", "amount_total", "amount_subtotal",
    "unit_amount", "charge", "fee", "net", "exchange_rate", "currency", "quantity", "id", "object", "event", "type",
    "status", "state", "mode", "method", "payment_method_type", "payment_method", "payment_status", "reference",
    "tx_ref", "trx_ref", "ref", "ref_id", "refund_id", "chapa_reference", "bank_reference", "merchant_reference",
    "client_reference_id", "payment_intent", "latest_charge", "balance_transaction", "refund", "code",
    "decline_code", "param", "failure_reason", "created", "created_at", "updated_at", "expires_at", "livemode",
    "locale", "enabled", "has_more", "idempotency_key",
})  # fmt: skip
#: Free text: kept without what looks like an address, a number of a person or a card, or a key.
WORDS: Final = frozenset({"message", "failure_message", "problem"})
_SECRETS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?:CHASECK|CHAPUBK|sk|rk|pk|whsec)[-_][\w-]*[*\w]+"  # a key, starred or not
    r"|Bearer\s+\S+"
    r"|\+?\d(?:[ -]?\d){8,18}"  # a phone, an account or a card
)


def plain(value: Any, *, longest: int = LONGEST) -> str:
    """A provider's value as text that every database can hold; empty for nothing.

    JSON may spell a zero byte or half a letter (`\\ud800`); PostgreSQL takes neither.
    """
    text = "" if value is None or value is False else str(value)
    return text.replace("\x00", "").encode(errors="ignore").decode()[:longest]


def without_secrets(text: str) -> str:
    """A provider's sentence without addresses, phones, card numbers and keys."""
    return _SECRETS.sub(HIDDEN, plain(text, longest=10 * LONGEST))[:LONGEST]


def redact(value: Any, *, name: str = "") -> Any:
    """The same shape with everything hidden that is not known to be harmless. `name` is the field it stands in."""
    if isinstance(value, Mapping):
        return {plain(key): redact(each, name=_leaf(str(key))) for key, each in list(value.items())[:MOST_ENTRIES]}
    if isinstance(value, list | tuple):
        return [redact(each, name=name) for each in value[:MOST_ENTRIES]]
    if value is None or isinstance(value, bool):
        return value
    if name in WORDS:
        return without_secrets(str(value))
    return plain(value) if name in PLAIN else HIDDEN


def redact_body(body: bytes) -> Any:
    """The redacted form of a JSON answer; of anything else, only how long it was."""
    try:
        answer = json.loads(body)
    except ValueError:
        return {"unreadable_bytes": len(body)}
    return redact(answer) if isinstance(answer, dict | list) else {"unreadable_bytes": len(body)}


def _leaf(name: str) -> str:
    """`metadata[reference]` is about `reference`."""
    return name.rstrip("]").rsplit("[", 1)[-1]
