"""Checkout Sessions: a page of Stripe's that takes one payment and sends the buyer back."""

import re
from typing import Any
from urllib.parse import urlsplit

from ..jobs import handles, later
from ..store import Document, get_store
from ..wire import token
from . import events, intents
from .cards import Card
from .errors import StripeError, missing
from .objects import load, new_id, save, seconds_now, whole

KNOWN = {
    "allow_promotion_codes", "automatic_tax", "billing_address_collection", "cancel_url", "client_reference_id",
    "currency", "customer", "customer_creation", "customer_email", "expand", "expires_at", "invoice_creation",
    "line_items", "locale", "metadata", "mode", "payment_intent_data", "payment_method_types",
    "phone_number_collection", "submit_type", "success_url", "ui_mode", "custom_text",
    "adaptive_pricing", "excluded_payment_method_types",
}  # fmt: skip
#: The languages of Stripe's page; Amharic, Swahili and Arabic are not among them.
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th",
    "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip
E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
HALF_AN_HOUR, A_DAY = 1800, 86400
LONGEST_REFERENCE = 200


def create(form: dict[str, Any], *, base: str) -> Document:
    """A new session whose page is below `base`. Raises `StripeError`."""
    _check(form)
    lines = [_line(row, place) for place, row in enumerate(form["line_items"])]
    currency = lines[0]["currency"]
    if any(line["currency"] != currency for line in lines):
        raise StripeError("You cannot combine currencies on a single Checkout Session.", param="line_items")
    total = intents.checked_amount(sum(line["amount_total"] for line in lines), currency, "line_items")
    expires = whole_or(form.get("expires_at"), seconds_now() + A_DAY)
    session = save(_new_session(form, lines, currency, total, expires, base))
    later("stripe.expire", seconds=expires - seconds_now(), key=session["id"])
    return session


def whole_or(value: Any, otherwise: int) -> int:
    """A moment in whole seconds; raises `StripeError` where Stripe would not take it."""
    if value in (None, ""):
        return otherwise
    seconds = int(value) if re.fullmatch(r"\d+", str(value)) else 0
    if not HALF_AN_HOUR - 60 <= seconds - seconds_now() <= A_DAY + 60:
        raise StripeError(
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from now.",
            param="expires_at",
        )
    return seconds


def _check(form: dict[str, Any]) -> None:
    if unknown := sorted(set(form) - KNOWN):
        raise StripeError(f"Received unknown parameter: {unknown[0]}", code="parameter_unknown", param=unknown[0])
    for name in ("mode", "success_url", "line_items"):
        if not form.get(name):
            raise missing(name)
    if form["mode"] != "payment":
        raise StripeError(f"Only mode payment is spoken here, not {form['mode']}", param="mode")
    if not isinstance(form["line_items"], list):
        raise StripeError("Invalid array", param="line_items")
    for name in ("success_url", "cancel_url"):
        if form.get(name) and urlsplit(str(form[name])).scheme not in {"http", "https"}:
            raise StripeError("Not a valid URL", code="url_invalid", param=name)
    _check_person(form)


def _check_person(form: dict[str, Any]) -> None:
    if form.get("customer_email") and not E_MAIL.fullmatch(str(form["customer_email"])):
        raise StripeError(
            f"Invalid email address: {form['customer_email']}", code="email_invalid", param="customer_email"
        )
    if form.get("locale") and form["locale"] not in LOCALES:
        raise StripeError(f"Invalid locale: must be one of {', '.join(LOCALES)}", param="locale")
    if len(str(form.get("client_reference_id") or "")) > LONGEST_REFERENCE:
        raise StripeError("Invalid string: must be at most 200 characters", param="client_reference_id")


def _line(row: Any, place: int) -> dict[str, Any]:
    price = row.get("price_data") if isinstance(row, dict) else None
    if not isinstance(price, dict):
        raise missing(f"line_items[{place}][price_data]")
    for name in ("currency", "unit_amount", "product_data"):
        if not price.get(name):
            raise missing(f"line_items[{place}][price_data][{name}]")
    unit = whole(price["unit_amount"])
    quantity = whole(row.get("quantity", ""))
    if unit is None:
        raise StripeError(
            f"Invalid integer: {price['unit_amount']}",
            code="parameter_invalid_integer",
            param=f"line_items[{place}][price_data][unit_amount]",
        )
    if not quantity:
        raise missing(f"line_items[{place}][quantity]")
    name = str(price["product_data"].get("name") or "")
    if not name:
        raise missing(f"line_items[{place}][price_data][product_data][name]")
    currency = str(price["currency"]).lower()
    return {"name": name, "quantity": quantity, "currency": currency, "amount_total": unit * quantity}


def _new_session(
    form: dict[str, Any], lines: list[dict[str, Any]], currency: str, total: int, expires: int, base: str
) -> Document:
    key = "cs_test_" + token(58)
    intent_data = form.get("payment_intent_data") or {}
    return {
        "id": key,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": form.get("cancel_url"),
        "client_reference_id": form.get("client_reference_id"),
        "created": seconds_now(),
        "currency": currency,
        "customer": None,
        "customer_details": {"email": form.get("customer_email"), "name": None, "phone": None},
        "customer_email": form.get("customer_email"),
        "expires_at": expires,
        "livemode": False,
        "locale": form.get("locale"),
        "metadata": form.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": form.get("payment_method_types") or ["card"],
        "payment_status": "unpaid",
        "status": "open",
        "success_url": form["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted",
        "url": f"{base}/stripe/c/pay/{key}",
        "_lines": lines,
        "_intent_data": intent_data if isinstance(intent_data, dict) else {},
    }


def back_to(session: Document) -> str:
    """The shop's page after payment."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def pay(key: str, card: Card, *, webhook: str = "normal") -> Document:
    """The buyer submits a card. Raises `StripeError` when it is declined or the session is over."""
    with get_store().lock:
        session = load(key, kind="checkout.session")
        if session["status"] != "open":
            raise StripeError("This Checkout Session is no longer open.", code="checkout_session_closed")
        intent = _intent_of(session)
    paid = intents.pay(intent, card, webhook=webhook)
    return complete(key, webhook=webhook) if paid["status"] == "succeeded" else load(key, kind="checkout.session")


def _intent_of(session: Document) -> Document:
    """Made when the buyer first submits, not before: until then the session has none."""
    if session["payment_intent"]:
        return load(session["payment_intent"], kind="payment_intent")
    data = session["_intent_data"]
    intent = save(
        intents.new_intent(session["amount_total"], session["currency"], data, payment_method=new_id("pm"))
        | {"_session": session["id"]}
    )
    save(session | {"payment_intent": intent["id"]})
    return intent


def complete(key: str, *, webhook: str) -> Document:
    session = load(key, kind="checkout.session")
    save(session | {"status": "complete", "payment_status": "paid", "url": None})
    session = load(key, kind="checkout.session")
    events.tell("checkout.session.completed", session, webhook=webhook)
    return session


@handles("stripe.expire")
def expire_in_time(*, key: str) -> None:
    session = get_store().get("stripe", key)
    if session and session["status"] == "open":
        expire(key)


def expire(key: str) -> Document:
    """Close an open session. Raises `StripeError` for one that is not."""
    with get_store().lock:
        session = load(key, kind="checkout.session", param="session")
        if session["status"] != "open":
            raise StripeError('Only Checkout Sessions with a status in ["open"] can be expired.')
        save(session | {"status": "expired", "url": None})
    session = load(key, kind="checkout.session")
    events.tell("checkout.session.expired", session)
    return session
