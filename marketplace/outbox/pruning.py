"""Old events go; an event that is still owed to somebody stays, however old it is."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import registry
from .models import Delivery, Event

KEEP_DAYS = 30
BATCH = 1000


def prune(*, days: int = KEEP_DAYS) -> int:
    """Delete events of more than `days` days ago that nobody is owed any more. Returns how many.

    What is owed to a subscriber that the code no longer has does not count.
    """
    owed = Delivery.objects.filter(
        event=OuterRef("pk"), delivered_at__isnull=True, subscriber__in=registry.registry.keys()
    )
    old = Event.objects.filter(relayed_at__isnull=False, created_at__lt=timezone.now() - timedelta(days=days))
    total = 0
    while batch := list(old.exclude(Exists(owed)).values_list("pk", flat=True)[:BATCH]):
        Event.objects.filter(pk__in=batch).delete()
        total += len(batch)
    return total
