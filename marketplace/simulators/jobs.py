"""What happens later and by itself: webhooks, slow payments, transfers. Kept in the store, so none is forgotten."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .store import get_store
from .wire import token

logger = logging.getLogger(__name__)
HANDLERS: dict[str, Callable[..., None]] = {}
KIND = "job"
LONGEST_WAIT = 0.5
AT_ONCE = 4

_wake = threading.Event()
_running: set[str] = set()


def handles(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register what a job of this name does."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        HANDLERS[name] = function
        return function

    return register


def later(name: str, *, seconds: float = 0, **arguments: Any) -> None:
    """Do it in this many seconds, or as soon as there is a thread."""
    key = token()
    get_store().put(KIND, key, {"key": key, "name": name, "due": time.time() + seconds, "arguments": arguments})
    _wake.set()


def start_worker() -> None:
    threading.Thread(target=_work, name="simulator jobs", daemon=True).start()


def _work() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            for job in _due():
                _running.add(job["key"])
                pool.submit(_run, job)
            _wake.wait(LONGEST_WAIT)
            _wake.clear()


def _due() -> list[dict[str, Any]]:
    return [job for job in get_store().due(KIND, at=time.time()) if job["key"] not in _running]


def _run(job: dict[str, Any]) -> None:
    try:
        HANDLERS[job["name"]](**job["arguments"])
    except Exception:
        logger.exception("Job %s failed", job["name"])
    finally:
        get_store().delete(KIND, job["key"])
        _running.discard(job["key"])
