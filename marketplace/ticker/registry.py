"""What runs on a schedule. A room declares its jobs in a module that its AppConfig loads when ready."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Job:
    """`seconds` from the start of one run to the start of the next; the name is its key in the database."""

    name: str
    seconds: int
    work: Work


_jobs: dict[str, Job] = {}
_background: list[Work] = []


def every(interval: str = "", *, seconds: int = 0, name: str = "") -> Callable[[Work], Work]:
    """Run the decorated function every `interval` ("30s", "5m", "2h", "1d") or every so many seconds.

    It runs in one process at a time, outside any transaction. One that fails is logged and runs again at its next time;
    one that takes longer than its interval delays its own next run. `name` defaults to module and function.
    """
    period = seconds or to_seconds(interval)

    def register(work: Work) -> Work:
        job = Job(name=name or f"{work.__module__}.{work.__qualname__}", seconds=period, work=work)
        if job.name in _jobs:
            raise ValueError(f"There is already a job called {job.name}")
        _jobs[job.name] = job
        return work

    return register


def in_background(start: Work) -> Work:
    """Have `marketplace.ticker.start` call this in every web process; it starts a thread of its own and returns."""
    _background.append(start)
    return start


def jobs() -> tuple[Job, ...]:
    return tuple(_jobs.values())


def get_job(name: str) -> Job:
    """Raise KeyError where there is none."""
    return _jobs[name]


def background() -> tuple[Work, ...]:
    return tuple(_background)


def to_seconds(interval: str) -> int:
    """`"5m"` is 300. Raise ValueError for anything but a whole number and s, m, h or d."""
    match = re.fullmatch(r"([1-9]\d*)([smhd])", interval)
    if not match:
        raise ValueError(f"{interval!r} is no interval: write 30s, 5m, 2h or 1d")
    return int(match[1]) * SECONDS[match[2]]
