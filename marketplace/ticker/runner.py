"""The ticker's thread: one for each web process, competing with those of other processes for each job."""

import atexit
import logging
import os
import threading

from django.conf import settings
from django.db import close_old_connections, connections

from .registry import background
from .services import enrol, run_due, seconds_to_next

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
STOP_SECONDS = 10.0


class Ticker:
    """Runs what is due, then sleeps until something is."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        """Until `stop()`. A database that is away is logged and asked again later."""
        wait = 1.0
        while not self._stopped.wait(wait):
            wait = self._tick()
        connections.close_all()

    def _tick(self) -> float:
        close_old_connections()
        try:
            enrol()
            run_due()
            return seconds_to_next(at_most=LONGEST_SLEEP)
        except Exception:  # the loop outlives any failure
            logger.exception("The ticker could not run its jobs")
            return LONGEST_SLEEP
        finally:
            close_old_connections()


_ticker: Ticker | None = None
_thread: threading.Thread | None = None
_guard = threading.Lock()


def start_background() -> None:
    """Start what rooms run in the background and, where TICKER_EMBEDDED, the ticker; a second call does nothing."""
    for start in background():
        start()
    if settings.TICKER_EMBEDDED:
        _start_ticker()


def _start_ticker() -> None:
    global _ticker, _thread
    with _guard:
        if _thread and _thread.is_alive():
            return
        _ticker = Ticker()
        _thread = threading.Thread(target=_ticker.run, name="ticker", daemon=True)
        _thread.start()
        atexit.register(stop)


def stop() -> None:
    """Stop the thread and wait for the job that is running."""
    global _ticker, _thread
    with _guard:
        if _ticker and _thread:
            _ticker.stop()
            _thread.join(STOP_SECONDS)
        _ticker = _thread = None
        atexit.unregister(stop)


def _forget() -> None:
    """A forked child has neither the parent's thread nor a lock that anybody will release."""
    global _ticker, _thread, _guard
    restart = _thread is not None
    _ticker, _thread, _guard = None, None, threading.Lock()
    if restart:
        _start_ticker()


os.register_at_fork(after_in_child=_forget)
