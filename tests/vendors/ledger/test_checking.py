"""`check_ledger` says nothing of a true story and names each thing that is wrong."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from oscar_apps.partner.models import StockRecord
from oscar_apps.payment.models import Refund, Share, Source
from vendors.models import CommissionLine, Entry, MoneyTerms, Transaction

from .money import capture, collect, deliver, make_order, refund, remit, reverse, settle, surplus

pytestmark = pytest.mark.django_db
D = Decimal


def check():
    out = StringIO()
    try:
        call_command("check_ledger", stdout=out)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)]
    return out.getvalue().splitlines()


@pytest.fixture(params=["platform", "seller"])
def story(request):
    """Paid, refunded in parts, reversed, paid out, delivered; surplus; cash by both hands."""
    party = request.param
    MoneyTerms.objects.create(gateway_fee_bearer=party, refund_fee_loser=party, refund_commission_loser=party)
    order = make_order()
    source = capture(order, fee="9.33")
    first, second = source.shares.order_by("pk")
    settle(refund(source, (first, "33.33"), (second, "10.01")))
    reverse(refund(source, (first, "20.00")))
    refund(source, (second, "1.00"))
    deliver(first.consignment)
    refund(surplus(order, fee="1.00"), total="266.66")
    return order


def test_nothing_is_wrong_with_a_true_story(story):
    assert check() == ["Journal, payments, commissions and stock agree."]


def test_an_empty_journal_agrees(db):
    assert check() == ["Journal, payments, commissions and stock agree."]


def change_amount():
    entry = Entry.objects.filter(account__kind="commission").first()
    Entry.objects.filter(pk=entry.pk).update(amount=entry.amount - 1)


def change_partner():
    entry = Entry.objects.filter(account__kind="seller_payable").first()
    other = Entry.objects.exclude(partner=entry.partner).exclude(partner=None).first().partner
    Entry.objects.filter(pk=entry.pk).update(partner=other)


def drop(kind):
    def call():
        row = Transaction.objects.filter(kind=kind).first()
        row.entries.all().delete()
        row.delete()

    return call


def add_payment():
    source = Source.objects.filter(gateway="chapa", is_surplus=False).get()
    source.pk, source.reference, source.is_surplus = None, "unheard of", True
    source.save(force_insert=True)


def forget_date():
    Entry.objects.filter(available_at__isnull=False).update(available_at=None)


def early_date():
    Entry.objects.filter(account__kind="seller_payable", available_at=None).update(available_at=timezone.now())


def change_frozen():
    line = CommissionLine.objects.first()
    CommissionLine.objects.filter(pk=line.pk).update(amount=line.amount + 1)


BREAKS = {
    "an entry of another amount": (change_amount, "sums to"),
    "an entry of another seller": (change_partner, "another currency or seller"),
    "a sale that was not booked": (drop("sale"), "sale source:"),
    "a surplus that was not booked": (drop("surplus"), "surplus source:"),
    "a charge that was not booked": (drop("gateway_fee"), "gateway_fee source:"),
    "a refund that was not booked": (drop("refund"), "is not in the journal"),
    "a refund that was not paid out in the journal": (drop("refund_settled"), "refund_settled"),
    "a payment that nobody heard of": (add_payment, "surplus source:"),
    "a refund of another amount": (lambda: Refund.objects.update(amount=D("7.00")), "7.00 in fact"),
    "a refund that is open no more": (lambda: Refund.objects.filter(status="requested").delete(), "refunds due"),
    "a share of another amount": (lambda: Share.objects.update(amount=D("200.00")), "of a share of 200.00"),
    "a share with another refund": (lambda: Share.objects.update(refunded=D("99.00")), "of 99.00"),
    "a commission that was not frozen so": (change_frozen, "frozen"),
    "delivered goods without a date": (forget_date, "has no date"),
    "a date before delivery": (early_date, "has no date"),
    "stock past its movements": (lambda: StockRecord.objects.update(num_in_stock=99), "stock record"),
}


@pytest.mark.parametrize("what", BREAKS)
@pytest.mark.parametrize("story", ["platform"], indirect=True)
def test_it_finds(story, what):
    spoil, words = BREAKS[what]
    if what == "a refund that is open no more":
        Refund.objects.filter(status="requested", parts__isnull=False).first().parts.all().delete()
    spoil()
    lines = check()
    assert any(words in line for line in lines), lines
    assert lines[-1].endswith("differences")


def test_cash_is_compared_too(db):
    order = make_order()
    parts = list(order.consignments.order_by("pk"))
    rows = [collect(parts[0], collector="seller"), collect(parts[1], collector="courier")]
    for row in rows:
        Share.objects.create(
            source=order.sources.get(), consignment=row.consignment, amount=row.amount
        )  # as the cash room does
    remit(rows[1])
    assert check() == ["Journal, payments, commissions and stock agree."]
    drop("cash_remitted")()
    drop("cash_collected")()
    assert [line.split()[0] for line in check()] == ["cash_collected", "cash_remitted", "2"]
