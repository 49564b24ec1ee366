"""Chapa's transactions: begun by the shop, settled by the buyer on the hosted page, given back by refunds."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

from ..jobs import handles, later
from ..options import option
from ..store import Document, get_store
from ..wire import CENT, moment, money, token
from . import events
from .refusals import Refusal

KIND, REFUND = "chapa.payment", "chapa.refund"
#: Chapa's own charge, kept from every payment and never given back.
CHARGE_RATE = Decimal("0.035")
CURRENCIES = ("ETB", "USD")
REQUIRED = ("amount", "currency", "tx_ref")
E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"0[79]\d{8}")
PLAIN_WORDS = re.compile(r"[\w\s.\-]*")
LONGEST_TITLE = 16
METHODS = ("telebirr", "cbebirr", "mpesa", "bank", "card")


def charge_of(amount: Decimal) -> Decimal:
    return (amount * CHARGE_RATE).quantize(CENT, ROUND_HALF_UP)


def complaints(form: dict[str, Any]) -> dict[str, list[str]]:
    """What Chapa's validation says about these fields, by field."""
    found = {name: ["validation.required"] for name in REQUIRED if not form.get(name)}
    if form.get("amount") and money(form["amount"]) is None:
        found["amount"] = ["validation.numeric"]
    if form.get("email") and not E_MAIL.fullmatch(str(form["email"])):
        found["email"] = ["validation.email"]
    if form.get("phone_number") and not PHONE.fullmatch(str(form["phone_number"])):
        found["phone_number"] = ["The phone number must be a valid Ethiopian phone number."]
    for name in ("callback_url", "return_url"):
        if form.get(name) and urlsplit(str(form[name])).scheme not in {"http", "https"}:
            found[name] = ["validation.url"]
    return {**found, **_customization_complaints(form.get("customization") or {})}


def _customization_complaints(words: Any) -> dict[str, list[str]]:
    if not isinstance(words, dict):
        return {"customization": ["validation.array"]}
    found = {}
    if len(str(words.get("title") or "")) > LONGEST_TITLE:
        found["customization.title"] = [f"The customization.title may not be greater than {LONGEST_TITLE} characters."]
    if not PLAIN_WORDS.fullmatch(str(words.get("description") or "")):
        found["customization.description"] = [
            "The customization.description may only contain letters, numbers, hyphens, underscores, spaces, and dots."
        ]
    return found


def initialize(form: dict[str, Any]) -> Document:
    """A new transaction. Raises `Refusal`."""
    if found := complaints(form):
        raise Refusal(found)
    if form["currency"] not in CURRENCIES:
        raise Refusal("Invalid currency, currency is not supported")
    store, tx_ref = get_store(), str(form["tx_ref"])
    with store.lock:
        if store.get(KIND, tx_ref):
            raise Refusal("Transaction reference has been used before")
        return store.put(KIND, tx_ref, _new_payment(tx_ref, form))


def _new_payment(tx_ref: str, form: dict[str, Any]) -> Document:
    words = form.get("customization") or {}
    created = moment()
    copied = ("first_name", "last_name", "email", "phone_number", "callback_url", "return_url", "meta")
    return {
        **{name: form.get(name) or None for name in copied},
        "tx_ref": tx_ref,
        "page": token(40),
        "reference": "AP" + token(10),
        "currency": form["currency"],
        "amount": str(money(form["amount"])),
        "refunded": "0.00",
        "status": "pending",
        "method": None,
        "failure_reason": None,
        "customization": {name: words.get(name) for name in ("title", "description", "logo")},
        "created_at": created,
        "updated_at": created,
    }


def payment(reference: str) -> Document:
    """By the shop's reference or Chapa's own. Raises `Refusal`."""
    store = get_store()
    found = store.get(KIND, reference) or store.find(KIND, reference=reference)
    if found is None:
        raise Refusal("Invalid transaction or Transaction not found", 404)
    return found


def settle(
    *, tx_ref: str, status: str, method: str = "telebirr", webhook: str = "normal", reason: str | None = None
) -> Document:
    """The buyer's part is over: "success", "failed" or "cancelled". A settled payment stays as it is."""
    store = get_store()
    with store.lock:
        found = payment(tx_ref)
        if found["status"] in {"success", "cancelled", "refunded", "reversed"}:
            return found
        found |= {"status": status, "method": method, "failure_reason": reason, "updated_at": moment()}
        store.put(KIND, found["tx_ref"], found)
    events.tell(found, webhook=webhook)
    return found


