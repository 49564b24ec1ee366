"""The operator sees every payment of an order, gives money back, and settles what no provider can."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.gateways.base import ProviderRefused
from oscar_apps.payment.models import Refund
from oscar_apps.payment.services import pay_again, refund_amount, start_payment
from tests.backoffice.conftest import admin_user, editor, office, permissions  # noqa: F401 - fixtures

from .conftest import confirm, relay, source_of, stock_of

pytestmark = pytest.mark.django_db


def screen(order):
    return reverse("market-orders:inspect", args=[order.pk])


def words(answer):
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")


def pay_back(client, order, **data):
    source = source_of(order)
    form = {"action": "refund", "source": source.pk, "key": "k1", "what": "rest", "reason": "late", **data}
    return words(client.post(screen(order), form, follow=True))


def test_the_order_shows_payment_shares_and_history(office, paid):  # noqa: F811
    text = words(office.get(screen(paid)))
    parts = [f"{part.partner.name} ({part.number})" for part in paid.consignments.all()]
    assert "Pending → Paid" in text and "Pending → Pending" not in text
    for expected in (
        *parts,
        paid.number,
        "ETB 333.33",
        "ETB 250.00",
        "ETB 83.33",
        "telebirr",
        f"P-{paid.number}",
        "webhook",
    ):
        assert expected in text, expected


def test_everything_is_paid_back_once_however_often_it_is_pressed(office, paid, admin_user):  # noqa: F811
    for _ in range(2):
        assert "ETB 333.33 is on its way back to the buyer." in pay_back(office, paid)
    refund = Refund.objects.get()
    assert (refund.amount, refund.actor, refund.actor_role, refund.reason) == (
        Decimal("333.33"), admin_user, "admin", "late",
    )  # fmt: skip


def test_a_part_an_amount_and_pieces(office, paid, offers):  # noqa: F811
    first, second = paid.consignments.order_by("pk")
    line = first.lines.get()
    assert "ETB 83.33 is on its way" in pay_back(office, paid, what="part", part=second.pk, key="a")
    assert "ETB 5.50 is on its way" in pay_back(office, paid, what="amount", amount="5.50", key="b")
    pieces = {f"pieces-{line.pk}": "1", "restock": "on"}
    assert "ETB 100.00 is on its way" in pay_back(office, paid, what="lines", part=first.pk, key="c", **pieces)
    assert stock_of(offers[0]) == (10, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": ""}, "Reason"),
        ({"what": "part"}, "Choose whose part it is."),
        ({"what": "lines"}, "Choose whose part it is."),
        ({"what": "amount"}, "Say how much."),
        ({"what": "amount", "amount": "999"}, "more than is left"),
        ({"what": "everything"}, "What is paid back"),
    ],
)
def test_what_makes_no_sense_is_said_and_pays_nothing(office, paid, data, said):  # noqa: F811
    assert said in pay_back(office, paid, **data)
    assert not Refund.objects.exists()


def test_pieces_of_nothing_pay_nothing(office, paid):  # noqa: F811
    first = paid.consignments.first()
    assert "Say how many pieces" in pay_back(office, paid, what="lines", part=first.pk)


def test_another_orders_payment_does_not_exist_here(office, paid, offers, provider):  # noqa: F811
    from tests.factories.checkout import place

    other = place(offers={offers[0]: 1}, gateway="fake").order
    form = {"action": "refund", "source": source_of(paid).pk, "key": "k", "what": "rest", "reason": "x"}
    assert office.post(screen(other), form).status_code == 404


def test_a_wrong_amount_is_seen_and_dealt_with(office, unpaid, provider):  # noqa: F811
    provider.pay(unpaid.number, amount="1.00")
    confirm(unpaid)
    said = "Paid 1.00 ETB instead of 333.33 ETB"
    assert said in words(office.get(screen(unpaid)))
    assert said in words(office.get(reverse("market-payments:index"), {"problem": "true"}))
    form = {"action": "resolve", "source": source_of(unpaid).pk}
    assert "Say how you have dealt with it." in words(office.post(screen(unpaid), form, follow=True))
    office.post(screen(unpaid), {**form, "note": "sent back by hand, FT1"})
    assert source_of(unpaid).problem == ""
    assert said not in words(office.get(reverse("market-payments:index"), {"problem": "true"}))


def refused(paid, provider):
    provider.script["refund"] = [ProviderRefused("balance too low")]
    refund = refund_amount(source=source_of(paid), amount=Decimal("10.00"), reason="late", key="a")
    relay()
    return refund, reverse("market-refunds:inspect", args=[refund.pk])


def status_of(refund):
    refund.refresh_from_db()
    return refund.status


def test_the_queue_shows_what_waits_for_a_person(office, paid, provider):  # noqa: F811
    _refund, page = refused(paid, provider)
    assert "balance too low" in words(office.get(reverse("market-refunds:index"), {"status": "by_hand"}))
    assert "Note as paid back" in words(office.get(page))


def test_paid_by_hand_needs_proof(office, paid, provider):  # noqa: F811
    refund, page = refused(paid, provider)
    assert "Write down the proof" in words(office.post(page, {"action": "settle", "proof": " "}, follow=True))
    assert status_of(refund) == "by_hand"
    assert "Noted as paid back." in words(office.post(page, {"action": "settle", "proof": "FT1"}, follow=True))
    assert (status_of(refund), refund.proof) == ("succeeded", "FT1")
    assert "Note as paid back" not in words(office.get(page))


def test_it_is_sent_again(office, paid, provider):  # noqa: F811
    refund, page = refused(paid, provider)
    office.post(page, {"action": "retry"})
    relay()
    assert status_of(refund) == "succeeded"


def test_it_is_taken_back_with_a_reason(office, paid, provider):  # noqa: F811
    refund, page = refused(paid, provider)
    assert "Say why" in words(office.post(page, {"action": "reverse"}, follow=True))
    office.post(page, {"action": "reverse", "reason": "the buyer keeps it"})
    assert status_of(refund) == "reversed" and source_of(paid).amount_refunded == 0


def test_a_cancelled_part_says_that_its_money_goes_back(office, paid):  # noqa: F811
    EventHandler(role="seller").cancel_consignment(paid.consignments.first(), reason="broken")
    assert "broken" in words(office.get(reverse("market-payments:inspect", args=[source_of(paid).pk])))


def test_who_may_not_change_orders_pays_nothing_back(client, paid, editor):  # noqa: F811
    client.force_login(editor)
    form = {"action": "refund", "source": source_of(paid).pk, "key": "k", "what": "rest", "reason": "x"}
    assert client.post(screen(paid), form).status_code in (302, 403)
    assert not Refund.objects.exists()


def test_what_the_shop_did_itself_is_said_in_the_readers_language(office, unpaid, provider):  # noqa: F811
    second = pay_again(order=unpaid, gateway="second")
    start_payment(unpaid)
    for each in (unpaid.number, second.reference):
        provider.pay(each)
    confirm(unpaid)
    confirm(unpaid, reference=second.reference, gateway="second")
    refund = Refund.objects.get()
    with translation.override("fr"):
        assert refund.reason_text == gettext("Paid more than once or too late")
    shown = words(office.get(reverse("market-refunds:inspect", args=[refund.pk])))
    assert "Automatic" in shown and "Paid more than once or too late" in shown
    Refund.objects.update(actor_role="admin", reason="Paid")
    assert Refund.objects.get().reason_text == "Paid"
