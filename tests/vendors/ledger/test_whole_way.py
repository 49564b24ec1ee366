"""From the buyer's payment to the last refund by the payment room's own services: the journal agrees at every step."""

from decimal import Decimal

import pytest

from oscar_apps.order.models import Consignment
from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.cash.services import remit
from oscar_apps.payment.models import CashCollection, Refund
from oscar_apps.payment.services import (
    pay_again,
    refund_amount,
    refund_consignment,
    refund_lines,
    reverse_refund,
    send_refund,
    settle_by_hand,
    start_payment,
)
from tests.factories.checkout import place
from tests.payment.conftest import confirm, offers, paid, provider, source_of, unpaid  # noqa: F401
from vendors.ledger.checking import mismatches
from vendors.ledger.selectors import balance_of
from vendors.models import Entry, Transaction

from .money import balance, deliver

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def agrees(db):
    """Whatever a test does, journal, payments, commissions and stock agree afterwards."""
    yield
    assert list(mismatches()) == []


def parts_of(order):
    return list(Consignment.objects.filter(order=order).order_by("pk"))


def kinds():
    return sorted(Transaction.objects.values_list("kind", flat=True))


def test_before_the_payment_nothing_is_booked(unpaid):  # noqa: F811
    assert kinds() == []


def test_a_payment_is_booked_with_the_charge_the_provider_names(paid):  # noqa: F811
    assert kinds() == ["gateway_fee", "sale"]
    assert balance("clearing:fake") == D("333.33") - D("3.50")


def test_confirmed_many_times_is_booked_once(paid, provider):  # noqa: F811
    for cause in ("return", "sweep", "webhook"):
        confirm(paid, cause=cause)
    assert kinds() == ["gateway_fee", "sale"] and Entry.objects.filter(purpose="sale").count() == 4


def test_a_cancelled_part_goes_back_and_leaves_its_seller_with_nothing(paid, provider):  # noqa: F811
    part = parts_of(paid)[0]
    EventHandler(role="seller").cancel_consignment(part, "broken")
    assert balance_of(partner_id=part.partner_id).total == 0
    assert balance("refunds_due") == -part.total
    send_refund(refund_id=Refund.objects.get().pk)
    assert balance("refunds_due") == 0
    assert kinds() == ["gateway_fee", "refund", "refund_settled", "restock", "sale"]


def test_refunds_of_every_kind_after_delivery(paid, provider):  # noqa: F811
    first, second = parts_of(paid)
    for part in (first, second):
        deliver(part)
    source = source_of(paid)
    refund_lines(consignment=first, quantities={first.lines.get().pk: 1}, reason="torn", key="a", restock=True)
    refund_amount(source=source, amount=D("10.01"), reason="late", key="b")
    refund_consignment(consignment=second, reason="lost", key="c")
    refund_consignment(consignment=first, reason="lost", key="d")
    assert {balance_of(partner_id=part.partner_id).total for part in (first, second)} == {D(0)}
    assert balance("commission") == balance("fee_vat") == 0
    assert balance("gateway_fees") == D("3.50")  # the provider keeps it


def test_a_refund_by_hand_is_paid_from_the_till_and_another_is_taken_back(paid, provider):  # noqa: F811
    source, (first, second) = source_of(paid), parts_of(paid)
    refund_amount(source=source, amount=D("20.00"), reason="late", key="a", consignment=first)
    taken_back = refund_amount(source=source, amount=D("5.00"), reason="late", key="b", consignment=second)
    Refund.objects.update(status=Refund.Status.BY_HAND)
    settle_by_hand(refund=Refund.objects.get(key="a"), proof="transfer 7", actor=None)
    reverse_refund(refund=taken_back, reason="the parcel came", actor=None)
    assert balance("clearing:by_hand") == D("-20.00")
    assert balance("refunds_due") == 0


def test_paid_twice_one_goes_back_whole(unpaid, provider):  # noqa: F811
    second = pay_again(order=unpaid, gateway="second")
    start_payment(unpaid)
    for reference, gateway in ((unpaid.number, "fake"), (second.reference, "second")):
        provider.pay(reference)
        confirm(unpaid, reference=reference, gateway=gateway)
    assert kinds() == ["gateway_fee", "gateway_fee", "refund", "sale", "surplus"]
    assert balance("suspense") == 0 and balance("refunds_due") == D("-333.33")


@pytest.mark.parametrize("collector", ["seller", "courier"])
def test_cash_is_booked_at_hand_over(offers, settings, collector):  # noqa: F811
    settings.CASH_COLLECTOR = collector
    order = place(offers={offers[0]: 1, offers[2]: 1}).order
    first, second = parts_of(order)
    deliver(first)
    assert kinds() == ["cash_collected"]
    EventHandler(role="admin").cancel_consignment(second, "sold out")
    assert kinds() == ["cash_collected"]
    if collector == "courier":
        remit(collection_ids=[CashCollection.objects.get().pk], reference="Receipt 1")
        assert balance("clearing:cash_on_delivery") == first.total
    else:
        assert balance_of(partner_id=first.partner_id).owed == D("10.01")


def test_collected_cash_that_is_paid_back_is_the_sellers_loss(offers):  # noqa: F811
    order = place(offers={offers[0]: 1}).order
    (part,) = parts_of(order)
    deliver(part)
    refund = refund_consignment(consignment=part, reason="returned", key="back")
    assert refund.status == Refund.Status.BY_HAND
    settle_by_hand(refund=refund, proof="paid in cash", actor=None)
    assert balance_of(partner_id=part.partner_id).total == -part.total  # it still has the buyer's cash in hand


def test_a_refused_parcel_paid_online_goes_back(paid, provider):  # noqa: F811
    part, handler = parts_of(paid)[0], EventHandler(role="seller")
    handler.accept(part)
    handler.ship(part)
    handler.refuse(part, "not wanted")
    handler.take_back(part)
    assert balance_of(partner_id=part.partner_id).total == 0
