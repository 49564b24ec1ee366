"""Deliveries: one event to one subscriber, once.

A delivery is held by whoever raised `attempts` (the row count of a conditional UPDATE decides), for LEASE at a time.
Who crashes while holding one loses it when the lease ends, and it is tried again: at least once, one at a time.
"""

import logging
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from . import registry
from .models import Delivery, Event

logger = logging.getLogger(__name__)

#: Longer than any subscriber may take; a holder renews the rest of its batch at half time.
LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
#: Successes are written together at this pace, so a crash repeats at most so much work.
FLUSH_SECONDS = 0.5


class UnknownSubscriber(LookupError):
    """A delivery is owed to a subscriber that the code no longer has."""


def deliver_new(*, limit: int) -> int:
    """Take up to `limit` waiting events and run their quick subscribers here; the slow ones' deliveries are due now.

    Returns the number of events taken.
    """
    events, deliveries = take_new(limit=limit, attempts=1, hold_for=LEASE, leave=registry.registry.slow_keys())
    run_held(deliveries)
    return len(events)


def deliver_due(*, limit: int, slow: bool | None = None) -> int:
    """Run what is due: slow subscribers, what failed before, what a crash has dropped. Returns how many were tried.

    `slow` narrows it to slow subscribers or to the others.
    """
    held = [delivery for delivery in due(limit=limit, slow=slow) if hold(delivery)]
    run_held(held)
    return len(held)


def take_new(
    *, limit: int, attempts: int, hold_for: timedelta, leave: Set[str] = frozenset()
) -> tuple[list[Event], list[Delivery]]:
    """Write deliveries, held by the caller, for the subscribers of the oldest waiting events; nobody else gets these.

    Those of the subscribers in `leave` are written too but held by nobody, and not returned.
    """
    waiting = Event.objects.filter(relayed_at__isnull=True)
    if not waiting.exists():  # asked without a transaction: on SQLite one would take the write lock
        return [], []
    with transaction.atomic():
        events = list(waiting.select_for_update(skip_locked=True).order_by("created_at")[:limit])
        held = {"attempts": attempts, "next_attempt_at": timezone.now() + hold_for}
        deliveries = Delivery.objects.bulk_create(_owed_for(events, held=held, leave=leave))
        Event.objects.filter(pk__in=[event.pk for event in events]).update(relayed_at=timezone.now())
    return events, [delivery for delivery in deliveries if delivery.subscriber not in leave]


def _owed_for(events: Sequence[Event], *, held: Mapping[str, Any], leave: Set[str]) -> list[Delivery]:
    return [
        Delivery(event=event, subscriber=subscriber.key, **({} if subscriber.key in leave else held))
        for event in events
        for subscriber in registry.registry.of(event.name)
    ]


def due(*, limit: int, slow: bool | None = None) -> QuerySet[Delivery]:
    """Deliveries that nobody holds and whose time has come, oldest event first."""
    owed = Delivery.objects.filter(delivered_at__isnull=True, next_attempt_at__lte=timezone.now())
    if slow is not None:
        of_slow = Q(subscriber__in=registry.registry.slow_keys())
        owed = owed.filter(of_slow if slow else ~of_slow)
    return owed.select_related("event").order_by("event__created_at", "id")[:limit]


def hold(delivery: Delivery) -> bool:
    """Take this delivery for LEASE. False if somebody else has taken or finished it since it was read."""
    free = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, delivered_at__isnull=True)
    if not free.update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + LEASE):
        return False
    delivery.attempts += 1
    return True


def run_held(deliveries: Sequence[Delivery]) -> None:
    """Run the subscribers of deliveries that the caller holds, in order; one that fails does not stop the rest."""
    done: list[int] = []
    flushed = renewed = monotonic()
    try:
        for position, delivery in enumerate(deliveries):
            if _run(delivery):
                done.append(delivery.pk)
            if monotonic() - flushed > FLUSH_SECONDS:
                _record_success(done)
                done, flushed = [], monotonic()
            if flushed - renewed > LEASE.total_seconds() / 2:
                _renew(deliveries[position + 1 :])
                renewed = flushed
    finally:
        _record_success(done)


def _run(delivery: Delivery) -> bool:
    event = delivery.event
    try:
        subscriber = registry.registry.find(event_name=event.name, key=delivery.subscriber)
        if subscriber is None:
            raise UnknownSubscriber(f"Nothing called {delivery.subscriber} subscribes to {event.name}.")
        with translation.override(settings.LANGUAGE_CODE):
            subscriber.handler(event)
    except Exception as error:  # noqa: BLE001  (a subscriber's failure is its own: recorded, shown, tried again)
        _record_failure(delivery, error)
        return False
    return True


def _record_success(pks: Sequence[int]) -> None:
    if pks:
        Delivery.objects.filter(pk__in=pks).update(delivered_at=timezone.now(), error="")


def _record_failure(delivery: Delivery, error: Exception) -> None:
    wait = retry_after(attempts=delivery.attempts)
    logger.error(
        "%s failed on %s (attempt %d, again in %s)",
        delivery.subscriber, delivery.event, delivery.attempts, wait, exc_info=error,
    )  # fmt: skip
    put_back(delivery, error=f"{type(error).__name__}: {error}", wait=wait)


def put_back(delivery: Delivery, *, error: str, wait: timedelta) -> None:
    """Let go of a held delivery; it is due again after `wait`. Does nothing if it was taken away meanwhile."""
    held = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, delivered_at__isnull=True)
    held.update(error=error[:2000], next_attempt_at=timezone.now() + wait)


def _renew(deliveries: Sequence[Delivery]) -> None:
    held = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], delivered_at__isnull=True)
    held.update(next_attempt_at=timezone.now() + LEASE)


def retry_after(*, attempts: int) -> timedelta:
    """5 s after the first failure, twice as long after each further one, at most an hour."""
    return min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(attempts - 1, 20))
