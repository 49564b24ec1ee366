"""The Celery application: `celery -A marketplace worker`, `celery -A marketplace beat`.

Tasks are not written by hand: the outbox makes one of each delivery, the ticker one of each scheduled job.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.production")

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def schedule_jobs(sender: Celery, **kwargs: object) -> None:
    """Beat runs what the ticker would run in a process of its own."""
    from marketplace.ticker.registry import jobs
    from marketplace.ticker.tasks import run_job

    for job in jobs():
        sender.add_periodic_task(job.seconds, run_job.s(job.name), name=job.name)
