"""Reading requests as the providers do, and writing what they write."""

import json
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12
BRACKETS = re.compile(r"\[([^\]]*)\]")


def answer(document: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer with headers given as `Request_Id="..."`."""
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/json", status=status)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def compact(document: Any) -> str:
    """JSON without a superfluous byte, as PHP writes it: the bytes a webhook's signature is made over."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def token(length: int = 24) -> str:
    """Letters and digits."""
    return secrets.token_hex(length // 2 + 1)[:length]


def now() -> datetime:
    return datetime.now(UTC)


def moment() -> str:
    """Now, as Laravel writes it."""
    return now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def money(text: Any) -> Decimal | None:
    """A positive amount rounded to cents; None for anything else."""
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return None
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    return rounded if rounded > 0 else None


def parameters(request: HttpRequest) -> dict[str, Any]:
    """The request's parameters, nested, from JSON, a form or the address. Raises `ValueError` for broken JSON."""
    if request.content_type == "application/json":
        document = json.loads(request.body or b"{}")
        if not isinstance(document, dict):
            raise ValueError("Not an object")
        return document
    source = request.POST if request.method == "POST" else request.GET
    return nested((name, value) for name, values in source.lists() for value in values)


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0][c]=1` becomes `{"a": {"b": [{"c": "1"}]}}`; `a[]=1` appends."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        first, _, rest = name.partition("[")
        path = [first, *BRACKETS.findall("[" + rest if rest else "")]
        _store(root, path, value)
    return {name: _listed(value) for name, value in root.items()}


def _store(root: dict[str, Any], path: list[str], value: str) -> None:
    place = root
    for part in path[:-1]:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            return
    last = path[-1] or str(len(place))
    place[last] = value


def _listed(value: Any) -> Any:
    """Objects whose keys are 0, 1, 2 ... are lists."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(part) for name, part in value.items()}
    if inner and list(inner) == [str(place) for place in range(len(inner))]:
        return list(inner.values())
    return inner
