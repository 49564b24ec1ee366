"""A payment is confirmed once, by whoever hears of it first, and only when it is what was asked for."""

from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.gateways.base import PaymentState, ProviderRefused, ProviderUnavailable, ReferenceUsed, Started
from oscar_apps.payment.locks import lock_order
from oscar_apps.payment.models import Refund, Share, Source
from oscar_apps.payment.services import Outcome, attempts, pay_again, start_payment
from tests.factories.checkout import place

from .conftest import confirm, source_of
from .fake import Fake

pytestmark = pytest.mark.django_db


def moves_of(source):
    return list(source.changes.values_list("old_status", "new_status", "cause"))


# Starting ------------------------------------------------------------------------------------------------------------


def test_the_buyer_is_sent_to_the_provider_with_everything_it_needs(unpaid, provider):
    source = source_of(unpaid)
    asked = provider.payments[unpaid.number]["request"]
    assert (source.redirect_url, source.provider_id) == (f"https://pay.example/{unpaid.number}", f"P-{unpaid.number}")
    assert (asked.amount, asked.currency) == (Decimal("333.33"), "ETB")
    assert asked.return_url == f"http://localhost:8000{unpaid.payment_url}?back=1"
    assert asked.cancel_url == f"http://localhost:8000{unpaid.payment_url}"
    assert asked.expires_at == unpaid.expires_at
    assert asked.webhook_url == "http://localhost:8000/payments/webhooks/fake/"


def test_starting_again_asks_nobody_and_gives_the_same_page(unpaid, provider):
    assert start_payment(unpaid) == f"https://pay.example/{unpaid.number}"
    assert provider.count("start") == 1


def test_an_unreachable_provider_leaves_the_order_payable(offers, provider):
    provider.script["start"] = [ProviderUnavailable("down")]
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert start_payment(order) is None
    assert (source_of(order).status, Order.objects.get(pk=order.pk).status) == ("pending", "pending")
    assert start_payment(order) == f"https://pay.example/{order.number}"


def test_a_refusing_provider_fails_the_attempt_and_another_way_is_open(offers, provider):
    provider.script["start"] = [ProviderRefused("currency")]
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert start_payment(order) is None
    order.refresh_from_db()
    assert (source_of(order).status, order.status, order.payment_status) == ("failed", "pending", "failed")
    again = pay_again(order=order, gateway="second")
    order.refresh_from_db()
    assert again.reference == f"{order.number}-2"
    assert (order.payment_status, order.payment_method) == ("pending", "second")


def test_a_start_whose_answer_was_lost_goes_on_under_a_new_number(offers, provider):
    provider.script["start"] = [ReferenceUsed("known")]
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert start_payment(order) == f"https://pay.example/{order.number}-2"


def test_a_provider_that_knows_every_number_is_not_asked_for_ever(offers, provider):
    provider.script["start"] = [ReferenceUsed("known")] * 9
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert start_payment(order) is None
    assert provider.count("start") == 2


def test_an_address_that_is_none_is_not_gone_to(offers, provider, monkeypatch):
    monkeypatch.setattr(Fake, "start", lambda self, *, request: Started(redirect_url="javascript:alert(1)"))
    order = place(offers={offers[0]: 1}, gateway="fake").order
    assert start_payment(order) is None
    assert source_of(order).redirect_url == ""


def test_two_who_start_at_once_are_sent_to_the_same_page(offers, provider):
    order = place(offers={offers[0]: 1}, gateway="fake").order

    def first_is_through():
        Source.objects.filter(order=order).update(redirect_url="https://pay.example/first")
        raise ReferenceUsed("known")

    provider.script["start"] = [first_is_through]
    assert start_payment(order) == "https://pay.example/first"
    assert Source.objects.filter(order=order).count() == 1


def test_a_page_stored_while_its_attempt_was_about_to_be_given_up_is_kept(offers, provider, monkeypatch):
    """The first one's page is written between the refusal and the lock."""
    order = place(offers={offers[0]: 1}, gateway="fake").order
    provider.script["start"] = [ReferenceUsed("known")]

    def lock_late(order_id):
        Source.objects.filter(order=order).update(redirect_url="https://pay.example/first")
        return lock_order(order_id)

    monkeypatch.setattr(attempts, "lock_order", lock_late)
    assert start_payment(order) == "https://pay.example/first"
    assert [row.status for row in Source.objects.filter(order=order)] == ["pending"]


def test_nobody_is_sent_to_the_page_of_an_attempt_given_up_meanwhile(offers, provider):
    """The second is through while the first still waits for its answer: that page is watched by nobody."""
    order = place(offers={offers[0]: 1}, gateway="fake").order
    second = []

    def second_comes():
        provider.script["start"] = [ReferenceUsed("known")]
        second.append(start_payment(Order.objects.get(pk=order.pk)))

    provider.script["start"] = [second_comes]
    assert start_payment(order) == second[0] == f"https://pay.example/{order.number}-2"
    assert source_of(order).redirect_url == ""


def test_cash_has_nowhere_to_go_and_is_never_asked_about(offers, provider):
    order = place(offers={offers[0]: 1}).order
    assert start_payment(order) is None
    assert source_of(order).next_check_at is None


# Confirming ----------------------------------------------------------------------------------------------------------


