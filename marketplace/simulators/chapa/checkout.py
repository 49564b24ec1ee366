"""Chapa's hosted page: how to pay, and, marked as the test tool it is, how it shall go."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ..options import option
from ..store import Document, get_store
from . import payments
from .banks import BANKS
from .refusals import Refusal
from .words import LANGUAGES, language_of, words_of

OVER = {"success", "cancelled", "refunded", "reversed"}
BANK_NAMES = [bank[2] for bank in BANKS if not bank[5]]


def _find(page: str) -> Document | None:
    return get_store().find(payments.KIND, page=page)


@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, page: str) -> HttpResponse:
    found = _find(page)
    if found is None:
        return _render(request, "not_found", {}, status=404)
    if found["status"] in OVER:
        return _render(request, "over", {"payment": found})
    if request.method == "POST":
        return _act(request, found)
    return _render(request, "pay", _choices(found))


def _choices(found: Document) -> dict[str, Any]:
    return {
        "payment": found,
        "banks": BANK_NAMES,
        "late": option("late_seconds"),
        "slow": option("slow_payment_seconds"),
        "methods": payments.METHODS,
    }


def _act(request: HttpRequest, found: Document) -> HttpResponse:
    form = request.POST
    method = form.get("method", "telebirr")
    action = form.get("action", "pay")
    if action == "pay":
        action = form.get("outcome", "pay")
    if error := _mistake(method, action, form.get("phone", "")):
        return _render(request, "pay", {**_choices(found), "error": error, "chosen": method})
    try:
        found = payments.choose(
            tx_ref=found["tx_ref"], action=action, method=method, webhook=form.get("webhook", "normal")
        )
    except (KeyError, Refusal):
        return HttpResponse("Unknown choice", status=400, content_type="text/plain")
    if action == "slow":
        return HttpResponseRedirect(f"{request.path}/waiting{_language(request)}")
    if action == "decline":
        return _render(request, "pay", {**_choices(found), "error": "declined", "chosen": method})
    return _back(request, found)


def _mistake(method: str, action: str, phone: str) -> str:
    """A name in the words, or nothing."""
    if action not in {"pay", "slow", "decline"}:
        return ""
    if method not in payments.METHODS:
        return "choose"
    wallet = method in {"telebirr", "cbebirr", "mpesa"}
    return "phone_wrong" if wallet and not payments.PHONE.fullmatch(phone.replace(" ", "")) else ""


def _language(request: HttpRequest) -> str:
    code = request.GET.get("lang", "")
    return f"?lang={code}" if code in LANGUAGES else ""


def _back(request: HttpRequest, found: Document) -> HttpResponse:
    """To the shop, or to a receipt where it named no page."""
    if found["return_url"]:
        return HttpResponseRedirect(found["return_url"])
    return HttpResponseRedirect(f"{request.path}{_language(request)}")


def waiting(request: HttpRequest, page: str) -> HttpResponse:
    """The buyer is to confirm on the phone; asks itself every two seconds."""
    found = _find(page)
    if found is None:
        return _render(request, "not_found", {}, status=404)
    if found["status"] in OVER:
        return _back_from_waiting(request, found)
    return _render(request, "waiting", {"payment": found})


def _back_from_waiting(request: HttpRequest, found: Document) -> HttpResponse:
    if found["return_url"]:
        return HttpResponseRedirect(found["return_url"])
    return HttpResponseRedirect(request.path.removesuffix("/waiting") + _language(request))


def _render(request: HttpRequest, state: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    code = language_of(request)
    everything = {**context, "state": state, "words": words_of(code), "language": code, "languages": LANGUAGES}
    response = render(request, "simulators/chapa.html", everything, status=status)
    response["Vary"] = "Accept-Language"
    return response
