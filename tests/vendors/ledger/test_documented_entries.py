"""docs/payments.md says what every fact books; here every fact of its table happens and is compared with it."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from oscar_apps.payment.signals import chargeback_noted
from vendors.models import MoneyTerms, Transaction

from .money import capture, collect, make_order, refund, remit, reverse, settle, surplus

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).parents[3] / "docs" / "payments.md"


def documented():
    """Case -> {(purpose, debited account, credited account)}."""
    section = DOCUMENT.read_text().split("## Entries\n", 1)[1].split("\n## ", 1)[0]
    cases = defaultdict(set)
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 5 and cells[1].startswith("`"):
            case, purpose, debit, credit = (re.search(r"`([^`]+)`", cell).group(1) for cell in cells[1:])
            cases[case].add((purpose, debit, credit))
    return dict(cases)


def booked(transaction):
    """{(purpose, debited account, credited account)} of a transaction."""
    sides = defaultdict(lambda: (set(), set()))
    for entry in transaction.entries.select_related("account"):
        sides[entry.purpose][entry.amount < 0].add(entry.account.kind)
    return {
        (purpose, debit, credit)
        for purpose, (debits, credits) in sides.items()
        for debit in debits
        for credit in credits
    }


def terms(**values):
    MoneyTerms.objects.all().delete()
    MoneyTerms.objects.create(**values)


def paid(**values):
    terms(**values)
    return capture(make_order(), fee="9.33")


def refunded(**values):
    source = paid(**values)
    return refund(source, *((share, "20.00") for share in source.shares.all()))


def of(kind, source):
    return Transaction.objects.get(kind=kind, source=str(source))


def sale():
    return of("sale", f"source:{paid().pk}")


def fee(**values):
    return of("gateway_fee", f"source:{paid(**values).pk}")


def surplus_of(order):
    return of("surplus", f"source:{surplus(order).pk}")


def refund_of_surplus():
    return of("refund", refund(surplus(make_order()), total="266.66").pk)


def settled():
    row = refunded()
    settle(row)
    return of("refund_settled", row.pk)


def reversed_after_all():
    row = refunded()
    settle(row)
    reverse(row)
    return of("refund_reversed", row.pk)


def chargeback():
    source = paid()
    chargeback_noted.send(sender=type(source), source=source, amount=source.amount_debited, note="")
    return Transaction.objects.get(kind="chargeback")


def collected(collector):
    row = collect(make_order().consignments.first(), collector=collector)
    return of("cash_collected", f"collection:{row.pk}")


def remitted():
    row = remit(collect(make_order().consignments.first(), collector="courier"))
    return of("cash_remitted", f"remittance:{row.pk}")


def refund_with(**values):
    return of("refund", refunded(**values).pk)


#: Case of the document -> what makes it happen.
CASES = {
    "sale": sale,
    "gateway_fee": fee,
    "gateway_fee: seller bears": lambda: fee(gateway_fee_bearer="seller"),
    "surplus": lambda: surplus_of(make_order()),
    "refund": refund_with,
    "refund: seller loses commission": lambda: refund_with(refund_commission_loser="seller"),
    "refund: market loses charge": lambda: refund_with(gateway_fee_bearer="seller", refund_fee_loser="platform"),
    "refund: seller loses charge": lambda: refund_with(gateway_fee_bearer="platform", refund_fee_loser="seller"),
    "refund: surplus": refund_of_surplus,
    "refund_settled": settled,
    "refund_reversed": reversed_after_all,
    "chargeback": chargeback,
    "cash_collected: seller": lambda: collected("seller"),
    "cash_collected: courier": lambda: collected("courier"),
    "cash_remitted": remitted,
}


@pytest.mark.parametrize("case", CASES)
def test_it_books_what_the_document_says(case):
    assert booked(CASES[case]()) == documented()[case]


def test_the_document_has_no_other_case():
    assert set(documented()) == set(CASES)


def test_every_kind_of_transaction_is_documented():
    kinds = {case.split(":")[0] for case in documented()}
    assert set(Transaction.Kind.values) - kinds == {"restock"}
    assert "`restock`" in DOCUMENT.read_text()
