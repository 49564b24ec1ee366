"""On what terms an order may be paid in cash: by area, by buyer, and not at all for blocked phones.

The terms are read on every checkout page, so they are remembered until the operator changes one.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.page_cache import remembered

from ..options import SECONDS, TAG
from .exceptions import CashRefused
from .models import BlockedPhone, CashRule

CODE: Final = "cash_on_delivery"
_BUYER_LOCK: Final = 0x434F44  # an advisory lock class of our own


@dataclass(frozen=True, slots=True)
class Rule:
    """One area's terms as a value; `max_total` is in the shop's currency. None means no limit."""

    collector: str
    country: str = ""
    regions: frozenset[str] = frozenset()
    is_offered: bool = True
    max_total: Decimal | None = None
    max_open_orders: int | None = None

    def covers(self, *, country: str, region: str) -> bool:
        """A rule for named regions does not speak of an address whose region is not known."""
        return self.country in ("", country) and (not self.regions or region in self.regions)


@dataclass(frozen=True, slots=True)
class Book:
    rules: tuple[Rule, ...]
    blocked: frozenset[str]


def rule_for(*, country: str, region: str) -> Rule:
    """The first rule that covers the area; without one, cash is taken without limits."""
    found = (rule for rule in _book().rules if rule.covers(country=country, region=region))
    return next(found, Rule(collector=settings.CASH_COLLECTOR))


def admits(*, total: Decimal, country: str, region: str) -> bool:
    """Whether an order of this total may be paid in cash there. Costs no query while nobody changes the terms."""
    rule = rule_for(country=country, region=region)
    return rule.is_offered and (rule.max_total is None or total <= rule.max_total)


def check_buyer(*, user: Any, phones: Iterable[str], email: str, country: str, region: str) -> None:
    """Under the locks of placing an order: this buyer may pay in cash. Raises `CashRefused` in the buyer's words.

    `phones` are every number the order names, E.164. One buyer's orders placed at once are counted one after the other.
    """
    numbers = {phone for phone in phones if phone}
    if numbers & _book().blocked:
        raise CashRefused(_("Cash is not possible with this phone number. Please choose another way to pay."))
    limit = rule_for(country=country, region=region).max_open_orders
    if limit is not None and _open_orders(user=user, phones=numbers, email=email) >= limit:
        raise CashRefused(
            _("You have open orders to be paid in cash. Please pay this one online, or wait until those have arrived.")
        )


def _open_orders(*, user: Any, phones: set[str], email: str) -> int:
    """How many of this buyer's cash orders are under way."""
    buyer = Q(guest_phone__in=phones) if phones else Q()
    buyer |= Q(guest_email__iexact=email) if email else Q()
    buyer |= Q(user=user) if user else Q()
    if not buyer:
        return 0
    _queue_up([*phones, *([email.lower()] if email else []), *([f"user:{user.pk}"] if user else [])])
    return get_model("order", "Order").objects.filter(buyer, payment_method=CODE, status="open").count()


def _queue_up(names: Iterable[str]) -> None:
    """Orders of one buyer wait for each other here. SQLite lets only one transaction write anyway."""
    if connection.vendor != "postgresql":
        return
    keys = sorted({zlib.crc32(name.encode()) - 2**31 for name in names})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_BUYER_LOCK, key])


def _book() -> Book:
    return remembered("cash-rules", tags=[TAG], build=_read, lifetime=SECONDS)


def _read() -> Book:
    rows = CashRule.objects.order_by("position", "pk")
    rules = (
        Rule(
            collector=row.collector,
            country=row.country,
            regions=frozenset(row.regions),
            is_offered=row.is_offered,
            max_total=row.max_total,
            max_open_orders=row.max_open_orders,
        )
        for row in rows
    )
    phones = BlockedPhone.objects.filter(lifted_at=None).values_list("phone", flat=True)
    return Book(rules=tuple(rules), blocked=frozenset(map(str, phones)))
