"""Messages to the shop: written down, signed as their provider signs, sent in the background and again if refused."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import requests

from . import settings
from .jobs import handles, later
from .store import get_store
from .wire import compact, moment, token

KIND = "webhook"
RETRY_SECONDS = (2, 5, 15, 30, 60)
PATIENCE_SECONDS = 10
KEEP = 300
#: How a message may be signed. "old": rightly, an hour ago. "before": the signature is that of the unchanged body.
SIGNED = ("right", "wrong", "none", "old", "before")
AN_HOUR = 3600


def hmac_hex(*, secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def sign_chapa(*, body: bytes, secret: str, url: str, at: int) -> dict[str, str]:
    """The body's HMAC, and the secret's own, which is the same every time and proves nothing about the body."""
    return {
        "x-chapa-signature": hmac_hex(secret=secret, text=body),
        "Chapa-Signature": hmac_hex(secret=secret, text=secret.encode()),
    }


def sign_stripe(*, body: bytes, secret: str, url: str, at: int) -> dict[str, str]:
    signature = hmac_hex(secret=secret, text=f"{at}.".encode() + body)
    return {"Stripe-Signature": f"t={at},v1={signature}"}


def sign_twilio(*, body: bytes, secret: str, url: str, at: int) -> dict[str, str]:
    """SHA-1 over the address and the sorted form, as Twilio has it."""
    pairs = sorted(parse_qsl(body.decode(), keep_blank_values=True))
    text = url + "".join(name + value for name, value in pairs)
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}


Signer = Callable[..., dict[str, str]]
SIGNERS: dict[str, tuple[Signer, str]] = {
    "chapa": (sign_chapa, "CHAPA_WEBHOOK_SECRET"),
    "stripe": (sign_stripe, "STRIPE_WEBHOOK_SECRET"),
    "twilio": (sign_twilio, "TWILIO_AUTH_TOKEN"),
}


def send(
    *,
    provider: str,
    event: str,
    about: str,
    url: str,
    body: str,
    seconds: float = 0,
    signed: str = "right",
    signed_body: str | None = None,
    method: str = "POST",
    content_type: str = "application/json",
) -> dict[str, Any]:
    """Write a message down and send it after this long. `about` is the payment's reference or a phone number."""
    message: dict[str, Any] = {
        "id": token(16),
        "provider": provider,
        "event": event,
        "about": about,
        "url": url,
        "method": method,
        "content_type": content_type,
        "body": body,
        "signed": signed,
        "signed_body": signed_body,
        "created_at": moment(),
        "state": "waiting",
        "attempts": [],
    }
    store = get_store()
    store.put(KIND, message["id"], message)
    store.trim(KIND, keep=KEEP)
    later("webhook", seconds=seconds, key=message["id"])
    return message


def headers_of(message: dict[str, Any]) -> dict[str, str]:
    """What goes with the body, the signature as wanted."""
    common = {"Content-Type": message["content_type"], "User-Agent": f"{message['provider'].title()}/1.0"}
    if message["signed"] == "none":
        return common
    signer, setting = SIGNERS[message["provider"]]
    secret = getattr(settings, setting) + ("-another" if message["signed"] == "wrong" else "")
    at = int(time.time()) - (AN_HOUR if message["signed"] == "old" else 0)
    text = message["signed_body"] if message["signed_body"] is not None else message["body"]
    return {**common, **signer(body=text.encode(), secret=secret, url=message["url"], at=at)}


@handles("webhook")
def deliver(*, key: str) -> None:
    """One attempt; a refused one is followed by the next, as providers do."""
    store = get_store()
    message = store.get(KIND, key)
    if message is None:
        return
    attempt = _attempt(message)
    with store.lock:
        message["attempts"].append(attempt)
        done = attempt["status"] is not None and attempt["status"] < 300
        tries = len(message["attempts"])
        again = not done and message["method"] == "POST" and tries <= len(RETRY_SECONDS)
        message["state"] = "delivered" if done else "waiting" if again else "failed"
        store.put(KIND, key, message)
    if again:
        later("webhook", seconds=RETRY_SECONDS[tries - 1], key=key)


def _attempt(message: dict[str, Any]) -> dict[str, Any]:
    started, status, text = time.monotonic(), None, ""
    try:
        response = requests.request(
            message["method"],
            message["url"],
            data=message["body"].encode() if message["method"] == "POST" else None,
            headers=headers_of(message) if message["method"] == "POST" else {},
            timeout=PATIENCE_SECONDS,
            allow_redirects=False,
        )
        status, text = response.status_code, response.text[:500]
    except requests.RequestException as error:
        text = f"{type(error).__name__}: {error}"[:500]
    return {"at": moment(), "status": status, "answer": text, "milliseconds": int((time.monotonic() - started) * 1000)}


def again(*, key: str, signed: str = "right", changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a message once more, changed or signed otherwise. Raises `KeyError` for one there is not."""
    message = get_store().get(KIND, key)
    if message is None:
        raise KeyError(key)
    if signed not in SIGNED:
        raise KeyError(signed)
    body = changed(message["body"], changes or {}) if changes else message["body"]
    return send(
        provider=message["provider"],
        event=message["event"],
        about=message["about"],
        url=message["url"],
        body=body,
        signed="right" if signed == "before" else signed,
        signed_body=message["body"] if signed == "before" else None,
        content_type=message["content_type"],
    )


def changed(body: str, changes: dict[str, Any]) -> str:
    """The JSON body with values put at dotted places: `{"data.object.amount_total": 100}`."""
    document = json.loads(body)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = document
        for part in parents:
            place = place.setdefault(part, {})
        place[last] = value
    return compact(document)


#: What "send altered" makes of a message: a tenth of the money.
MONEY_PLACES = ("amount", "data.object.amount_total", "data.object.amount", "data.object.amount_received")


def cheaper(body: str) -> dict[str, Any]:
    """Changes that leave a tenth of every amount in the body."""
    document = json.loads(body)
    found: dict[str, Any] = {}
    for path in MONEY_PLACES:
        place: Any = document
        for part in path.split("."):
            place = place.get(part) if isinstance(place, dict) else None
        if isinstance(place, str) and place.replace(".", "").isdigit():
            found[path] = f"{float(place) / 10:.2f}"
        elif isinstance(place, int):
            found[path] = place // 10
    return found
