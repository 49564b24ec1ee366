"""Is this process alive, and can it serve? For load balancers, containers and the demo; says nothing about why not.

A database or cache that does not answer is a 503. A broker that is away, events that pile up and jobs that nobody runs
are named too, but stay 200: pages can be served and nothing is lost, and taking every web process out of rotation
would make it worse.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .outbox.selectors import backlog
from .ticker.services import overdue

logger = logging.getLogger(__name__)

#: Events that wait longer than this have no relay, or one that cannot keep up.
LONGEST_LAG_SECONDS = 300
BROKER_TIMEOUT_SECONDS = 2

#: A check returns the state of its part, "ok" or a word for what is behind, and raises when nothing answers.
Checks = dict[str, Callable[[], str]]


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part that a page needs answers, else 503; with the state of each part."""
    needed = {name: _state(name, check) for name, check in needed_checks().items()}
    if "down" in needed.values():
        return JsonResponse({"status": "unavailable", "parts": needed}, status=503)
    parts = needed | {name: _state(name, check) for name, check in further_checks().items()}
    healthy = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if healthy else "degraded", "parts": parts})


def needed_checks() -> Checks:
    """Without these no page can be served."""
    return {"database": _ask_database, "cache": _ask_cache}


def further_checks() -> Checks:
    """What works on in the background; the broker only where there is one."""
    checks: Checks = {"outbox": _ask_outbox, "jobs": _ask_jobs}
    return {"broker": _ask_broker, **checks} if settings.CELERY_BROKER_URL else checks


def _state(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception:  # whatever it is, the part is down; the log says what
        logger.exception("health: %s does not answer", name)
        return "down"


def _ask_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "ok"


def _ask_cache() -> str:
    cache.set("health", "ok", 10)
    if cache.get("health") != "ok":
        raise ConnectionError("the cache forgot what it was told")
    return "ok"


def _ask_broker() -> str:
    from kombu import Connection

    with Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_TIMEOUT_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
    return "ok"


def _ask_outbox() -> str:
    state = backlog()
    if state.failing:
        logger.warning("health: %d deliveries have failed and are tried again", state.failing)
    return "behind" if state.lag_seconds > LONGEST_LAG_SECONDS else "ok"


def _ask_jobs() -> str:
    late = overdue()
    if late:
        logger.warning("health: nobody runs %s", ", ".join(late))
    return "late" if late else "ok"
