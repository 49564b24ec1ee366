"""Money back: bounded by what each part was paid with, asked for with its reason, sent once."""

from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.payment.exceptions import RefundRefused
from oscar_apps.payment.gateways import registry
from oscar_apps.payment.gateways.base import ProviderRefused, RefundState
from oscar_apps.payment.models import Refund, Share, Source
from oscar_apps.payment.services import (
    pay_again,
    refund,
    refund_amount,
    refund_consignment,
    refund_lines,
    refund_rest,
    retry_refund,
    reverse_refund,
    settle_by_hand,
    start_payment,
)
from oscar_apps.payment.services.refunds import Part, take_from_source
from tests.factories import make_offer, make_product
from tests.factories.checkout import place

from .conftest import confirm, relay, source_of, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(paid):
    """The first is 2 x 100.00 + 50.00 delivery, the second 33.33 + 50.00."""
    return list(paid.consignments.order_by("pk"))


def lines_of(part):
    return list(part.lines.order_by("pk"))


def shares_of(order):
    return {share.consignment_id: (share.amount, share.refunded) for share in Share.objects.filter(source__order=order)}


def ship(part, quantities=None):
    handler = EventHandler(role="seller")
    if part.status == "placed":
        handler.accept(part)
    handler.ship(part, quantities)
    part.refresh_from_db()


# Full, per part, by amount -------------------------------------------------------------------------------------------


def test_a_full_refund_pays_every_part_back_and_refunds_the_order(paid, provider, facts):
    refund = refund_rest(source=source_of(paid), reason="goodwill", key="all", role="admin")
    assert (refund.amount, refund.status) == (Decimal("333.33"), "requested")
    assert provider.count("refund") == 0  # nothing goes out before the commit
    relay()
    refund.refresh_from_db()
    paid.refresh_from_db()
    assert (refund.status, source_of(paid).status, paid.payment_status) == ("succeeded", "refunded", "refunded")
    assert facts.counts == {"refund_requested": 1, "refund_settled": 1}
    kinds = get_model("payment", "Transaction").objects.filter(source__order=paid).order_by("pk")
    assert list(kinds.values_list("txn_type", "amount")) == [
        ("Debit", Decimal("333.33")),
        ("Refund", Decimal("333.33")),
    ]


def test_a_cancelled_part_gives_its_share_back_in_the_same_transaction(paid, parts, facts):
    EventHandler(role="seller").cancel_consignment(parts[0], reason="broken")
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.actor_role) == (parts[0].total, "broken", "seller")
    assert shares_of(paid) == {
        parts[0].pk: (Decimal("250.00"), Decimal("250.00")), parts[1].pk: (Decimal("83.33"), Decimal(0)),
    }  # fmt: skip
    relay()
    paid.refresh_from_db()
    assert (source_of(paid).status, paid.payment_status) == ("paid", "paid")


def test_a_cancelled_order_gives_all_back_part_by_part(paid, provider):
    EventHandler(role="buyer").cancel_order(paid)
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [Decimal("83.33"), Decimal("250.00")]
    relay()
    paid.refresh_from_db()
    assert (paid.status, paid.payment_status, provider.count("refund")) == ("cancelled", "refunded", 2)


def test_a_cancellation_that_fails_asks_for_no_money(paid, parts, monkeypatch):
    from oscar_apps.order import processing

    def fail(**kwargs):
        raise RuntimeError("stock")

    monkeypatch.setattr(processing, "release_lines", fail)
    with pytest.raises(RuntimeError):
        EventHandler(role="seller").cancel_consignment(parts[0])
    assert not Refund.objects.exists() and shares_of(paid)[parts[0].pk][1] == 0


def test_a_part_is_paid_back_once_however_often_it_is_asked_for(paid, parts):
    first = refund_consignment(consignment=parts[0], reason="", key="one")
    assert refund_consignment(consignment=parts[0], reason="", key="one") == first
    assert refund_consignment(consignment=parts[0], reason="", key="two") is None
    assert Refund.objects.count() == 1


def test_the_same_amount_asked_for_twice_with_one_key_is_one_refund(paid):
    wish = {"source": source_of(paid), "amount": Decimal("10.00"), "reason": "", "key": "one"}
    assert refund_amount(**wish) == refund_amount(**wish)
    assert source_of(paid).amount_refunded == Decimal("10.00")


