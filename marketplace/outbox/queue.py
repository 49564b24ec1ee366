"""The relay by Celery: one task for each delivery.

A task names the attempt it stands for, so a repeated one does nothing.
"""

import logging
from datetime import timedelta

from django.utils import timezone
from kombu.exceptions import OperationalError

from .deliveries import due, hold, put_back, retry_after, run_held, take_new
from .models import Delivery

logger = logging.getLogger(__name__)

#: A delivery whose task has not been started by then (a queue was purged, a worker died) becomes a task again.
QUEUED_FOR = timedelta(minutes=15)


def enqueue_pending(*, limit: int) -> int:
    """Make tasks of the deliveries of waiting events, and of those that are due again. Returns how many were taken.

    A broker that is away costs nothing but time: the deliveries are due again after the back-off.
    """
    events, deliveries = take_new(limit=limit, attempts=0, hold_for=QUEUED_FOR)
    again = [delivery for delivery in due(limit=limit) if _hold_for_queue(delivery)]
    _send([*deliveries, *again])
    return len(events) + len(again)


def _hold_for_queue(delivery: Delivery) -> bool:
    free = Delivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, next_attempt_at=delivery.next_attempt_at, delivered_at__isnull=True
    )
    return bool(free.update(next_attempt_at=timezone.now() + QUEUED_FOR))


def _send(deliveries: list[Delivery]) -> None:
    from .tasks import deliver

    for position, delivery in enumerate(deliveries):
        try:
            deliver.apply_async((delivery.pk, delivery.attempts), retry=False)
        except OperationalError as error:
            logger.error("The broker did not take %s", delivery, exc_info=error)
            for unsent in deliveries[position:]:
                put_back(unsent, error=f"Broker: {error}", wait=retry_after(attempts=unsent.attempts + 1))
            return


def run_one(*, delivery_id: int, attempts: int) -> None:
    """Run one delivery in a worker, if it still stands at `attempts` and nobody else has taken it."""
    wanted = Delivery.objects.filter(pk=delivery_id, attempts=attempts, delivered_at__isnull=True)
    delivery = wanted.select_related("event").first()
    if delivery and hold(delivery):
        run_held([delivery])
