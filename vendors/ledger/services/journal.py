"""The only writer of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from oscar_apps.partner.prices import quantize

from ..accounts import Kind, Ref, rows_of
from ..exceptions import Unbalanced
from ..models import Account, Entry, Transaction
from .availability import available_dates


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One entry to be written; debit positive, credit negative, in the transaction's currency."""

    account: Ref
    amount: Decimal
    purpose: str
    consignment_id: int | None = None
    partner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Booking:
    """The transaction, and whether this call wrote it or found it."""

    transaction: Transaction
    created: bool


def pair(
    *,
    debit: Ref,
    credit: Ref,
    amount: Decimal,
    purpose: str,
    consignment_id: int | None = None,
    partner_id: int | None = None,
) -> list[Posting]:
    """The two sides of one amount."""
    about: dict[str, Any] = {"purpose": purpose, "consignment_id": consignment_id, "partner_id": partner_id}
    return [Posting(account=debit, amount=amount, **about), Posting(account=credit, amount=-amount, **about)]


def find(*, kind: str, source: str) -> Transaction | None:
    """The transaction of this fact, if it has been booked."""
    return Transaction.objects.filter(kind=kind, source=source).first()


def book(
    *,
    kind: str,
    source: str,
    currency: str,
    postings: Sequence[Posting],
    order: Any = None,
    description: str = "",
    occurred_at: datetime | None = None,
) -> Booking:
    """Write a fact into the journal, inside the database transaction that makes it true.

    The same `kind` and `source` give the transaction that is there already, also to a second caller at the same moment.
    Postings of zero are left out. Raises `Unbalanced`.
    """
    written = [posting for posting in postings if posting.amount]
    _check(written, currency=currency)
    row = Transaction(
        kind=kind,
        source=source,
        order=order,
        description=description[:255],
        occurred_at=occurred_at or timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Booking(transaction=Transaction.objects.get(kind=kind, source=source), created=False)
    _write(row, written, currency=currency)
    return Booking(transaction=row, created=True)


def _check(postings: Iterable[Posting], *, currency: str) -> None:
    total = Decimal(0)
    for posting in postings:
        if posting.amount != quantize(posting.amount, currency):
            raise Unbalanced(f"{posting.amount} {currency} is not in whole minor units")
        total += posting.amount
    if total:
        raise Unbalanced(f"The entries sum to {total} {currency}, not to zero")


def _write(row: Transaction, postings: Sequence[Posting], *, currency: str) -> None:
    accounts = rows_of({posting.account for posting in postings}, currency=currency)
    parts = {posting.consignment_id for posting in postings if posting.account.kind == Kind.SELLER_PAYABLE}
    dates = available_dates(consignment_ids=[pk for pk in parts if pk])
    Entry.objects.bulk_create(
        _entry(row, posting, account=accounts[posting.account], dates=dates, currency=currency) for posting in postings
    )


def _entry(row: Transaction, posting: Posting, *, account: Account, dates: dict[int, datetime], currency: str) -> Entry:
    is_sellers = account.kind == Kind.SELLER_PAYABLE
    return Entry(
        transaction=row,
        account=account,
        purpose=posting.purpose,
        amount=posting.amount,
        currency=currency,
        consignment_id=posting.consignment_id,
        partner_id=posting.partner_id,
        available_at=dates.get(posting.consignment_id or 0) if is_sellers else None,
    )


def inverse_of(row: Transaction) -> list[Posting]:
    """Postings that take a transaction back: the same accounts and purposes, the other sign."""
    return [
        Posting(
            account=Ref(entry.account.kind, _owner(entry.account)),
            amount=-entry.amount,
            purpose=entry.purpose,
            consignment_id=entry.consignment_id,
            partner_id=entry.partner_id,
        )
        for entry in row.entries.select_related("account").order_by("pk")
    ]


def _owner(account: Account) -> str:
    return str(account.partner_id) if account.partner_id else account.gateway
