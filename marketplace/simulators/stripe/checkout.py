"""Stripe's hosted Checkout page and the bank's page behind a card that asks for its holder."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ..options import option
from ..store import Document
from . import intents, sessions
from .cards import BY_NUMBER, CARDS
from .errors import StripeError
from .objects import load
from .words import words_for

SHORTEST_NUMBER = 13


@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, key: str) -> HttpResponse:
    try:
        session = load(key, kind="checkout.session")
    except StripeError:
        return _render(request, "closed", {}, status=404)
    if session["status"] != "open":
        state = "paid" if session["status"] == "complete" else "closed"
        return _render(request, state, {"session": session, "back": _way_back(session)})
    if request.method == "POST":
        return _pay(request, session)
    return _render(request, "pay", {"session": session})


def _way_back(session: Document) -> str:
    return sessions.back_to(session) if session["status"] == "complete" else str(session["cancel_url"] or "")


def _pay(request: HttpRequest, session: Document) -> HttpResponse:
    number = request.POST.get("number", "").replace(" ", "")
    card = BY_NUMBER.get(number)
    if card is None:
        return _render(request, "pay", {"session": session, "error": "wrong_number", "number": number})
    try:
        session = sessions.pay(session["id"], card, webhook=request.POST.get("webhook", "normal"))
    except StripeError as error:
        session = load(session["id"], kind="checkout.session")
        return _render(request, "pay", {"session": session, "refusal": str(error), "number": number})
    if session["status"] == "open":
        return HttpResponseRedirect(f"/stripe/3ds/{session['payment_intent']}")
    return HttpResponseRedirect(sessions.back_to(session))


@require_http_methods(["GET", "POST"])
def authentication(request: HttpRequest, key: str) -> HttpResponse:
    """What the bank shows; the answer leads back to the session's page or the app's."""
    try:
        intent = load(key, kind="payment_intent")
    except StripeError:
        return _render(request, "closed", {}, status=404)
    if request.method == "GET":
        return _render(request, "authenticate", {"intent": intent})
    good = request.POST.get("answer") == "yes"
    try:
        intent = intents.authenticate(key, good=good)
    except StripeError as error:
        return _after_refusal(request, intent, error)
    if "_session" in intent:
        return HttpResponseRedirect(sessions.back_to(sessions.complete(intent["_session"], webhook=intent["_webhook"])))
    return HttpResponseRedirect(_with_intent(intent, "succeeded"))


def _after_refusal(request: HttpRequest, intent: Document, error: StripeError) -> HttpResponse:
    if "_session" not in intent:
        return HttpResponseRedirect(_with_intent(intent, "failed"))
    session = load(intent["_session"], kind="checkout.session")
    return _render(request, "pay", {"session": session, "refusal": str(error)})


def _with_intent(intent: Document, status: str) -> str:
    url = str(intent["_return_url"] or "/")
    mark = "&" if "?" in url else "?"
    secret = intent["client_secret"]
    return f"{url}{mark}payment_intent={intent['id']}&payment_intent_client_secret={secret}&redirect_status={status}"


def _render(request: HttpRequest, state: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    session = context.get("session") or {}
    everything = {
        **context,
        "state": state,
        "words": words_for(request, session.get("locale")),
        "lines": session.get("_lines", []),
        "action": f"/stripe/c/pay/{session['id']}" if session else "",
        "cards": CARDS,
        "late": option("late_seconds"),
    }
    return render(request, "simulators/stripe.html", everything, status=status)
