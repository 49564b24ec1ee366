"""The relay: hands events on after the commit, outside the request.

The setting OUTBOX_RELAY says how: "in_process" runs subscribers in this process' relay threads, "celery" makes a task
of each delivery, "inline" runs them in the committing thread as soon as it has committed (scripts and tests), and
"external" leaves everything to `manage.py relay`, so that web processes only answer requests. Threads run in web
processes only; what a command or a worker publishes is found by a web process or by `manage.py relay`.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connections

from .deliveries import deliver_due, deliver_new

logger = logging.getLogger(__name__)

#: How often a relay looks by itself for what nobody woke it for: other processes' events, and retries.
POLL_SECONDS = 2.0
#: Events and due deliveries in one go.
BATCH = 100
#: A stopping process gives the subscriber that is running so long.
STOP_SECONDS = 10.0


Work = Callable[[], int]


def hand_on() -> int:
    """Hand on what is due, in the way the settings say. Returns how much was taken; 0 means nothing is due."""
    if settings.OUTBOX_RELAY == "celery":
        from .queue import enqueue_pending

        return enqueue_pending(limit=BATCH)
    return deliver_new(limit=BATCH) + deliver_due(limit=BATCH)


def hand_on_quick() -> int:
    return deliver_new(limit=BATCH) + deliver_due(limit=BATCH, slow=False)


def hand_on_slow() -> int:
    """One at a time: what is not held can still be done by another process."""
    return deliver_due(limit=1, slow=True)


def drain() -> int:
    """Hand on until nothing is due. Returns how much was taken in all."""
    total = 0
    while taken := hand_on():
        total += taken
    return total


class Relay:
    """A loop that works until nothing is due whenever it is woken, and every POLL_SECONDS; then wakes the next one."""

    def __init__(
        self, work: Work, *, name: str, then: "Relay | None" = None, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self.name = name
        self.poll_seconds = poll_seconds
        self._work = work
        self._then = then
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
            while not self._stopped.is_set() and self._work():
                if self._then:
                    self._then.wake()
        except Exception:  # the loop outlives any failure: nothing is lost, the rows are still there
            logger.exception("The relay could not hand events on")
        finally:
            close_old_connections()


def relays(*, poll_seconds: float = POLL_SECONDS) -> list[Relay]:
    """The loops of one process: one that makes tasks, or a quick and a slow one that run subscribers."""
    if settings.OUTBOX_RELAY == "celery":
        return [Relay(hand_on, name="outbox-relay", poll_seconds=poll_seconds)]
    slow = Relay(hand_on_slow, name="outbox-relay-slow", poll_seconds=poll_seconds)
    return [Relay(hand_on_quick, name="outbox-relay", then=slow, poll_seconds=poll_seconds), slow]


_running: list[tuple[Relay, threading.Thread]] = []
_guard = threading.Lock()


def start_in_web_process() -> None:
    """`start`, unless the setting leaves the work to `manage.py relay`. Called through `marketplace.ticker.start`."""
    if settings.OUTBOX_RELAY != "external":
        start()


def start(*, poll_seconds: float = POLL_SECONDS) -> None:
    """Start this process' relay threads, once."""
    with _guard:
        if settings.OUTBOX_RELAY == "inline" or _running:
            return
        for relay in relays(poll_seconds=poll_seconds):
            thread = threading.Thread(target=relay.run, name=relay.name, daemon=True)
            _running.append((relay, thread))
            thread.start()
        atexit.register(stop)


def stop() -> None:
    """Stop the threads and wait for the subscribers that are running; the rest stays in the table."""
    with _guard:
        for relay, _thread in _running:
            relay.stop()
        for _relay, thread in _running:
            thread.join(STOP_SECONDS)
        _running.clear()
        atexit.unregister(stop)


def is_running() -> bool:
    return bool(_running)


def wake() -> None:
    """Tell the relay that something was committed. Without a thread here the event waits for another process."""
    if settings.OUTBOX_RELAY == "inline":
        drain()
    elif _running:
        _running[0][0].wake()


def _forget() -> None:
    """In a forked child the parent's threads do not exist; its lock may be held for ever."""
    global _guard
    restart = bool(_running)
    _running.clear()
    _guard = threading.Lock()
    if restart:
        start()


os.register_at_fork(after_in_child=_forget)
