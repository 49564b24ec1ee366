"""Imported by a real Celery worker (`celery worker -I`): writes down what it hears, once or not at all."""

import os

from marketplace.outbox.models import Event
from marketplace.outbox.registry import subscribe
from marketplace.ticker.models import JobRun


@subscribe("test.happened", key="test.worker")
def remember(event: Event) -> None:
    """The name is a primary key, so a second call would fail and show."""
    JobRun.objects.create(name=f"heard {event.payload['number']}", error=str(os.getpid()))
