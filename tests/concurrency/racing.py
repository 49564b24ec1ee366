"""Running the same thing in many threads at once, each with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def race(*, calls: Sequence[Callable[[], Any]], workers: int | None = None) -> list[Any]:
    """Start all calls together; the answers in the order of the calls, an exception standing for its call."""
    size = workers or len(calls)
    barrier = Barrier(min(size, len(calls)))

    def run(position: int, call: Callable[[], Any]) -> Any:
        try:
            if position < barrier.parties:
                barrier.wait(timeout=30)
            return call()
        except Exception as error:  # noqa: BLE001 - the caller looks at what it was
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=size) as pool:
        return list(pool.map(run, range(len(calls)), calls))


def errors(results: Sequence[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
