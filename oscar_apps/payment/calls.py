"""How providers are asked: every request logged without secrets, tried again only where that cannot do it twice.

A row is written and committed before the request leaves, so a process that dies in between leaves a trace ("sent").
Requests never leave inside a transaction: the first write refuses to be part of one.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from .models import ProviderCall
from .redaction import redact, redact_body

logger = logging.getLogger(__name__)

SENT, OK, REFUSED, UNAVAILABLE = "sent", "ok", "refused", "unavailable"
TRIES: Final = 3
#: No further try begins after this long: somebody is waiting for the page.
RETRY_SECONDS: Final = 8.0
PAUSE_SECONDS: Final = 0.25
#: The provider was too busy or fell over; the same request may work a moment later.
PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
#: Statuses below 500 that say "later" and not "no".
LATER: Final = frozenset({408, 409, 425, 429})
#: Not about the payment but about us: somebody has to look at the keys.
KEY_REFUSED: Final = frozenset({401, 403})
PRUNE_BATCH: Final = 1000

_about: ContextVar[str] = ContextVar("payment reference", default="")


@dataclass(frozen=True)
class Call:
    """One question to a provider. `is_repeatable`: asking it twice is asking it once (a GET, or a key goes with it)."""

    gateway: str
    operation: str
    reference: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    is_repeatable: bool = False


@dataclass(frozen=True)
class Reply:
    """What came back, whatever its status. Header names are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        if 200 <= self.status < 300:
            return OK
        return REFUSED if 400 <= self.status < 500 and self.status not in LATER else UNAVAILABLE


class NoAnswer(Exception):
    """Nothing came back. `was_sent` is False when the provider was not even reached, so that nothing has happened."""

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        super().__init__(reason)
        self.reason, self.was_sent = reason, was_sent


def timeouts() -> tuple[float, float]:
    """Seconds to reach a provider, and to hear from it."""
    return settings.PROVIDER_CONNECT_SECONDS, settings.PROVIDER_READ_SECONDS


@contextmanager
def about(reference: str) -> Iterator[None]:
    """File the requests made inside under this payment's reference, whatever the provider calls it."""
    token = _about.set(reference)
    try:
        yield
    finally:
        _about.reset(token)


def exchange(*, call: Call, send: Callable[[], Reply]) -> Reply:
    """Ask, and ask again while the failure is a passing one and repeating is safe. Raises `NoAnswer`.

    `send` makes one request and raises `NoAnswer`. Must not be called inside a transaction (`RuntimeError`).
    """
    began = time.monotonic()
    for number in range(1, TRIES + 1):
        is_last = number == TRIES
        try:
            reply = _logged(call, send)
        except NoAnswer as problem:
            if is_last or not (call.is_repeatable or not problem.was_sent) or not _has_time(began):
                raise
        else:
            if is_last or not (call.is_repeatable and _is_passing(reply)) or not _has_time(began):
                return reply
        pause(number)
    raise AssertionError("The last try either answers or raises")


def pause(number: int) -> None:
    """Wait before try `number + 1`: twice as long each time, and not all at the same moment."""
    time.sleep(PAUSE_SECONDS * 2 ** (number - 1) * SystemRandom().uniform(1, 1.5))


def prune(*, days: int) -> int:
    """Delete the log of requests of more than `days` days ago. Returns how many rows went."""
    old = ProviderCall.objects.filter(started_at__lt=timezone.now() - timedelta(days=days)).order_by()
    total = 0
    while batch := list(old.values_list("pk", flat=True)[:PRUNE_BATCH]):
        ProviderCall.objects.filter(pk__in=batch).delete()
        total += len(batch)
    return total


def _has_time(began: float) -> bool:
    return time.monotonic() - began < RETRY_SECONDS


def _is_passing(reply: Reply) -> bool:
    """Stripe says itself whether a second try makes sense."""
    advice = reply.headers.get("stripe-should-retry")
    return advice == "true" or (advice != "false" and reply.status in PASSING)


def _logged(call: Call, send: Callable[[], Reply]) -> Reply:
    row = _open(call)
    began = time.monotonic()
    try:
        reply = send()
    except NoAnswer as problem:
        _close(row, began=began, outcome=UNAVAILABLE, response=redact({"problem": problem.reason}))
        raise
    _close(row, began=began, outcome=reply.outcome, response=redact_body(reply.body), http_status=reply.status)
    if reply.status in KEY_REFUSED:
        logger.error("%s does not take our key (%s): %s", call.gateway, reply.status, call.operation)
    return reply


def _open(call: Call) -> int:
    with transaction.atomic(durable=True):  # refuses to stand inside the caller's
        row = ProviderCall.objects.create(
            gateway=call.gateway,
            operation=call.operation,
            reference=(_about.get() or call.reference)[:255],
            outcome=SENT,
            request=redact(call.request),
        )
    return row.pk


def _close(row: int, *, began: float, outcome: str, response: Any, http_status: int | None = None) -> None:
    milliseconds = int((time.monotonic() - began) * 1000)
    fields = {"outcome": outcome, "response": response, "http_status": http_status, "milliseconds": milliseconds}
    try:
        ProviderCall.objects.filter(pk=row).update(**fields)
    except DatabaseError:
        # The answer is worth more than its log row, which still says that the request left.
        logger.exception("The log of request %s could not be completed", row)
