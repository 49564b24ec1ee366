"""Writing events and handing them on. The hot path is one INSERT; everything else happens after the commit."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from . import relay
from .deliveries import deliver_due, deliver_new
from .models import Event

Payload = dict[str, Any]
_gathering: ContextVar[list[Event] | None] = ContextVar("gathering", default=None)


def publish(name: str, payload: Payload) -> Event:
    """Record that something has happened. Call it inside the transaction that makes it true.

    `payload` holds plain JSON: ids as int, people as str(uuid). Subscribers run after the commit, never in the caller.
    """
    return publish_many([(name, payload)])[0]


def publish_many(events: Iterable[tuple[str, Payload]]) -> list[Event]:
    """The same for several events, with one INSERT; they are handed on in this order."""
    rows = [Event(name=name, payload=payload) for name, payload in events]
    waiting = _gathering.get()
    if waiting is None:
        _write(rows)
    else:
        waiting.extend(rows)
    return rows


@contextmanager
def gathered() -> Iterator[None]:
    """Write the events published inside with one INSERT, at the end of the block. Use it inside the transaction.

    A block that raises writes none: its transaction ends without effect too.
    """
    if _gathering.get() is not None:
        yield
        return
    waiting: list[Event] = []
    token = _gathering.set(waiting)
    try:
        yield
    finally:
        _gathering.reset(token)
    _write(waiting)


def _write(rows: list[Event]) -> None:
    if rows:
        Event.objects.bulk_create(rows)
        transaction.on_commit(relay.wake, robust=True)


def relay_pending(*, limit: int = 100) -> int:
    """Run the subscribers of up to `limit` waiting events, and what is due again after a failure, in this process.

    Returns how many events and due deliveries it took; 0 means that nothing is due. Safe to run in any number of
    processes at once: each delivery belongs to one of them. Never raises for a subscriber's failure.
    """
    return deliver_new(limit=limit) + deliver_due(limit=limit)
