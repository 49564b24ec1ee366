"""Stripe's interface: the part of it a shop with Checkout, PaymentIntents and refunds speaks."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from .. import settings
from ..store import Document, get_store
from ..wire import answer, parameters
from . import intents, refunds, sessions
from .errors import StripeError
from .objects import KIND, listed, load, new_id, newest, shown, whole

View = Callable[..., HttpResponse]
IDEMPOTENCY = "stripe.key"


def endpoint(*methods: str) -> Callable[[View], View]:
    """Ask for the key, keep answers by idempotency key, and turn errors into Stripe's."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, **arguments: str) -> HttpResponse:
            response = _guarded(view, request, methods, arguments)
            response["Request-Id"] = new_id("req")
            return response

        return asked

    return wrap


def _guarded(view: View, request: HttpRequest, methods: tuple[str, ...], arguments: dict[str, str]) -> HttpResponse:
    try:
        _check_key(request)
        if request.method not in methods:
            raise StripeError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        return _once(view, request, key, arguments) if key else _answered(view, request, arguments)
    except StripeError as error:
        return answer({"error": error.error}, error.status)


def _answered(view: View, request: HttpRequest, arguments: dict[str, str]) -> HttpResponse:
    try:
        return view(request, **arguments)
    except StripeError as error:
        return answer({"error": error.error}, error.status)


def _once(view: View, request: HttpRequest, key: str, arguments: dict[str, str]) -> HttpResponse:
    """The first answer again, for the same words; the same key for other words is an error."""
    words = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    store = get_store()
    with store.lock:
        kept = store.get(IDEMPOTENCY, key)
        if kept and kept["words"] != words:
            raise StripeError(
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                kind="idempotency_error",
            )
        if kept:
            return answer(kept["answer"], kept["status"], Idempotent_Replayed="true")
        response = _answered(view, request, arguments)
        if response.status_code in {200, 402}:  # what was refused before it began may be tried again
            body = json.loads(response.content)
            store.put(IDEMPOTENCY, key, {"words": words, "status": response.status_code, "answer": body})
    return response


def _check_key(request: HttpRequest) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        try:
            key = base64.b64decode(key).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    if not key:
        raise StripeError("You did not provide an API key.", status=401)
    if key != settings.STRIPE_SECRET_KEY:
        raise StripeError(f"Invalid API Key provided: {key[:7]}****{key[-4:]}", status=401)


def expanded(request: HttpRequest, document: Document) -> HttpResponse:
    wanted = parameters(request).get("expand") or []
    return answer(shown(document, wanted if isinstance(wanted, list) else [str(wanted)]))


def base_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@endpoint("POST", "GET")
def checkout_sessions(request: HttpRequest) -> HttpResponse:
    form = parameters(request)
    if request.method == "POST":
        return expanded(request, sessions.create(form, base=base_of(request)))
    fields = {name: form[name] for name in ("payment_intent", "status") if form.get(name)}
    rows = newest("checkout.session", limit=whole(form.get("limit", 10)) or 10, **fields)
    return answer(listed(rows, url="/v1/checkout/sessions"))


@endpoint("GET")
def checkout_session(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, load(key, kind="checkout.session", param="session"))


@endpoint("POST")
def expire_session(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, sessions.expire(key))


@endpoint("POST", "GET")
def payment_intents(request: HttpRequest) -> HttpResponse:
    form = parameters(request)
    if request.method == "POST":
        return expanded(request, _with_page(request, intents.create(form)))
    rows = newest("payment_intent", limit=whole(form.get("limit", 10)) or 10)
    return answer(listed(rows, url="/v1/payment_intents"))


@endpoint("GET")
def payment_intent(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, _with_page(request, load(key, kind="payment_intent", param="intent")))


@endpoint("POST")
def confirm_intent(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, _with_page(request, intents.confirm(key, parameters(request))))


@endpoint("POST")
def cancel_intent(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, intents.cancel(key, parameters(request)))


def _with_page(request: HttpRequest, intent: Document) -> Document:
    """The bank's page is here, at whatever address the shop reaches us by."""
    action = intent["next_action"]
    if action and "redirect_to_url" in action:
        action["redirect_to_url"]["url"] = f"{base_of(request)}/stripe/3ds/{intent['id']}"
    return intent


@endpoint("POST", "GET")
def all_refunds(request: HttpRequest) -> HttpResponse:
    form = parameters(request)
    if request.method == "POST":
        return expanded(request, refunds.create(form))
    return answer(listed(refunds.of(form), url="/v1/refunds"))


@endpoint("GET")
def one_refund(request: HttpRequest, key: str) -> HttpResponse:
    return expanded(request, load(key, kind="refund", param="refund"))


@endpoint("GET")
def one_object(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Charges, balance transactions and events, which are read only."""
    name = {"charges": "charge", "balance_transactions": "balance_transaction", "events": "event"}[kind]
    return expanded(request, load(key, kind=name))


@endpoint("GET")
def all_events(request: HttpRequest) -> HttpResponse:
    form = parameters(request)
    fields = {"type": form["type"]} if form.get("type") else {}
    rows = get_store().newest(KIND, limit=whole(form.get("limit", 10)) or 10, object="event", **fields)
    return answer(listed(rows, url="/v1/events"))
