"""Around every call: who may send forms, what goes wrong today, and the list of what came and went."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from . import faults
from .store import get_store
from .wire import moment, token

View = Callable[[HttpRequest], HttpResponse]
KIND = "call"
KEEP = 500
LONGEST_BODY = 4000
API = re.compile(r"^/(chapa|stripe|twilio)/(?:v1|2010-04-01)/")
NONSENSE = "<!doctype html><title>502</title><h1>Something is being repaired</h1>"
#: Header names that the list shows; the key itself is cut.
SHOWN = ("Authorization", "Content-Type", "Idempotency-Key", "Stripe-Version", "User-Agent")


class OwnPagesOnly:
    """Refuse forms that a page of another site sends: the only protection a tool without sign-in needs."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if request.method == "POST" and origin and urlsplit(origin).netloc != request.get_host():
            return HttpResponse("Forms of other sites are not accepted.", status=403, content_type="text/plain")
        return self.get_response(request)


class Exchange:
    """Writes calls of the providers' interfaces down and lets the ordered fault happen to them."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = API.match(request.path)
        if not found:
            return self.get_response(request)
        started, body = time.monotonic(), request.body
        fault = faults.take(provider=found[1], path=request.path)
        response = self._answer(request, fault)
        write_down(
            provider=found[1],
            request=request,
            body=body,
            response=response,
            fault=fault.mode if fault else "",
            milliseconds=int((time.monotonic() - started) * 1000),
        )
        return response

    def _answer(self, request: HttpRequest, fault: faults.Fault | None) -> HttpResponse:
        faults.wait(fault)
        if fault and fault.mode == "down":
            return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
        if fault and fault.mode == "nonsense":
            return HttpResponse(NONSENSE)
        response = self.get_response(request)
        if fault and fault.mode == "lost":
            return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
        return response


def redacted(value: str) -> str:
    """`Bearer CHASECK_TEST-...4f2a`: the kind of key and its end."""
    scheme, _, key = value.partition(" ")
    return f"{scheme} {key[:8]}...{key[-4:]}" if key else "..."


def write_down(
    *, provider: str, request: HttpRequest, body: bytes, response: HttpResponse, fault: str, milliseconds: int
) -> None:
    headers = {name: request.headers[name] for name in SHOWN if name in request.headers}
    if "Authorization" in headers:
        headers["Authorization"] = redacted(headers["Authorization"])
    call: dict[str, Any] = {
        "id": token(12),
        "provider": provider,
        "at": moment(),
        "method": request.method,
        "path": request.get_full_path().removeprefix(f"/{provider}"),
        "headers": headers,
        "request": body.decode(errors="replace")[:LONGEST_BODY],
        "status": response.status_code,
        "answer": response.content.decode(errors="replace")[:LONGEST_BODY],
        "fault": fault,
        "milliseconds": milliseconds,
    }
    store = get_store()
    store.put(KIND, call["id"], call)
    store.trim(KIND, keep=KEEP)
