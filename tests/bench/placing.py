"""How many orders a second `place_order` writes, called directly by 16 worker processes."""

import time
from collections.abc import Sequence
from multiprocessing import get_context
from typing import Any

from .figures import Figure, summarise

WORKERS = 16


def _work(arguments: tuple[Sequence[int], float]) -> tuple[list[float], int, float, float]:
    """One process: its baskets one after the other, from the common start."""
    baskets, start_at = arguments
    import django

    django.setup()
    from django.db import connection

    from .market import place_basket

    place_basket(baskets[0])  # connection, plans and caches of this process
    time.sleep(max(0.0, start_at - time.time()))
    durations, errors = [], 0
    began = time.time()
    for basket in baskets[1:]:
        one = time.perf_counter()
        try:
            place_basket(basket)
        except Exception:  # noqa: BLE001 - whatever it is, it counts as an error
            errors += 1
        durations.append(time.perf_counter() - one)
    ended = time.time()
    connection.close()
    return durations, errors, began, ended


def measure(*, orders: int = 3200, workers: int = WORKERS) -> Figure:
    """`orders` orders of two sellers' three lines, by `workers` processes at once."""
    from django.db import connections

    from .market import make_baskets, make_offers, refresh_statistics

    baskets = make_baskets(offers=make_offers(), count=orders + workers)
    refresh_statistics()
    shares: list[Any] = [baskets[position::workers] for position in range(workers)]
    connections.close_all()
    start_at = time.time() + 12
    with get_context("spawn").Pool(workers) as pool:
        results = pool.map(_work, [(share, start_at) for share in shares])
    durations = [duration for result in results for duration in result[0]]
    seconds = max(result[3] for result in results) - min(result[2] for result in results)
    return summarise(
        name=f"place_order, 2 sellers, 3 lines, {workers} workers",
        durations=durations,
        seconds=seconds,
        errors=sum(result[1] for result in results),
    )
