"""Is this process alive, and can it serve? For load balancers, containers and the demo; says nothing about why not."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part that a page needs answers, else 503 with the names of those that do not."""
    parts = {name: _answers(name, check) for name, check in checks().items()}
    healthy = all(parts.values())
    body = {"status": "ok" if healthy else "unavailable", "parts": {n: "ok" if up else "down" for n, up in parts.items()}}
    return JsonResponse(body, status=200 if healthy else 503)


def checks() -> dict[str, Callable[[], None]]:
    """What must answer here: the database always, Redis where it is used. The broker may be away: the outbox waits."""
    wanted = {"database": _ask_database}
    if settings.REDIS_URL:
        wanted["cache"] = _ask_cache
    return wanted


def _answers(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001  (whatever it is, the part is down; the log says what)
        logger.exception("health: %s does not answer", name)
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _ask_cache() -> None:
    cache.set("health", "ok", 10)
    if cache.get("health") != "ok":
        raise ConnectionError("the cache forgot what it was told")
