"""Reading the journal: balances and entries. What a seller sees is filtered by the seller on fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from ..amounts import exact
from .accounts import SELLER_KINDS, Kind
from .models import Entry, Purpose


@dataclass(frozen=True, kw_only=True)
class Balance:
    """How a seller stands with the market, in `currency`; what the seller owes makes amounts negative.

    `available` may be paid out, `pending` waits for delivery and the return window, `owed` is cash the seller holds of
    the market's. `total` is the sum of all of the seller's entries.
    """

    available: Decimal
    pending: Decimal
    owed: Decimal
    currency: str

    @property
    def total(self) -> Decimal:
        return self.available + self.pending - self.owed


def balance_of(*, partner_id: int, currency: str | None = None, at: datetime | None = None) -> Balance:
    """The balance of one seller at a moment (now); one query. Nothing is stored: entries are summed."""
    moment, code = at or timezone.now(), currency or settings.SHOP_CURRENCY
    is_available = Q(account__kind=Kind.SELLER_PAYABLE, available_at__lte=moment)
    sums = (
        entries_of(partner_id=partner_id)
        .filter(currency=code)
        .order_by()
        .aggregate(
            available=Sum("amount", filter=is_available),
            pending=Sum("amount", filter=Q(account__kind=Kind.SELLER_PAYABLE) & ~is_available),
            owed=Sum("amount", filter=Q(account__kind=Kind.CASH_FROM_SELLER)),
        )
    )
    return Balance(
        available=-exact(sums["available"], code),
        pending=-exact(sums["pending"], code),
        owed=exact(sums["owed"], code),
        currency=code,
    )


def entries_of(*, partner_id: int) -> QuerySet[Entry]:
    """The entries on one seller's own accounts, newest fact first: all that the seller may know of the journal.

    Within a fact in the order of writing, what is in the seller's hand after what the market owes it.
    """
    return (
        Entry.objects.filter(account__partner_id=partner_id, account__kind__in=SELLER_KINDS)
        .select_related("transaction", "account", "consignment")
        .order_by("-transaction__occurred_at", "-transaction_id", "-account__kind", "id")
    )


def statement_of(*, partner_id: int) -> QuerySet[Entry]:
    """A seller's entries without what only moves between its own two accounts (cash that it keeps): the same sum."""
    return entries_of(partner_id=partner_id).exclude(purpose=Purpose.CASH_KEPT)


def entries_of_order(*, order_id: int) -> QuerySet[Entry]:
    """Every entry about an order in the order it was written, whoever's it is. For the back office.

    A courier's remittance is about many orders: of it come the entries of this order's consignments.
    """
    about = Q(transaction__order_id=order_id) | Q(consignment__order_id=order_id)
    return (
        Entry.objects.filter(about)
        .select_related("transaction", "account__partner", "consignment__partner")
        .order_by("transaction_id", "id")
    )
