"""An order's money in plain words: what came in, what each seller gets of it and why, what the market keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ..commission.models import CommissionLine
from .accounts import Kind
from .models import Entry, Purpose, Transaction
from .selectors import entries_of_order

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of an account in words; positive is money coming to whom the account is about."""

    label: str | Promise
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SellerPart:
    """What one seller gets of an order; `result` below zero is owed to the market."""

    consignment: Any
    rows: Sequence[Row]
    commission_lines: Sequence[CommissionLine]
    result: Decimal
    available_at: datetime | None

    @property
    def size(self) -> Decimal:
        return abs(self.result)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A transaction with its entries, as the journal has them."""

    transaction: Transaction
    entries: Sequence[Entry]


@dataclass(frozen=True, kw_only=True)
class OrderMoney:
    """The whole explanation, in the order's currency."""

    money: Sequence[Row]
    sellers: Sequence[SellerPart]
    market: Sequence[Row]
    #: What the market has earned by the order: commission less charges and losses.
    kept: Decimal
    #: Tax on the commission, which the market passes on.
    vat: Decimal
    facts: Sequence[Fact]


def money_of(*, order: Any) -> OrderMoney:
    """Explain an order's money from its entries; empty lists where nothing has been booked."""
    entries = list(entries_of_order(order_id=order.pk))
    market = _market(entries)
    return OrderMoney(
        money=_money(entries),
        sellers=_sellers(order=order, entries=entries),
        market=market,
        kept=sum((row.amount for row in market), ZERO),
        vat=-_sum(entries, kinds=[Kind.FEE_VAT]),
        facts=[
            Fact(transaction=transaction, entries=list(rows))
            for transaction, rows in groupby(entries, key=lambda entry: entry.transaction)
        ],
    )


def _sum(entries: Iterable[Entry], *, kinds: Sequence[str], purposes: Sequence[str] = ()) -> Decimal:
    """Debits less credits of these accounts, for these purposes (all without any)."""
    chosen = (e.amount for e in entries if e.account.kind in kinds and (not purposes or e.purpose in purposes))
    return sum(chosen, ZERO)


def _rows(rows: Iterable[tuple[str | Promise, Decimal]]) -> list[Row]:
    return [Row(label=label, amount=amount) for label, amount in rows if amount]


def _money(entries: Sequence[Entry]) -> list[Row]:
    """Where money came in and where it left: the buyer's side."""
    hands = (Kind.CLEARING, Kind.CASH_FROM_COURIER, Kind.CASH_FROM_SELLER)
    return _rows(
        [
            (_("Paid by the buyer"), _sum(entries, kinds=hands, purposes=[Purpose.SALE])),
            (_("Paid without need"), _sum(entries, kinds=hands, purposes=[Purpose.SURPLUS])),
            (_("Paid back to the buyer"), _sum(entries, kinds=hands, purposes=[Purpose.PAID_BACK])),
            (_("Still to be paid back"), _sum(entries, kinds=[Kind.REFUNDS_DUE])),
            (_("Taken back by the buyer's bank"), _sum(entries, kinds=hands, purposes=[Purpose.CHARGEBACK])),
        ]
    )


def _market(entries: Sequence[Entry]) -> list[Row]:
    """What the order brought and cost the market; the tax on the commission is only passed on."""
    return _rows(
        [
            (_("Commission"), -_sum(entries, kinds=[Kind.COMMISSION])),
            (_("Charges of the providers"), -_sum(entries, kinds=[Kind.GATEWAY_FEES])),
            (_("Losses of the market by refunds"), -_sum(entries, kinds=[Kind.REFUND_LOSS])),
        ]
    )


def _sellers(*, order: Any, entries: Sequence[Entry]) -> list[SellerPart]:
    lines = CommissionLine.objects.filter(line__order=order).select_related("line").order_by("pk")
    frozen: dict[int, list[CommissionLine]] = {}
    for line in lines:
        frozen.setdefault(line.consignment_id, []).append(line)
    return [
        _seller_part(
            part, [entry for entry in entries if entry.consignment_id == part.pk], commission=frozen.get(part.pk, [])
        )
        for part in order.consignments.select_related("partner").order_by("pk")
    ]


def _seller_part(part: Any, entries: Sequence[Entry], *, commission: Sequence[CommissionLine]) -> SellerPart:
    own = [entry for entry in entries if entry.account.kind in (Kind.SELLER_PAYABLE, Kind.CASH_FROM_SELLER)]
    rows = [(label, -_sum(own, kinds=[Kind.SELLER_PAYABLE], purposes=[purpose])) for purpose, label in _labels()]
    in_hand = -_sum(own, kinds=[Kind.CASH_FROM_SELLER], purposes=[Purpose.SALE])
    rows.append((_("Collected in cash by the seller"), in_hand))
    dates = [entry.available_at for entry in own if entry.available_at]
    return SellerPart(
        consignment=part,
        rows=_rows(rows),
        commission_lines=commission,
        result=-sum((entry.amount for entry in own), ZERO),
        available_at=min(dates, default=None),
    )


def _labels() -> list[tuple[str, str | Promise]]:
    """What may stand on a seller's account. What it keeps in cash only moves between its two accounts."""
    left_out = {Purpose.SURPLUS, Purpose.PAID_BACK, Purpose.CHARGEBACK, Purpose.REMITTANCE, Purpose.CASH_KEPT}
    return [(purpose.value, purpose.label) for purpose in Purpose if purpose not in left_out]