@handles("chapa.settle")
def settle_later(**arguments: Any) -> None:
    settle(**arguments)


def choose(
    *, tx_ref: str, action: str, method: str = "telebirr", webhook: str = "normal", seconds: float | None = None
) -> Document:
    """What the buyer does: pay, slow, decline, cancel, leave. Raises `Refusal`, and `KeyError` for anything else."""
    outcome = {"pay": "success", "slow": "success", "decline": "failed", "cancel": "cancelled", "leave": ""}[action]
    if action == "slow":
        wait = option("slow_payment_seconds") if seconds is None else seconds
        return _promise(tx_ref=tx_ref, method=method, webhook=webhook, seconds=float(wait))
    if not outcome:
        return payment(tx_ref)
    reason = "Insufficient balance" if outcome == "failed" else None
    return settle(tx_ref=tx_ref, status=outcome, method=method, webhook=webhook, reason=reason)


def _promise(*, tx_ref: str, method: str, webhook: str, seconds: float) -> Document:
    store = get_store()
    with store.lock:
        found = payment(tx_ref)
        store.put(KIND, found["tx_ref"], found | {"method": method})
    later("chapa.settle", seconds=seconds, tx_ref=tx_ref, status="success", method=method, webhook=webhook)
    return found | {"method": method}


def reverse(*, tx_ref: str, webhook: str = "normal") -> Document:
    """The bank takes the money back from the shop: a chargeback."""
    store = get_store()
    with store.lock:
        found = payment(tx_ref)
        if found["status"] != "success":
            raise Refusal("Transaction is not paid")
        found |= {"status": "reversed", "updated_at": moment()}
        store.put(KIND, found["tx_ref"], found)
    events.tell(found, webhook=webhook)
    return found


def described(found: Document) -> dict[str, Any]:
    """`data` of the verify answer: amounts are numbers here and words in webhooks, as at Chapa."""
    paid = found["status"] in {"success", "refunded", "reversed"}
    amount = Decimal(found["amount"])
    return {
        **{name: found[name] for name in ("first_name", "last_name", "email", "phone_number", "currency")},
        "amount": float(amount),
        "charge": float(charge_of(amount)) if paid else 0,
        "mode": "test",
        "method": found["method"],
        "type": "API",
        "status": found["status"],
        "reference": found["reference"] if found["status"] != "pending" else None,
        **{name: found[name] for name in ("tx_ref", "customization", "meta", "created_at", "updated_at")},
    }


def refund(*, reference: str, form: dict[str, Any]) -> Document:
    """Give a payment back, all of it or a part, never more than came. Raises `Refusal`."""
    store = get_store()
    with store.lock:
        found = payment(reference)
        key = str(form.get("reference") or "")
        if key and store.find(REFUND, merchant_reference=key):
            raise Refusal("Refund reference has been used before")
        amount = _refundable(found, form.get("amount"))
        refunded = Decimal(found["refunded"]) + amount
        found |= {"refunded": str(refunded), "updated_at": moment()}
        if refunded == Decimal(found["amount"]):
            found["status"] = "refunded"
        store.put(KIND, found["tx_ref"], found)
        given_back = _new_refund(found, amount, key, form)
        store.put(REFUND, given_back["ref_id"], given_back)
    events.tell_refund(found, given_back)
    return given_back


def _refundable(found: Document, wanted: Any) -> Decimal:
    if found["status"] != "success":
        raise Refusal("Transaction is not eligible for refund")
    left = Decimal(found["amount"]) - Decimal(found["refunded"])
    amount = left if wanted in (None, "") else money(wanted)
    if amount is None:
        raise Refusal({"amount": ["validation.numeric"]})
    if amount > left:
        raise Refusal(f"Refund amount exceeds the refundable amount of {left}")
    return amount


def _new_refund(found: Document, amount: Decimal, key: str, form: dict[str, Any]) -> Document:
    return {
        "ref_id": "RF" + token(10),
        "merchant_reference": key or None,
        "tx_ref": found["tx_ref"],
        "reference": found["reference"],
        "amount": str(amount),
        "currency": found["currency"],
        "reason": form.get("reason") or None,
        "meta": form.get("meta") or None,
        "status": "success",
        "created_at": moment(),
    }


def find_refund(ref_id: str) -> Document:
    """By Chapa's number of it. Raises `Refusal`."""
    found = get_store().get(REFUND, ref_id)
    if found is None:
        raise Refusal("Refund not found", 404)
    return found