def test_a_payment_pays_the_order_and_its_parts(paid, facts, provider):
    source = source_of(paid)
    assert (source.status, source.amount_debited, source.fee, source.method) == (
        "paid", Decimal("333.33"), Decimal("3.50"), "telebirr",
    )  # fmt: skip
    assert (paid.status, paid.payment_status, paid.expires_at) == ("open", "paid", None)
    assert {part.status for part in paid.consignments.all()} == {"placed"}
    shares = {share.consignment_id: share.amount for share in source.shares.all()}
    assert shares == {part.pk: part.total for part in paid.consignments.all()}
    (row,) = get_model("payment", "Transaction").objects.filter(source=source)
    assert (row.txn_type, row.amount, row.reference) == ("Debit", Decimal("333.33"), f"P-{paid.number}")
    assert moves_of(source)[-1] == ("pending", "paid", "webhook")


def test_the_journal_hears_of_it_inside_the_transaction_once(unpaid, facts, provider):
    provider.pay(unpaid.number)
    assert confirm(unpaid, cause="return") is Outcome.CONFIRMED
    for _ in range(20):
        assert confirm(unpaid) is Outcome.NOTHING
    (heard,) = facts.of("payment_captured")
    assert sum(share.amount for share in heard["shares"]) == heard["source"].amount_debited == Decimal("333.33")
    assert heard["fee"] == Decimal("3.50")
    assert facts.counts == {"payment_captured": 1}
    assert Event.objects.filter(name="payment.confirmed").count() == 1


def test_a_receiver_that_fails_leaves_nothing_paid(unpaid, provider):
    from oscar_apps.payment.signals import payment_captured

    def fail(sender, **kwargs):
        raise RuntimeError("journal")

    payment_captured.connect(fail)
    provider.pay(unpaid.number)
    try:
        with pytest.raises(RuntimeError):
            confirm(unpaid)
    finally:
        payment_captured.disconnect(fail)
    unpaid.refresh_from_db()
    assert (source_of(unpaid).status, unpaid.status, Share.objects.count()) == ("pending", "pending", 0)
    assert confirm(unpaid) is Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"amount": "333.32"}, "Paid 333.32 ETB instead of 333.33 ETB"),
        ({"amount": "1000.00"}, "Paid 1000.00 ETB instead of 333.33 ETB"),
        ({"currency": "USD"}, "Paid 333.33 USD instead of 333.33 ETB"),
    ],
)
def test_another_amount_moves_nothing_and_is_shown(unpaid, provider, facts, what, said):
    provider.pay(unpaid.number, **what)
    assert confirm(unpaid) is Outcome.MISMATCH
    assert confirm(unpaid) is Outcome.MISMATCH
    unpaid.refresh_from_db()
    source = source_of(unpaid)
    assert (source.status, unpaid.status, unpaid.payment_status, source.problem) == (
        "pending",
        "pending",
        "pending",
        said,
    )
    assert source.changes.filter(note=said).count() == 1
    assert facts.heard == []


def test_an_answer_about_another_reference_moves_nothing(unpaid, provider):
    provider.pay(unpaid.number)
    provider.payments[unpaid.number]["reference"] = "OTHER"
    assert confirm(unpaid) is Outcome.MISMATCH
    assert source_of(unpaid).status == "pending"


def test_a_reference_nobody_knows_asks_nobody(unpaid, provider):
    assert confirm(unpaid, reference="XXXXX-YYYYY") is Outcome.UNKNOWN
    assert confirm(unpaid, gateway="second") is Outcome.UNKNOWN
    assert provider.count("fetch") == 0


@pytest.mark.parametrize(("state", "status"), [(PaymentState.FAILED, "failed"), (PaymentState.CANCELLED, "cancelled")])
def test_a_declined_payment_leaves_the_order_payable(unpaid, provider, state, status):
    provider.pay(unpaid.number, state=state)
    assert confirm(unpaid) == status
    unpaid.refresh_from_db()
    assert (source_of(unpaid).status, unpaid.status, unpaid.payment_status) == (status, "pending", "failed")
    assert pay_again(order=unpaid, gateway="fake").reference == f"{unpaid.number}-2"


def test_paid_after_failed_is_paid_and_failed_after_paid_is_not_failed(unpaid, provider):
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    confirm(unpaid)
    provider.pay(unpaid.number)
    assert confirm(unpaid) is Outcome.CONFIRMED
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    assert confirm(unpaid) is Outcome.NOTHING
    assert source_of(unpaid).status == "paid"


def test_a_part_cancelled_before_the_money_came_is_paid_back_at_once(unpaid, provider, facts):
    part = unpaid.consignments.first()
    EventHandler(role="buyer").cancel_consignment(part)
    assert not Refund.objects.exists()
    provider.pay(unpaid.number)
    confirm(unpaid)
    refund = Refund.objects.get()
    assert (refund.amount, refund.key) == (part.total, f"consignment:{part.pk}:cancelled")
    assert [name for name, _facts in facts.heard] == ["payment_captured", "refund_requested"]


def test_a_new_attempt_asks_for_what_is_left(unpaid, provider):
    EventHandler(role="buyer").cancel_consignment(unpaid.consignments.first())
    again = pay_again(order=unpaid, gateway="second")
    left = unpaid.consignments.last()
    assert (again.amount_allocated, again.covers) == (left.total, [left.pk])
    start_payment(unpaid)
    provider.pay(again.reference)
    confirm(unpaid, reference=again.reference, gateway="second")
    assert [share.amount for share in again.shares.all()] == [left.total]
