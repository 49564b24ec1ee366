"""What each fact about money does to the accounts, entry by entry."""

from decimal import Decimal

import pytest
from django.db import transaction

from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.models import RefundPart
from oscar_apps.payment.signals import chargeback_noted
from vendors.ledger import services
from vendors.ledger.accounts import COMMISSION, SUSPENSE
from vendors.ledger.exceptions import Unbalanced
from vendors.ledger.services.journal import pair
from vendors.models import Entry, MoneyTerms, Transaction

from .money import (
    balance,
    booked,
    capture,
    collect,
    deliver,
    make_order,
    refund,
    remit,
    reverse,
    settle,
    surplus,
    table,
    tell_capture,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def order():
    """Commission of 10 %: 8.70 + 1.31 tax of the first seller, 5.80 + 0.87 of the second."""
    return make_order()


@pytest.fixture
def sellers(order):
    return [f"seller_payable:{pk}" for pk in order.consignments.order_by("pk").values_list("partner_id", flat=True)]


def shares_of(source):
    return list(source.shares.order_by("pk"))


def test_a_sale(order, sellers):
    capture(order)
    first, second = sellers
    assert table(booked("sale")) == [
        ("clearing:chapa", "sale", "150.00"),
        (first, "sale", "-150.00"),
        (first, "commission", "8.70"),
        ("commission", "commission", "-8.70"),
        (first, "commission_vat", "1.31"),
        ("fee_vat", "commission_vat", "-1.31"),
        ("clearing:chapa", "sale", "116.66"),
        (second, "sale", "-116.66"),
        (second, "commission", "5.80"),
        ("commission", "commission", "-5.80"),
        (second, "commission_vat", "0.87"),
        ("fee_vat", "commission_vat", "-0.87"),
    ]
    assert not Transaction.objects.filter(kind="gateway_fee").exists()


def test_entries_name_consignment_and_seller(order):
    capture(order)
    first = order.consignments.order_by("pk").first()
    entries = Entry.objects.filter(consignment=first)
    assert entries.count() == 6 and set(entries.values_list("partner_id", flat=True)) == {first.partner_id}


def test_the_market_bears_the_charge_of_the_provider(order):
    capture(order, fee="9.33")
    assert table(booked("gateway_fee")) == [
        ("gateway_fees", "gateway_fee", "9.33"),
        ("clearing:chapa", "gateway_fee", "-9.33"),
    ]


def test_the_sellers_bear_it_by_what_they_sold(order, sellers):
    MoneyTerms.objects.create(gateway_fee_bearer="seller")
    capture(order, fee="9.33")
    assert table(booked("gateway_fee")) == [
        (sellers[0], "gateway_fee", "5.25"),
        ("clearing:chapa", "gateway_fee", "-5.25"),
        (sellers[1], "gateway_fee", "4.08"),
        ("clearing:chapa", "gateway_fee", "-4.08"),
    ]


def test_money_without_use_stands_apart_and_goes_back(order):
    source = surplus(order, amount="266.66", fee="2.00")
    row = refund(source, total="266.66")
    settle(row)
    assert table(booked("surplus")) == [("clearing:chapa", "surplus", "266.66"), ("suspense", "surplus", "-266.66")]
    assert table(booked("refund")) == [("suspense", "refund", "266.66"), ("refunds_due", "refund", "-266.66")]
    assert balance("suspense") == balance("refunds_due") == 0
    assert balance("gateway_fees") == D("2.00") and balance("clearing:chapa") == D("-2.00")


def test_a_refund_gives_the_commission_back(order, sellers):
    source = capture(order)
    refund(source, (shares_of(source)[0], "150.00"))
    first = sellers[0]
    assert table(booked("refund")) == [
        ("refunds_due", "refund", "-150.00"),
        (first, "refund", "150.00"),
        ("commission", "commission_return", "8.70"),
        (first, "commission_return", "-8.70"),
        ("fee_vat", "commission_vat_return", "1.31"),
        (first, "commission_vat_return", "-1.31"),
    ]
    assert balance(first) == 0


def test_the_seller_loses_the_commission_where_the_terms_say_so(order, sellers):
    MoneyTerms.objects.create(refund_commission_loser="seller")
    source = capture(order)
    refund(source, (shares_of(source)[0], "150.00"))
    assert table(booked("refund")) == [("refunds_due", "refund", "-150.00"), (sellers[0], "refund", "150.00")]
    assert balance(sellers[0]) == D("10.01")  # owes the commission and its tax


@pytest.mark.parametrize(
    "parts", [["50.00"] * 3, ["0.01", "149.99"], ["49.99", "0.02", "99.99"], ["33.33"] * 4 + ["16.68"]]
)
@pytest.mark.parametrize("bearer", ["seller", "platform"])
@pytest.mark.parametrize("loser", ["seller", "platform"])
def test_refunded_in_parts_returns_exactly_all(order, sellers, parts, bearer, loser):
    MoneyTerms.objects.create(gateway_fee_bearer=bearer, refund_fee_loser=loser)
    source = capture(order, fee="9.33")
    share = shares_of(source)[0]
    for amount in parts:
        refund(source, (share, amount))
    assert balance("commission") == D("-5.80") and balance("fee_vat") == D("-0.87")  # the other seller's
    assert balance(sellers[0]) == (D("5.25") if loser == "seller" else 0)


def test_a_partial_refund_returns_its_share_of_the_commission(order):
    source = capture(order)
    refund(source, (shares_of(source)[0], "50.00"))
    returned = {entry.purpose: entry.amount for entry in booked("refund").entries.filter(amount__gt=0)}
    assert returned["commission_return"] == D("2.90") and returned["commission_vat_return"] == D("0.44")


def test_a_refund_that_names_two_lines_of_a_part_is_one_amount_of_its_seller(order, sellers):
    source = capture(order)
    share = shares_of(source)[0]
    refund(source, (share, "100.00"), (share, "50.00"))
    assert (sellers[0], "refund", "150.00") in table(booked("refund"))
    assert balance(sellers[0]) == 0


def test_the_market_gives_back_the_charge_that_sellers_bore(order, sellers):
    MoneyTerms.objects.create(gateway_fee_bearer="seller", refund_fee_loser="platform")
    source = capture(order, fee="9.33")
    refund(source, (shares_of(source)[0], "75.00"))
    assert table(booked("refund"))[-2:] == [
        ("refund_loss", "gateway_fee_return", "2.63"),
        (sellers[0], "gateway_fee_return", "-2.63"),
    ]


def test_the_seller_pays_the_charge_that_a_refund_loses(order, sellers):
    MoneyTerms.objects.create(refund_fee_loser="seller")
    source = capture(order, fee="9.33")
    refund(source, (shares_of(source)[0], "75.00"))
    assert table(booked("refund"))[-2:] == [
        (sellers[0], "refund_fee", "2.63"),
        ("gateway_fees", "refund_fee", "-2.63"),
    ]


@pytest.mark.parametrize(("proof", "account"), [("", "clearing:chapa"), ("transfer 17", "clearing:by_hand")])
def test_a_refund_is_paid_out_by_the_provider_or_by_hand(order, proof, account):
    source = capture(order)
    settle(refund(source, (shares_of(source)[1], "10.00")), proof=proof)
    assert table(booked("refund_settled")) == [
        ("refunds_due", "paid_back", "10.00"),
        (account, "paid_back", "-10.00"),
    ]
    assert balance("refunds_due") == 0


@pytest.mark.parametrize("paid_out", [True, False])
def test_a_refund_that_does_not_happen_is_taken_back_whole(order, sellers, paid_out):
    source = capture(order, fee="9.33")
    accounts = [*sellers, "commission", "fee_vat", "refunds_due", "clearing:chapa", "gateway_fees"]
    before = [balance(account) for account in accounts]
    row = refund(source, (shares_of(source)[0], "33.33"), (shares_of(source)[1], "1.01"))
    if paid_out:
        settle(row)
    reverse(row)
    assert [balance(account) for account in accounts] == before


def test_after_a_reversal_the_whole_can_still_be_refunded(order, sellers):
    source = capture(order)
    first = shares_of(source)[0]
    row = refund(source, (first, "33.33"))
    refund(source, (first, "20.00"))
    reverse(row)
    refund(source, (first, "130.00"))
    assert balance(sellers[0]) == 0


def test_what_the_bank_takes_back_stands_in_suspense(order):
    source = capture(order)
    for amount in (D("150.00"), D("150"), D("150.00")):
        chargeback_noted.send(sender=type(source), source=source, amount=amount, note="stolen card")
    assert table(booked("chargeback")) == [
        ("suspense", "chargeback", "150.00"),
        ("clearing:chapa", "chargeback", "-150.00"),
    ]


def test_a_seller_who_collects_the_cash_owes_the_commission(order, sellers):
    part = order.consignments.order_by("pk").first()
    collect(part)
    first, cash = sellers[0], f"cash_from_seller:{part.partner_id}"
    assert table(booked("cash_collected")) == [
        (cash, "sale", "150.00"),
        (first, "sale", "-150.00"),
        (first, "commission", "8.70"),
        ("commission", "commission", "-8.70"),
        (first, "commission_vat", "1.31"),
        ("fee_vat", "commission_vat", "-1.31"),
        (first, "cash_kept", "139.99"),
        (cash, "cash_kept", "-139.99"),
    ]
    assert balance(first) == 0 and balance(cash) == D("10.01")


def test_a_courier_owes_all_of_the_cash_until_it_is_handed_over(order, sellers):
    rows = [collect(part, collector="courier") for part in order.consignments.order_by("pk")]
    assert balance("cash_from_courier") == D("266.66")
    assert balance(sellers[0]) == D("-139.99")
    remit(*rows)
    assert table(booked("cash_remitted")) == [
        ("clearing:cash_on_delivery", "remittance", "266.66"),
        ("cash_from_courier", "remittance", "-150.00"),
        ("cash_from_courier", "remittance", "-116.66"),
    ]
    assert balance("cash_from_courier") == 0


def test_a_remittance_of_another_sum_is_refused(order):
    row = collect(order.consignments.first(), collector="courier")
    with pytest.raises(Unbalanced):
        remit(row, amount="149.99")
    assert not Transaction.objects.filter(kind="cash_remitted").exists()


def test_a_paid_part_that_is_cancelled_leaves_a_note_of_its_goods(order):
    capture(order)
    part = order.consignments.first()
    EventHandler(role="admin").cancel_consignment(part, "broken")
    note = booked("restock")
    assert note.order == order and note.description == part.number and not note.entries.exists()


def test_an_unpaid_part_that_is_cancelled_leaves_nothing(order):
    EventHandler(role="admin").cancel_consignment(order.consignments.first(), "broken")
    assert not Transaction.objects.exists()


def test_a_fact_told_again_is_booked_once(order):
    source = capture(order, fee="9.33")
    row = refund(source, (shares_of(source)[0], "50.00"))
    settle(row)
    before = list(Entry.objects.values_list("pk", flat=True))
    for _time in range(3):
        tell_capture(source)
        assert not services.book_refund(refund=row, parts=list(row.parts.all())).created
        settle(row)
    assert list(Entry.objects.values_list("pk", flat=True)) == before


def test_the_booking_goes_with_the_fact_that_is_taken_back(order):
    class Crash(Exception):
        pass

    with pytest.raises(Crash), transaction.atomic():
        capture(order)
        raise Crash
    assert not Transaction.objects.exists() and not Entry.objects.exists()


def test_what_does_not_balance_is_not_written(order):
    postings = pair(debit=SUSPENSE, credit=COMMISSION, amount=D("1.00"), purpose="sale")
    with pytest.raises(Unbalanced):
        services.book(kind="sale", source="x", currency="ETB", postings=postings[:1])
    assert not Transaction.objects.exists()


def test_parts_of_a_minor_unit_are_not_written(order):
    postings = pair(debit=SUSPENSE, credit=COMMISSION, amount=D("1.005"), purpose="sale")
    with pytest.raises(Unbalanced):
        services.book(kind="sale", source="x", currency="ETB", postings=postings)


def test_a_refund_whose_parts_do_not_add_up_is_refused(order):
    source = capture(order)
    row = refund(source, (shares_of(source)[0], "10.00"))
    Entry.objects.all().delete()
    Transaction.objects.all().delete()
    RefundPart.objects.update(amount=D("9.00"))
    with pytest.raises(Unbalanced):
        services.book_refund(refund=row, parts=list(row.parts.all()))


def test_every_transaction_of_a_long_story_sums_to_zero(order):
    source = capture(order, fee="9.33")
    row = refund(source, (shares_of(source)[0], "33.33"), (shares_of(source)[1], "10.01"))
    settle(row)
    reverse(refund(source, (shares_of(source)[0], "20.00")))
    deliver(order.consignments.last())
    for row in Transaction.objects.all():
        assert sum(entry.amount for entry in row.entries.all()) == 0
