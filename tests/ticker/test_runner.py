import subprocess
import sys
import threading

import pytest

from marketplace import ticker
from marketplace.ticker import runner
from marketplace.ticker.registry import every, in_background
from marketplace.ticker.services import enrol


@pytest.fixture
def ticks(monkeypatch):
    """Set at each round of the ticker's thread; the rounds themselves do nothing."""
    tick = threading.Event()

    def run(self) -> float:
        tick.set()
        return 0.01

    monkeypatch.setattr(runner.Ticker, "_tick", run)
    yield tick
    runner.stop()


def threads() -> int:
    return sum(thread.name == "ticker" for thread in threading.enumerate())


def test_a_process_has_one_ticker(ticks, settings):
    settings.TICKER_EMBEDDED = True
    for _ in range(3):
        ticker.start()
    assert threads() == 1
    assert ticks.wait(5)
    runner.stop()
    assert threads() == 0


def test_with_a_broker_there_is_no_ticker_but_the_background_starts(ticks, settings):
    started = []
    in_background(lambda: started.append("relay"))
    settings.TICKER_EMBEDDED = False
    ticker.start()
    assert threads() == 0
    assert started == ["relay"]


@pytest.mark.django_db
def test_a_round_runs_what_is_due_and_says_how_long_to_sleep():
    ran = []
    every("5m", name="often")(lambda: ran.append("often"))
    enrol()
    assert runner.Ticker()._tick() == runner.LONGEST_SLEEP
    assert ran == ["often"]


@pytest.mark.django_db
def test_the_ticker_outlives_a_database_that_is_away(monkeypatch, caplog):
    def refuse() -> None:
        raise OSError("The database is away")

    monkeypatch.setattr(runner, "enrol", refuse)
    assert runner.Ticker()._tick() == runner.LONGEST_SLEEP
    assert "could not run its jobs" in caplog.text


def run_python(code: str) -> str:
    """In a process of its own, as a web server or a command would start."""
    show = "print(sorted(thread.name for thread in threading.enumerate()))"
    command = [sys.executable, "-c", f"import os, threading\n{code}\n{show}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_only_web_processes_have_background_threads():
    """Settings in which the threads find an empty database: they start, look, and go on waiting."""
    settings = 'os.environ.update(DJANGO_SETTINGS_MODULE="marketplace.settings.test", DATABASE_URL="")'
    switch = "from django.conf import settings; settings.OUTBOX_RELAY = 'in_process'; settings.TICKER_EMBEDDED = True"
    command = run_python(f"{settings}\nimport django; django.setup()\n{switch}")
    web = run_python(f"{settings}\nimport django; django.setup()\n{switch}\nimport marketplace.wsgi")
    assert "ticker" not in command
    assert "outbox-relay" in web
    assert "'ticker'" in web
