"""The page for people: each provider with what it received, what it told the shop, and what shall go wrong."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .. import faults, webhooks
from ..exchange import KIND as CALL
from ..store import get_store

NAMES = {"chapa": "Chapa", "stripe": "Stripe", "twilio": "Twilio"}
SHOWN = 40


def home(request: HttpRequest) -> HttpResponse:
    """All providers in short."""
    return _page(request, "")


def provider(request: HttpRequest, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404
    return _page(request, name)


def _page(request: HttpRequest, name: str) -> HttpResponse:
    fields = {"provider": name} if name else {}
    store = get_store()
    context: dict[str, Any] = {
        "tab": name or "all",
        "names": NAMES,
        "calls": store.newest(CALL, limit=SHOWN, **fields),
        "webhooks": store.newest(webhooks.KIND, limit=SHOWN, **fields),
        "faults": faults.ordered(),
        "modes": faults.MODES,
    }
    template = "simulators/control_lists.html" if "fragment" in request.GET else "simulators/control.html"
    return render(request, template, context)