def test_the_rest_is_what_other_refunds_have_left(paid, parts):
    refund_amount(source=source_of(paid), amount=Decimal("50.00"), consignment=parts[0], reason="late", key="a")
    assert refund_consignment(consignment=parts[0], reason="", key="b").amount == Decimal("200.00")
    assert refund_rest(source=source_of(paid), reason="", key="c").amount == Decimal("83.33")


def test_an_amount_is_spread_by_what_is_left_to_the_cent(paid, parts):
    refund = refund_amount(source=source_of(paid), amount=Decimal("100.01"), reason="", key="a")
    amounts = {part.share.consignment_id: part.amount for part in refund.parts.all()}
    assert sum(amounts.values()) == Decimal("100.01")
    assert amounts == {parts[0].pk: Decimal("75.01"), parts[1].pk: Decimal("25.00")}


@pytest.mark.parametrize("amount", ["333.34", "0", "-1", "0.001"])
def test_more_than_is_left_or_nothing_is_refused(paid, amount):
    with pytest.raises(RefundRefused):
        refund_amount(source=source_of(paid), amount=Decimal(amount), reason="", key="a")
    assert not Refund.objects.exists()
    assert source_of(paid).amount_refunded == 0


def test_a_part_gives_back_no_more_than_it_was_paid_with(paid, parts):
    with pytest.raises(RefundRefused):
        refund_amount(source=source_of(paid), amount=Decimal("83.34"), consignment=parts[1], reason="", key="a")


def test_a_share_bounds_what_is_asked_of_it_even_below_what_came(paid, parts):
    share = Share.objects.get(consignment=parts[1])
    with pytest.raises(RefundRefused):
        refund(source=source_of(paid), parts=[Part(share_id=share.pk, amount=Decimal("83.34"))], key="a", reason="")
    twice = [Part(share_id=share.pk, amount=Decimal("50.00"))] * 2
    with pytest.raises(RefundRefused):
        refund(source=source_of(paid), parts=twice, key="b", reason="")
    assert shares_of(paid)[parts[1].pk] == (Decimal("83.33"), Decimal(0)) and not Refund.objects.exists()


def test_what_came_bounds_everything_that_goes_back(paid):
    source = source_of(paid)
    take_from_source(source=source, total=Decimal("300.00"))
    with pytest.raises(RefundRefused):
        take_from_source(source=source, total=Decimal("33.34"))
    assert source_of(paid).amount_refunded == Decimal("300.00")


def test_a_share_of_another_payment_is_refused(paid, parts, offers, provider):
    other = place(offers={offers[0]: 1}, gateway="fake").order
    start_payment(other)
    provider.pay(other.number)
    confirm(other)
    foreign = Share.objects.get(consignment__order=other)
    with pytest.raises(RefundRefused):
        refund(source=source_of(paid), parts=[Part(share_id=foreign.pk, amount=Decimal(1))], key="a", reason="")


def test_what_was_not_paid_is_not_paid_back(unpaid):
    assert refund_consignment(consignment=unpaid.consignments.first(), reason="", key="a") is None
    with pytest.raises(RefundRefused):
        refund_rest(source=source_of(unpaid), reason="", key="b")


# Lines and goods -----------------------------------------------------------------------------------------------------


def test_a_piece_of_a_line_is_paid_back_at_what_it_cost(paid, parts, offers):
    (line,) = lines_of(parts[0])
    refund = refund_lines(consignment=parts[0], quantities={line.pk: 1}, reason="", key="a")
    (part,) = refund.parts.all()
    assert (refund.amount, part.line, part.quantity, part.restocked) == (Decimal("100.00"), line, 1, 0)
    assert stock_of(offers[0]) == (10, 2)  # goodwill: the goods still go out
    refund_lines(consignment=parts[0], quantities={line.pk: 1}, reason="", key="b")
    with pytest.raises(RefundRefused):
        refund_lines(consignment=parts[0], quantities={line.pk: 1}, reason="", key="c")


def test_pieces_one_by_one_are_together_the_line(offers, provider):
    order = place(offers={offers[2]: 3}, gateway="fake").order
    get_model("order", "Line").objects.filter(order=order).update(line_price_incl_tax=Decimal("100.00"))
    start_payment(order)
    provider.pay(order.number)
    confirm(order)
    part, (line,) = order.consignments.get(), order.lines.all()
    given = [refund_lines(consignment=part, quantities={line.pk: 1}, reason="", key=key).amount for key in "abc"]
    assert given == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]


