"""The page with every SMS: conversations by phone number, newest first, fetched again every two seconds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..store import get_store
from .messages import KIND

MOST = 500


def conversations(wanted: str) -> list[dict[str, Any]]:
    """`[{"number", "messages"}]`, the number that was written to last first; one number when it is named."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in get_store().newest(KIND, limit=MOST, **({"to": wanted} if wanted else {})):
        text = {name: row[name] for name in ("sid", "body", "status", "num_segments")} | {"at": row["_at"]}
        found.setdefault(row["to"], []).append(text)
    return [{"number": number, "messages": messages} for number, messages in found.items()]


def inbox(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("to", "").strip()
    if wanted.isdigit():
        wanted = f"+{wanted}"  # a plus sign in an address is a space
    template = "simulators/inbox_list.html" if "fragment" in request.GET else "simulators/inbox.html"
    return render(request, template, {"conversations": conversations(wanted), "wanted": wanted, "tab": "sms"})
