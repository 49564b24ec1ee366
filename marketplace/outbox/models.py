import uuid

from django.db import models


class Event(models.Model):
    """A fact that has happened, written in the transaction that made it true."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Position in the stream; ids are random, so this keeps the order.
    name = models.CharField(max_length=100, db_index=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    #: When every subscriber has had it; empty while one is still owed.
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "outbox"
        indexes = [
            models.Index(
                fields=["created_at"], name="outbox_waiting", condition=models.Q(relayed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """That one subscriber has had one event, or how often it failed and when it is tried again."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        app_label = "outbox"
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_once_per_subscriber")]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.event_id}"