def test_a_line_of_another_part_is_refused(paid, parts):
    (foreign,) = lines_of(parts[1])
    with pytest.raises(RefundRefused):
        refund_lines(consignment=parts[0], quantities={foreign.pk: 1}, reason="", key="a")


def test_a_piece_not_sent_yet_goes_back_to_the_shelf_and_is_not_sent(paid, parts, offers):
    (line,) = lines_of(parts[0])
    refund_lines(consignment=parts[0], quantities={line.pk: 1}, reason="", key="a", restock=True)
    assert stock_of(offers[0]) == (10, 1)
    ship(parts[0])
    assert (parts[0].status, stock_of(offers[0])) == ("shipped", (9, 0))
    assert list(stock_mismatches()) == []


def test_the_last_unsent_piece_makes_a_partly_shipped_part_shipped(paid, parts, offers):
    (line,) = lines_of(parts[0])
    ship(parts[0], {line.pk: 1})
    refund_lines(consignment=parts[0], quantities={line.pk: 1}, reason="", key="a", restock=True)
    parts[0].refresh_from_db()
    assert (parts[0].status, stock_of(offers[0])) == ("shipped", (9, 0))


def test_a_part_of_which_nothing_would_be_left_is_cancelled_instead(paid, parts, offers):
    (line,) = lines_of(parts[0])
    with pytest.raises(IllegalMove):
        refund_lines(consignment=parts[0], quantities={line.pk: 2}, reason="", key="a", restock=True)
    assert stock_of(offers[0]) == (10, 2) and not Refund.objects.exists()


def test_pieces_that_came_back_lie_on_the_shelf_with_a_movement_once(paid, parts, offers):
    (line,) = lines_of(parts[0])
    ship(parts[0])
    assert stock_of(offers[0]) == (8, 0)
    refund = refund_lines(consignment=parts[0], quantities={line.pk: 2}, reason="", key="a", restock=True)
    assert refund_lines(consignment=parts[0], quantities={line.pk: 2}, reason="", key="a", restock=True) == refund
    assert stock_of(offers[0]) == (10, 0)
    moved = offers[0].movements.order_by("pk").last()
    assert (moved.kind, moved.reference) == ("returned", parts[0].number)
    assert list(stock_mismatches()) == []


def test_of_goods_nobody_counts_only_what_was_sent_can_come_back(offers, provider):
    uncounted = make_offer(product=make_product(), partner=offers[0].partner, stock=None)
    order = place(offers={uncounted: 3}, gateway="fake").order
    start_payment(order)
    provider.pay(order.number)
    confirm(order)
    part, line = order.consignments.get(), order.lines.get()
    ship(part, {line.pk: 1})
    refund_lines(consignment=part, quantities={line.pk: 1}, reason="", key="a", restock=True)
    with pytest.raises(IllegalMove):
        refund_lines(consignment=part, quantities={line.pk: 1}, reason="", key="b", restock=True)


# Sending -------------------------------------------------------------------------------------------------------------


def some_refund(order):
    return refund_amount(source=source_of(order), amount=Decimal("10.00"), reason="late", key="some")


def test_the_provider_is_given_our_number_and_its_own(paid, provider):
    refund = some_refund(paid)
    relay()
    (request,) = provider.refunds[str(refund.pk)]
    assert (request.reference, request.provider_id, request.amount, request.currency) == (
        paid.number, f"P-{paid.number}", Decimal("10.00"), "ETB",
    )  # fmt: skip


def test_every_move_of_a_refund_is_in_the_history_of_its_payment(paid, provider):
    provider.script["refund"] = [ProviderRefused("balance too low")]
    refund = some_refund(paid)
    relay()
    refund.refresh_from_db()
    settle_by_hand(refund=refund, proof="FT1")
    notes = [change.note for change in source_of(paid).changes.filter(cause="refund")]
    assert notes == [
        "refund of 10.00: requested, late",
        "refund of 10.00: requested > sending",
        "refund of 10.00: sending > by_hand, balance too low",
        "refund of 10.00: by_hand > succeeded, FT1",
    ]


