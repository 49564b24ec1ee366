"""Running jobs so that, of any number of processes, one runs each job at each time."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from .models import JobRun
from .registry import Job, get_job, jobs

logger = logging.getLogger(__name__)

#: A job that has not finished by then is taken for crashed.
LEASE = timedelta(minutes=15)


def enrol() -> None:
    """Make a row for each job of the code that has none yet; it is due at once."""
    JobRun.objects.bulk_create([JobRun(name=job.name) for job in jobs()], ignore_conflicts=True)


def run_due() -> int:
    """Run every job whose time has come and that no other process has taken. Returns how many ran here."""
    known = {job.name: job for job in jobs()}
    due = _free().filter(name__in=known, next_run_at__lte=timezone.now()).order_by("next_run_at")
    return sum(_run_if_mine(known[name], due=True) for name in due.values_list("name", flat=True))


def run_by_name(name: str) -> bool:
    """Run this job now whether it is due or not (Celery beat keeps the time). False if it is running elsewhere."""
    job = get_job(name)
    JobRun.objects.bulk_create([JobRun(name=name)], ignore_conflicts=True)
    return _run_if_mine(job, due=False)


def seconds_to_next(*, at_most: float) -> float:
    """How long nothing will be due."""
    known = JobRun.objects.filter(name__in=[job.name for job in jobs()])
    soonest = known.aggregate(at=Min("next_run_at"))["at"]
    wait = (soonest - timezone.now()).total_seconds() if soonest else at_most
    return max(1.0, min(wait, at_most))


def _free() -> QuerySet[JobRun]:
    return JobRun.objects.filter(Q(held_until__isnull=True) | Q(held_until__lt=timezone.now()))


def _run_if_mine(job: Job, *, due: bool) -> bool:
    now = timezone.now()
    mine = _free().filter(name=job.name)
    if due:
        mine = mine.filter(next_run_at__lte=now)
    next_run = now + timedelta(seconds=job.seconds)
    if not mine.update(next_run_at=next_run, held_until=now + LEASE, started_at=now):
        return False
    error = _run(job)
    # Whoever took a job that had outlived its lease has another `started_at`; theirs is not to be released.
    own = JobRun.objects.filter(name=job.name, started_at=now)
    own.update(held_until=None, finished_at=timezone.now(), error=error)
    return True


def _run(job: Job) -> str:
    try:
        job.work()
    except Exception as error:  # one failing job must not stop the others; it is logged, recorded and runs again
        logger.exception("The job %s failed", job.name)
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def overdue(*, grace: timedelta = timedelta(minutes=15)) -> Sequence[str]:
    """Names of jobs that should have started longer than `grace` ago."""
    late = JobRun.objects.filter(name__in=[job.name for job in jobs()], next_run_at__lt=timezone.now() - grace)
    return list(late.values_list("name", flat=True))
