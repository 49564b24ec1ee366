"""How far behind the relay is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q
from django.utils import timezone

from .models import Delivery, Event


@dataclass(frozen=True)
class Backlog:
    """`lag_seconds`: age of the oldest event that has not been handed on. `failing`: deliveries with an error."""

    lag_seconds: float
    failing: int


def backlog() -> Backlog:
    oldest: datetime | None = Event.objects.filter(relayed_at__isnull=True).aggregate(at=Min("created_at"))["at"]
    failing = Delivery.objects.filter(~Q(error=""), delivered_at__isnull=True).count()
    lag = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Backlog(lag_seconds=round(max(lag, 0.0), 1), failing=failing)