def test_a_refund_whose_gateway_is_gone_waits_for_a_person(paid, provider, monkeypatch):
    refund = some_refund(paid)
    monkeypatch.delitem(registry.KNOWN, "fake")
    relay()
    refund.refresh_from_db()
    assert refund.status == "by_hand"


def test_a_refusal_goes_to_a_person_who_tries_again_or_pays_by_hand(paid, provider, facts):
    provider.script["refund"] = [ProviderRefused("balance too low")]
    refund = some_refund(paid)
    relay()
    refund.refresh_from_db()
    assert (refund.status, refund.problem) == ("by_hand", "balance too low")
    retry_refund(refund=refund)
    relay()
    refund.refresh_from_db()
    assert (refund.status, facts.counts["refund_settled"]) == ("succeeded", 1)


def test_what_the_provider_cannot_do_is_done_by_hand_with_proof(offers, provider, facts):
    order = place(offers={offers[0]: 1}, gateway="fake").order
    source = pay_again(order=order, gateway="poor")
    start_payment(order)
    provider.pay(source.reference)
    confirm(order, reference=source.reference, gateway="poor")
    refund = refund_rest(source=source, reason="", key="a")
    relay()
    refund.refresh_from_db()
    assert (refund.status, provider.count("refund")) == ("by_hand", 0)
    for proof in ("", "  "):
        with pytest.raises(RefundRefused):
            settle_by_hand(refund=refund, proof=proof)
    with pytest.raises(RefundRefused):
        retry_refund(refund=refund)
    settle_by_hand(refund=refund, proof="FT2032 of 20 Nov")
    refund.refresh_from_db()
    assert (refund.status, refund.proof) == ("succeeded", "FT2032 of 20 Nov")
    with pytest.raises(RefundRefused):
        settle_by_hand(refund=refund, proof="again")
    assert facts.counts["refund_settled"] == 1
    assert Order.objects.get(pk=order.pk).payment_status == "refunded"


def test_a_provider_of_whole_refunds_gives_a_part_by_hand(offers, provider):
    order = place(offers={offers[0]: 1}, gateway="whole").order
    start_payment(order)
    provider.pay(order.number)
    confirm(order, gateway="whole")
    part = refund_amount(source=source_of(order), amount=Decimal("10.00"), reason="", key="a")
    assert part.status == "by_hand"
    reverse_refund(refund=part, reason="not wanted any more")
    assert refund_rest(source=source_of(order), reason="", key="b").status == "requested"


def test_a_refund_taken_back_can_be_given_again(paid, parts, facts):
    refund = refund_consignment(consignment=parts[0], reason="", key="a")
    reverse_refund(refund=refund, reason="the buyer keeps it")
    assert (shares_of(paid)[parts[0].pk][1], source_of(paid).amount_refunded) == (0, 0)
    (heard,) = facts.of("refund_reversed")
    assert [part.amount for part in heard["parts"]] == [Decimal("250.00")]
    with pytest.raises(RefundRefused):
        reverse_refund(refund=refund, reason="again")
    assert refund_consignment(consignment=parts[0], reason="", key="b").amount == Decimal("250.00")
    relay()
    assert Refund.objects.get(pk=refund.pk).status == "reversed"


def test_what_has_gone_out_is_not_taken_back(paid):
    refund = some_refund(paid)
    relay()
    with pytest.raises(RefundRefused):
        reverse_refund(refund=refund, reason="too late")


def test_the_surplus_of_a_payment_is_refunded_when_it_is_settled(unpaid, provider):
    second = pay_again(order=unpaid, gateway="second")
    start_payment(unpaid)
    for reference, gateway in ((unpaid.number, "fake"), (second.reference, "second")):
        provider.pay(reference)
        confirm(unpaid, reference=reference, gateway=gateway)
    relay()
    second.refresh_from_db()
    unpaid.refresh_from_db()
    assert (second.status, source_of(unpaid).status, unpaid.payment_status) == ("refunded", "paid", "paid")


def test_the_provider_may_take_its_time(paid, provider):
    provider.refund_state = RefundState.PENDING
    refund = some_refund(paid)
    relay()
    refund.refresh_from_db()
    assert (refund.status, refund.provider_id) == ("pending", f"R-{str(refund.pk)[:8]}")
    assert Source.objects.get(order=paid).status == "paid"
