"""The relay: hands events on after the commit, outside the request.

The setting OUTBOX_RELAY says how: "in_process" runs subscribers in this process' relay thread, "celery" makes a task of
each delivery, "inline" runs them in the committing thread as soon as it has committed (scripts and tests). The thread
runs in web processes only; what a command or a worker publishes is found by a web process or by `manage.py relay`.
"""

import atexit
import logging
import os
import threading

from django.conf import settings
from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

#: How often a relay looks by itself for what nobody woke it for: other processes' events, and retries.
POLL_SECONDS = 2.0
#: A stopping process gives the subscriber that is running so long.
STOP_SECONDS = 10.0


def hand_on(*, limit: int = 100) -> int:
    """Hand on what is due, in the way the settings say. Returns how much was taken; 0 means nothing is due."""
    if settings.OUTBOX_RELAY == "celery":
        from .queue import enqueue_pending

        return enqueue_pending(limit=limit)
    from .services import relay_pending

    return relay_pending(limit=limit)


def drain(*, stop: threading.Event | None = None) -> int:
    """Hand on until nothing is due. Returns how much was taken in all."""
    total = 0
    while not (stop and stop.is_set()) and (taken := hand_on()):
        total += taken
    return total


class Relay:
    """A loop that drains whenever it is woken, and every POLL_SECONDS."""

    def __init__(self, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.poll_seconds = poll_seconds
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Until `stop()`. A database or broker that is away is logged and asked again at the next round."""
        while not self._stopped.is_set():
            self._round()
            self._woken.wait(self.poll_seconds)
            self._woken.clear()
        connections.close_all()

    def _round(self) -> None:
        close_old_connections()
        try:
            drain(stop=self._stopped)
        except Exception:  # the loop outlives any failure: nothing is lost, the rows are still there
            logger.exception("The relay could not hand events on")
        finally:
            close_old_connections()


_relay: Relay | None = None
_thread: threading.Thread | None = None
_guard = threading.Lock()


def start() -> None:
    """Start this process' relay thread, once. Called by the web entry points through `marketplace.ticker.start`."""
    global _relay, _thread
    with _guard:
        if settings.OUTBOX_RELAY == "inline" or (_thread and _thread.is_alive()):
            return
        _relay = Relay()
        _thread = threading.Thread(target=_relay.run, name="outbox-relay", daemon=True)
        _thread.start()
        atexit.register(stop)


def stop() -> None:
    """Stop the thread and wait for the subscriber that is running; the rest stays in the table."""
    global _relay, _thread
    with _guard:
        if _relay and _thread:
            _relay.stop()
            _thread.join(STOP_SECONDS)
        _relay = _thread = None
        atexit.unregister(stop)


def wake() -> None:
    """Tell the relay that something was committed. Without a thread here the event waits for another process."""
    if settings.OUTBOX_RELAY == "inline":
        drain()
    elif _relay:
        _relay.wake()


def _forget() -> None:
    """In a forked child the parent's thread does not exist; its lock may be held for ever."""
    global _relay, _thread, _guard
    restart = _thread is not None
    _relay, _thread, _guard = None, None, threading.Lock()
    if restart:
        start()


os.register_at_fork(after_in_child=_forget)
