from django.db import models


class IdempotencyKey(models.Model):
    """What was made under a client's key, so that a repeated request returns it instead of making another."""

    #: What the key is for, for example "order".
    scope = models.CharField(max_length=50)
    #: Who used it: "user:<uuid>" or "basket:<id>"; another owner never sees the row.
    owner = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    #: Primary key of what was made.
    object_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "api"
        constraints = [models.UniqueConstraint(fields=["scope", "owner", "key"], name="idempotency_key_unique")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
