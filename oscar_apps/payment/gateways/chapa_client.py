"""The `chapa` client with its defects cured, all in this one place.

Of version 0.1.2: GETs fail (`data` is passed on to a method that has none), there is one fixed timeout, statuses are
not looked at, an answer that is not JSON breaks it, nested fields are turned into text, an e-mail address is demanded,
refunds are missing, and its webhook check rejects valid bodies (ours is in `chapa.py`).
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from chapa import Chapa
from django.conf import settings

from ..calls import OK, REFUSED, Call, NoAnswer, Reply, exchange, timeouts
from ..redaction import without_secrets
from .base import ProviderRefused, ProviderUnavailable, ReferenceUsed

CODE: Final = "chapa"
#: Chapa's own words for a `tx_ref` or refund reference that it has seen before.
USED_BEFORE: Final = "used before"
_BRACKETS: Final = re.compile(r"\[([^\]]*)\]")
_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}


class ChapaClient(Chapa):
    """Answers are Chapa's JSON, decimals exact. Raises `ProviderUnavailable`, `ProviderRefused`, `ReferenceUsed`."""

    def __init__(self, *, secret: str, base_url: str) -> None:
        super().__init__(secret, base_ur=base_url.rstrip("/"))

    def initialize(self, *, email: str = "", **fields: Any) -> dict[str, Any]:
        """The client insists on an e-mail address; Chapa does not, and who orders by phone has none."""
        data = {**fields, "email": email}
        return self._ask("post", "transaction/initialize", {name: value for name, value in data.items() if value})

    def verify(self, transaction: str, headers: Any = None) -> dict[str, Any]:
        return super().verify(quote(transaction, safe=""), headers)

    def refund(self, *, chapa_reference: str, **fields: Any) -> dict[str, Any]:
        """Documented as a form, unlike the rest."""
        return self._ask("post", f"refund/{quote(chapa_reference, safe='')}", fields, headers=dict(_FORM))

    def verify_refund(self, *, refund_reference: str) -> dict[str, Any]:
        return self._ask("get", f"refund/{quote(refund_reference, safe='')}/verify")

    def send_request(
        self,
        url: str,
        method: str,
        data: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Every request of the client goes through here."""
        operation, reference = _what(url, data or {})
        call = Call(CODE, operation, reference, data or {}, is_repeatable=method == "get")
        request = self._request(url, method, data, params, headers)
        try:
            reply = exchange(call=call, send=lambda: self._send(request))
        except NoAnswer as problem:
            raise ProviderUnavailable(problem.reason) from problem
        return _read(reply)

    def _ask(self, method: str, path: str, data: Any = None, headers: Any = None) -> dict[str, Any]:
        url = f"{self.base_url}/{self.api_version}/{path}"
        return self._construct_request(url=url, method=method, data=data, headers=headers)

    def _request(self, url: str, method: str, data: Any, params: Any, headers: Any) -> httpx.Request:
        connect, read = timeouts()
        body: dict[str, Any] = {}
        if data and headers and headers.get("content-type") == _FORM["content-type"]:
            body = {"content": urlencode(_flat(data))}
        elif data:
            body = {"json": _nested(data)}
        return self.client.build_request(
            method.upper(),
            url,
            params=params,
            headers={**(headers or {}), **self.headers, "accept": "application/json"},
            timeout=httpx.Timeout(read, connect=connect),
            **body,
        )

    def _send(self, request: httpx.Request) -> Reply:
        try:
            response = self.client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NoAnswer(type(error).__name__, was_sent=False) from error
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__, was_sent=True) from error
        return Reply(response.status_code, response.content, dict(response.headers))


def client() -> ChapaClient:
    """The client of the settings; one for each process, because it keeps its connections."""
    return _client(settings.CHAPA_SECRET_KEY, settings.CHAPA_BASE_URL)


@lru_cache(maxsize=4)
def _client(secret: str, base_url: str) -> ChapaClient:
    return ChapaClient(secret=secret, base_url=base_url)


def _what(url: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """What is asked and about which reference, for the log: `.../v1/transaction/verify/100012` is verify, 100012."""
    parts = url.split("/v1/", 1)[-1].split("/")
    if parts[0] == "refund":
        return ("verify refund" if parts[-1] == "verify" else "refund"), str(data.get("reference") or parts[1])
    return parts[1] if len(parts) > 1 else parts[0], str(data.get("tx_ref") or (parts[2] if len(parts) > 2 else ""))


def _read(reply: Reply) -> dict[str, Any]:
    """Chapa's answer as a dict, or the exception that it amounts to."""
    try:
        answer = json.loads(reply.body, parse_float=Decimal)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise ProviderUnavailable(f"{reply.status} without readable JSON", status=reply.status)
    message = without_secrets(_words(answer.get("message")))
    failed = answer.get("status") in ("failed", "error") and not answer.get("data")
    if reply.outcome == OK and not failed:
        return answer
    if USED_BEFORE in message.lower():
        raise ReferenceUsed(message, status=reply.status)
    if reply.outcome in (OK, REFUSED):
        raise ProviderRefused(message, status=reply.status)
    raise ProviderUnavailable(f"{reply.status} {message}".strip(), status=reply.status)


def _words(message: Any) -> str:
    """Chapa's message: a sentence, or sentences by field."""
    if isinstance(message, dict):
        return " ".join(f"{name}: {_words(each)}" for name, each in message.items())
    if isinstance(message, list):
        return " ".join(_words(each) for each in message)
    return str(message or "")


def _nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """`{"customization[title]": "x"}` as the JSON that it means; dicts stay as they are."""
    result: dict[str, Any] = {}
    for name, value in data.items():
        inside, *rest = name.split("[", 1)
        path = [inside, *_BRACKETS.findall(f"[{rest[0]}")] if rest else [inside]
        place = result
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return result


def _flat(data: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """`{"meta": {"refund": "x"}}` as the form field `meta[refund]`."""
    fields: list[tuple[str, str]] = []
    for name, value in data.items():
        full = f"{prefix}[{name}]" if prefix else name
        fields += _flat(value, full) if isinstance(value, Mapping) else [(full, str(value))]
    return fields
