"""The whole sample market, step by step, with the time each takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from marketplace import page_cache
from marketplace.outbox.services import relay_pending
from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.models import Product
from oscar_apps.communication.transports import recording_only
from oscar_apps.partner.winning import refresh_winning_offers
from oscar_apps.search.services import rebuild_index

from ..catalogue import SampleMarket, load
from .cash import load_cash_rules
from .orders import load_orders
from .people import Accounts, load_customers, load_staff
from .photos import load_photos
from .products import load_offers, load_products
from .promotions import load_promotions
from .reviews import load_reviews
from .shelves import load_brands, load_categories, load_types
from .shops import load_shops

Report = Callable[[str], None]
#: What became of each step: how many rows were made.
Made = dict[str, int]


def load_market(*, password: str, report: Report) -> Made:
    """Load what is missing of the sample market; running it again makes nothing.

    Everybody gets `password`. Products, sellers and orders go through the services of their rooms; messages about the
    orders are recorded as sent, but leave the house for nobody. `report` gets a line for each step.
    """
    market, made = load(), Made()
    accounts = Accounts.sharing(password)
    _load_goods(market, accounts, made, report)
    with _timed("orders", made, report) as count:
        count(load_orders(market, report=report))
    with _timed("messages and other consequences", made, report) as count:
        with recording_only():
            handed_on = _relay()
        count(0 if not any(made.values()) else handed_on)
    if any(made.values()):
        _finish(report)
    return made


def _load_goods(market: SampleMarket, accounts: Accounts, made: Made, report: Report) -> None:
    steps: tuple[tuple[str, Callable[[], int]], ...] = (
        ("people", lambda: load_staff(accounts) + load_customers(market.customers, accounts)),
        ("shops", lambda: load_shops(market.shops, accounts)),
        ("brands", lambda: load_brands(market.brands)),
        ("product types", lambda: load_types(market)),
        ("categories", lambda: load_categories(market)),
        ("products", lambda: load_products(market)),
        ("offers", lambda: load_offers(market)),
        ("reviews", lambda: load_reviews(market)),
        ("vouchers and offers", load_promotions),
        ("terms of cash", load_cash_rules),
        ("pictures", lambda: load_photos(market)),
    )
    for name, step in steps:
        with _timed(name, made, report) as count:
            count(step())
    if any(made.values()):
        refresh_winning_offers(product_ids=Product.objects.values_list("pk", flat=True).iterator())


def _relay() -> int:
    """Let everybody who wants to hear of what happened hear it now; returns how many events there were."""
    total = 0
    while taken := relay_pending(limit=500):
        total += taken
    return total


def _finish(report: Report) -> None:
    """What lists, menus and search read, made anew from what is there now."""
    started = time.monotonic()
    count_products()
    found = rebuild_index()
    page_cache.forget_everything()
    report(f"{found} products can be found ({time.monotonic() - started:.1f} s)")


@contextmanager
def _timed(name: str, made: Made, report: Report) -> Iterator[Callable[[int], None]]:
    started = time.monotonic()
    yield lambda number: made.__setitem__(name, number)
    report(f"{made[name]} {name} ({time.monotonic() - started:.1f} s)")
