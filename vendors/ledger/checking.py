"""Whether the journal, the payments and the orders agree. Reads only; every mismatch is a sentence.

Every fact is in the journal with its amount, and every transaction sums to zero: so what was paid is what sellers,
commission, tax and fees have, less refunds. Balances are not stored, so they cannot differ from their entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from oscar.core.loading import get_model

from oscar_apps.order import pipeline
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.payment.cash import rules as cash
from oscar_apps.payment.models import CashCollection, CourierRemittance, Refund, Share, Source

from ..amounts import exact
from ..commission.models import CommissionLine
from .accounts import SELLER_KINDS, Kind
from .models import Entry, Purpose, Transaction

T = Transaction.Kind
#: Refunds that stand; a reversed one has been taken back.
STANDING = [status for status in Refund.Status.values if status != Refund.Status.REVERSED]


def unbalanced_transactions() -> Iterator[str]:
    """Every transaction sums to zero in each currency."""
    sums = Entry.objects.order_by("transaction_id").values_list("transaction_id", "currency").annotate(Sum("amount"))
    for pk, currency, total in sums:
        if exact(total, currency):
            yield f"transaction {pk} sums to {exact(total, currency)} {currency}, not to zero"


def misplaced_entries() -> Iterator[str]:
    """An entry has the currency of its account, and a seller's account has entries of this seller alone."""
    wrong = Entry.objects.filter(
        ~Q(currency=F("account__currency"))
        | Q(account__kind__in=SELLER_KINDS) & (Q(partner=None) | ~Q(partner=F("account__partner")))
        | Q(consignment__isnull=False) & ~Q(partner=F("consignment__partner"))
    )
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} stands on an account of another currency or seller"


def unbooked_facts() -> Iterator[str]:
    """Every payment, refund, collection and remittance has its transaction, with its amount."""
    for kind, rows, key, amount_name in _facts():
        booked = _booked(kind)
        for pk, currency, amount in rows.values_list("pk", "currency", amount_name):
            name = key.format(pk)
            if name not in booked:
                yield f"{kind} {name} of {amount} is not in the journal"
            elif exact(booked[name], currency) != amount:
                yield f"{kind} {name} is {exact(booked[name], currency)} in the journal, {amount} in fact"


Fact = tuple[str, QuerySet, str, str]


def _facts() -> Iterator[Fact]:
    """(kind of the transaction, rows that must have one, its source, the name of the amount)."""
    settled = [Source.Status.PAID, Source.Status.REFUNDED]
    online = Source.objects.filter(status__in=settled).exclude(gateway=cash.CODE).order_by("pk")
    yield T.SALE, online.filter(is_surplus=False), "source:{}", "amount_debited"
    yield T.SURPLUS, online.filter(is_surplus=True), "source:{}", "amount_debited"
    yield T.GATEWAY_FEE, online.filter(fee__gt=0), "source:{}", "fee"
    refunds = Refund.objects.order_by("pk")
    yield T.REFUND, refunds, "{}", "amount"
    yield T.REFUND_SETTLED, refunds.filter(status=Refund.Status.SUCCEEDED), "{}", "amount"
    yield T.CASH_COLLECTED, CashCollection.objects.order_by("pk"), "collection:{}", "amount"
    yield T.CASH_REMITTED, CourierRemittance.objects.order_by("pk"), "remittance:{}", "amount"


#: The purpose whose debits are the amount of the fact.
MAIN_PURPOSE: dict[str, str] = {
    T.SALE: Purpose.SALE,
    T.SURPLUS: Purpose.SURPLUS,
    T.GATEWAY_FEE: Purpose.GATEWAY_FEE,
    T.REFUND: Purpose.REFUND,
    T.REFUND_SETTLED: Purpose.PAID_BACK,
    T.CASH_COLLECTED: Purpose.SALE,
    T.CASH_REMITTED: Purpose.REMITTANCE,
}


def _booked(kind: str) -> dict[str, Decimal | None]:
    debits = Sum("entries__amount", filter=Q(entries__purpose=MAIN_PURPOSE[kind], entries__amount__gt=0))
    return dict(Transaction.objects.filter(kind=kind).order_by().annotate(total=debits).values_list("source", "total"))


