from django.contrib import admin

from marketplace.backoffice.readonly import ReadOnlyAdmin

from .models import JobRun


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """When each job ran and how it ended."""

    list_display = ["name", "next_run_at", "started_at", "finished_at", "held_until", "error"]
