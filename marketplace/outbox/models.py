import uuid

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """A fact that has happened, written in the transaction that made it true."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, db_index=True)
    payload = models.JSONField(default=dict)
    #: Events are handed on in this order; the ids are random.
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    #: When a delivery was written for each subscriber; from then on the deliveries say what is still owed.
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "outbox"
        indexes = [
            models.Index(fields=["created_at"], name="outbox_waiting", condition=models.Q(relayed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """That one subscriber has had one event, or how often it was tried and when it is tried again.

    Who wants to run one raises `attempts` by a conditional UPDATE and so holds it until `next_attempt_at`.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: While somebody holds it: when it may be taken away from them. Otherwise: when it is due.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        app_label = "outbox"
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_once_per_subscriber")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="outbox_owed", condition=models.Q(delivered_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.event_id}"
