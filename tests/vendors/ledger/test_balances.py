"""A seller's balance is the sum of its entries, and when each becomes available."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from oscar_apps.order.models import Consignment
from oscar_apps.order.processing import EventHandler
from vendors.ledger.selectors import balance_of, entries_of, entries_of_order
from vendors.models import Entry, MoneyTerms

from .money import capture, collect, deliver, make_order, refund, remit, reverse, settle

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def order():
    return make_order()


@pytest.fixture
def part(order):
    return order.consignments.order_by("pk").first()


def standing(part, *, days=0):
    balance = balance_of(partner_id=part.partner_id, at=timezone.now() + timedelta(days=days))
    return balance.available, balance.pending, balance.owed


def dates(part):
    return set(Entry.objects.filter(consignment=part).values_list("account__kind", "available_at"))


def test_who_has_sold_nothing_has_nothing(part):
    assert standing(part) == (0, 0, 0)


def test_a_sale_is_on_its_way_until_the_return_window_after_delivery_is_over(order, part):
    capture(order)
    assert standing(part, days=365) == (0, D("139.99"), 0)
    deliver(part)
    assert standing(part, days=6) == (0, D("139.99"), 0)
    assert standing(part, days=8) == (D("139.99"), 0, 0)


def test_only_the_sellers_own_entries_get_a_date_and_only_of_what_arrived(order, part):
    capture(order)
    deliver(part)
    delivered_at = Consignment.objects.get(pk=part.pk).delivered_at
    assert dates(part) == {
        ("seller_payable", delivered_at + timedelta(days=7)),
        ("clearing", None),
        ("commission", None),
        ("fee_vat", None),
    }
    assert not Entry.objects.exclude(consignment=part).filter(available_at__isnull=False).exists()


def test_the_window_is_the_operators(order, part):
    MoneyTerms.objects.create(return_window_days=0)
    capture(order)
    deliver(part)
    assert standing(part, days=1) == (D("139.99"), 0, 0)


def test_a_refund_keeps_the_date_of_its_sale_when_the_window_has_changed(order, part):
    capture(order)
    deliver(part)
    MoneyTerms.objects.create(return_window_days=30)
    refund(order.sources.get(gateway="chapa"), (part.payment_shares.get(), "150.00"))
    assert standing(part, days=8) == (0, 0, 0)


def test_money_that_comes_after_delivery_has_its_date_at_once(order, part):
    deliver(part)
    capture(order)
    assert standing(part, days=8)[0] == D("139.99")


def test_a_refund_of_delivered_goods_becomes_available_with_the_sale(order, part):
    source = capture(order)
    deliver(part)
    refund(source, (part.payment_shares.get(), "75.00"))
    available_at = set(
        Entry.objects.filter(consignment=part, account__kind="seller_payable").values_list("available_at")
    )
    assert len(available_at) == 1
    assert standing(part, days=8) == (D("139.99") - 75 + D("4.35") + D("0.66"), 0, 0)


def test_what_a_cancelled_part_leaves_counts_at_once(order, part):
    MoneyTerms.objects.create(refund_commission_loser="seller")
    source = capture(order)
    EventHandler(role="admin").cancel_consignment(part, "broken")
    assert source.refunds.get().amount == D("150.00")  # by the payment room, in the same transaction
    assert standing(part) == (D("-10.01"), 0, 0)


def test_what_a_refused_parcel_leaves_counts_at_once(order, part):
    MoneyTerms.objects.create(refund_commission_loser="seller")
    source = capture(order)
    handler = EventHandler(role="admin")
    handler.accept(part)
    handler.ship(part)
    assert standing(part) == (0, D("139.99"), 0)
    handler.refuse(part, "changed her mind")
    assert source.refunds.get().amount == D("150.00")  # by the payment room, in the same transaction
    assert standing(part) == (D("-10.01"), 0, 0)


def test_cash_in_the_sellers_hand_is_owed_less_its_own_part(part):
    collect(part)
    assert standing(part) == (0, 0, D("10.01"))
    assert balance_of(partner_id=part.partner_id).total == D("-10.01")


def test_the_balance_is_the_sum_of_the_entries_whatever_happens(order, part):
    source = capture(order, fee="9.33")
    settle(refund(source, (part.payment_shares.get(), "33.33")))
    reverse(refund(source, (part.payment_shares.get(), "20.00")))
    deliver(part)
    other = make_order()
    remit(collect(other.consignments.order_by("pk").first(), collector="courier"))
    collect(other.consignments.order_by("pk").last())
    for partner_id in Consignment.objects.values_list("partner_id", flat=True):
        summed = sum(entries_of(partner_id=partner_id).values_list("amount", flat=True), D(0))
        assert balance_of(partner_id=partner_id).total == -summed


def test_a_seller_sees_its_own_accounts_alone(order, part):
    capture(order, fee="9.33")
    other = order.consignments.exclude(pk=part.pk).get()
    mine, theirs = (set(entries_of(partner_id=each.partner_id)) for each in (part, other))
    assert mine and theirs and not mine & theirs
    assert {entry.account.kind for entry in mine} == {"seller_payable"}
    assert {entry.account.partner_id for entry in mine} == {part.partner_id}


def test_an_orders_entries_have_nothing_of_another_order_of_the_same_remittance(order):
    other = make_order()
    rows = [collect(each.consignments.order_by("pk").first(), collector="courier") for each in (order, other)]
    remit(*rows)
    assert {entry.consignment.order_id for entry in entries_of_order(order_id=order.pk)} == {order.pk}
