from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """When a scheduled job is due next and who runs it now; the row that several processes compete for."""

    name = models.CharField(max_length=100, primary_key=True)
    next_run_at = models.DateTimeField(default=timezone.now, db_index=True)
    #: While a process runs it: when it counts as crashed and another may start it. Empty between runs.
    held_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        app_label = "ticker"

    def __str__(self) -> str:
        return self.name
