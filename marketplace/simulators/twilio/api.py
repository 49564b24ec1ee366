"""The part of Twilio's interface that sends messages and asks about them."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from .. import settings
from ..store import get_store
from ..wire import answer, parameters
from .messages import KIND, TwilioError, create, shown

View = Callable[..., HttpResponse]


def endpoint(view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            _check_key(request, arguments["account"])
            return view(request, **arguments)
        except TwilioError as error:
            return answer(error.as_answer(), error.status)

    return asked


def _check_key(request: HttpRequest, account: str) -> None:
    _, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded).decode()
    except (binascii.Error, UnicodeDecodeError):
        given = ""
    if given != f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}" or not settings.TWILIO_AUTH_TOKEN:
        raise TwilioError(20003, "Authenticate", 401)
    if account != settings.TWILIO_ACCOUNT_SID:
        raise TwilioError(20404, f"The requested resource /2010-04-01/Accounts/{account} was not found", 404)


@endpoint
def messages(request: HttpRequest, account: str) -> HttpResponse:
    if request.method == "POST":
        return answer(shown(create(parameters(request), account=account)), 201)
    fields = {"to": request.GET["To"]} if "To" in request.GET else {}
    rows = [shown(row) for row in get_store().newest(KIND, limit=50, **fields)]
    return answer({"messages": rows, "page": 0, "page_size": 50, "next_page_uri": None, "uri": request.path})


@endpoint
def message(request: HttpRequest, account: str, sid: str) -> HttpResponse:
    found = get_store().get(KIND, sid)
    if found is None:
        raise TwilioError(20404, f"The requested resource {request.path} was not found", 404)
    return answer(shown(found))