def refunds_without_money() -> Iterator[str]:
    """What is owed to buyers is what stands in refunds that are not paid out yet; never more than was captured."""
    open_refunds = Refund.objects.filter(status__in=STANDING).exclude(status=Refund.Status.SUCCEEDED)
    expected = dict(open_refunds.order_by().values_list("currency").annotate(Sum("amount")))
    due = Entry.objects.filter(account__kind=Kind.REFUNDS_DUE).order_by()
    found = dict(due.values_list("currency").annotate(Sum("amount")))
    for currency in expected.keys() | found.keys():
        there, should = -exact(found.get(currency), currency), exact(expected.get(currency), currency)
        if there != should:
            yield f"refunds due are {there} {currency} in the journal, {should} in open refunds"
    for pk in Source.objects.filter(amount_refunded__gt=F("amount_debited")).values_list("pk", flat=True):
        yield f"payment {pk} has more refunds than money"


def wrong_consignments() -> Iterator[str]:
    """Of each consignment the seller has its share less commission as frozen, and refunds within it."""
    for number, currency, *sums in _consignments():
        sold, taken, refunded, given, share, share_refunded, frozen = (exact(total, currency) for total in sums)
        # Credits are negative: what the seller got for the goods, and what it got back of the commission.
        sold, given = -sold, -given
        right = (sold, taken, refunded) == (share, frozen, share_refunded)
        if not right or refunded > sold or given > taken:
            yield (
                f"consignment {number}: sold {sold} of a share of {share}, commission {taken} of {frozen} frozen, "
                f"{given} given back, refunded {refunded} of {share_refunded}"
            )


def _consignments() -> QuerySet[Any, tuple[Any, ...]]:
    """Number, currency and sums of every consignment whose sale has been booked."""
    shares = Share.objects.filter(consignment=OuterRef("pk"))
    frozen = CommissionLine.objects.filter(consignment=OuterRef("pk"))
    rows = get_model("order", "Consignment").objects.filter(Exists(_payable(Purpose.SALE))).order_by("pk")
    return rows.annotate(
        sold=_total(_payable(Purpose.SALE), F("amount")),
        taken=_total(_payable(Purpose.COMMISSION, Purpose.COMMISSION_VAT), F("amount")),
        refunded=_total(_payable(Purpose.REFUND), F("amount")),
        given=_total(_payable(Purpose.COMMISSION_RETURN, Purpose.COMMISSION_VAT_RETURN), F("amount")),
        share=_total(shares, F("amount")),
        share_refunded=_total(shares, F("refunded")),
        frozen=_total(frozen, F("amount") + F("vat")),
    ).values_list(
        "number", "order__currency", "sold", "taken", "refunded", "given", "share", "share_refunded", "frozen"
    )


def _payable(*purposes: str) -> QuerySet[Entry]:
    return Entry.objects.filter(consignment=OuterRef("pk"), account__kind=Kind.SELLER_PAYABLE, purpose__in=purposes)


def _total(rows: QuerySet[Any], amount: Any) -> Subquery:
    return Subquery(rows.order_by().values("consignment").annotate(total=Sum(amount)).values("total"))


def wrong_dates() -> Iterator[str]:
    """A seller's entries have a date when their consignment has ended, and none before."""
    sellers = Entry.objects.filter(account__kind=Kind.SELLER_PAYABLE, consignment__isnull=False)
    ended = Q(consignment__status__in=pipeline.FINAL)
    wrong = sellers.filter(ended & Q(available_at=None) | ~ended & Q(available_at__isnull=False))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} has no date though its goods have arrived, or one though they have not"


def stock_differences() -> Iterator[str]:
    """Stock agrees with its movements, and no more is allocated than there is."""
    yield from (str(mismatch) for mismatch in stock_mismatches())
    records = get_model("partner", "StockRecord").objects.filter(num_allocated__gt=F("num_in_stock"))
    for pk in records.order_by("pk").values_list("pk", flat=True):
        yield f"stock record {pk} has more allocated than in stock"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    unbalanced_transactions,
    misplaced_entries,
    unbooked_facts,
    refunds_without_money,
    wrong_consignments,
    wrong_dates,
    stock_differences,
)


def mismatches() -> Iterator[str]:
    """All that does not agree, in the order of `CHECKS`."""
    for check in CHECKS:
        yield from check()
