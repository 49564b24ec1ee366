"""What the buyer and the sellers are told of an order that is paid first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from oscar_apps.communication.models import Message
from oscar_apps.communication.sms import memory
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.tasks import expire_unpaid_orders
from oscar_apps.partner import services as stock
from oscar_apps.payment.gateways.base import PaymentState, ProviderUnavailable
from oscar_apps.payment.services import ask_refund, refund_amount
from tests.factories.checkout import place

from .conftest import confirm, relay, source_of

pytestmark = pytest.mark.django_db
BUYER, PHONE = "almaz@example.com", "+251911234567"


@pytest.fixture(autouse=True)
def empty_boxes():
    memory.outbox.clear()
    mail.outbox.clear()


def told(order, *, forget=True):
    """Subjects of the buyer's mails and the texts of the buyer's messages, since last asked."""
    relay()
    mails = [sent for sent in mail.outbox if sent.to == [BUYER]]
    texts = [text.body for text in memory.outbox if text.to == PHONE]
    if forget:
        empty = (mail.outbox, memory.outbox)
        for box in empty:
            box.clear()
    return mails, texts


def sellers_told():
    return set(Message.objects.filter(key__startswith="seller.new_order").values_list("recipient", flat=True))


def test_an_order_that_waits_brings_the_link_to_pay_and_tells_no_seller(unpaid):
    (sent,), (text,) = told(unpaid)
    assert sent.subject == f"Your order {unpaid.number} waits for your payment"
    for words in (sent.body, text):
        assert f"http://localhost:8000{unpaid.payment_url}" in words
    assert "ETB\u00a0333.33" in sent.body
    assert sellers_told() == set()


def test_a_confirmed_payment_is_told_once_and_the_sellers_hear_of_the_order(unpaid, provider):
    told(unpaid)
    provider.pay(unpaid.number)
    for _ in range(3):
        confirm(unpaid)
    (sent,), (text,) = told(unpaid)
    assert sent.subject == f"Your order {unpaid.number} is placed"
    assert "Your payment of ETB\u00a0333.33 is confirmed." in sent.body
    assert "is confirmed" in text
    assert len(sellers_told()) == 2


def test_cash_is_not_called_confirmed(offers, provider):
    order = place(offers={offers[0]: 1}).order
    (sent,), (text,) = told(order)
    assert "confirmed" not in sent.body + text


@pytest.mark.parametrize("state", [PaymentState.FAILED, PaymentState.CANCELLED])
def test_a_payment_that_failed_is_told_with_the_way_on(unpaid, provider, state):
    told(unpaid)
    provider.pay(unpaid.number, state=state)
    confirm(unpaid)
    (sent,), (text,) = told(unpaid)
    assert sent.subject == f"The payment for order {unpaid.number} did not go through"
    assert unpaid.payment_url in sent.body and unpaid.payment_url in text


def test_who_saw_it_on_the_page_is_not_told_again(unpaid, provider):
    told(unpaid)
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    confirm(unpaid, cause="return")
    assert told(unpaid) == ([], [])


def expire(order):
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_unpaid_orders() == 1


@pytest.mark.parametrize("declined", [False, True])
def test_an_order_that_expired_offers_its_goods_again(unpaid, provider, declined):
    if declined:
        provider.pay(unpaid.number, state=PaymentState.FAILED)
        confirm(unpaid, cause="return")
    told(unpaid)
    expire(unpaid)
    (sent,), (text,) = told(unpaid)
    assert "was not paid in time" in sent.body
    assert "Put the goods into a basket again" in sent.body and unpaid.payment_url in sent.body
    assert "was not paid in time" in text and unpaid.payment_url in text
    assert sellers_told() == set()


def test_money_that_came_too_late_is_told_to_go_back(unpaid, provider, offers):
    expire(unpaid)
    stock.adjust(stockrecord_id=offers[0].pk, new_in_stock=0, reason="gone")
    told(unpaid)
    provider.pay(unpaid.number)
    confirm(unpaid)
    mails, _texts = told(unpaid)
    words = " ".join(sent.body for sent in mails)
    assert "came twice or too late" in words or "We have paid you back" in words


def test_a_refund_is_told_on_its_way_and_when_it_is_there(paid, provider):
    told(paid)
    provider.script["refund"] = [ProviderUnavailable("slow")]
    refund = refund_amount(
        source=source_of(paid), amount=Decimal("10.00"), reason="it came late", key="a", role="admin"
    )
    mails, _texts = told(paid)
    (sent,) = [each for each in mails if "get back" in each.subject]
    assert "ETB 10.00" in sent.subject.replace("\u00a0", " ") and "it came late" in sent.body and "Fakepay" in sent.body
    provider.refunds[str(refund.pk)] = [refund]
    ask_refund(refund_id=refund.pk)
    (sent,), (text,) = told(paid)
    assert "has been paid back" in sent.subject and "has been paid back" in text


def test_a_cancelled_part_is_one_message_and_the_money_another(paid):
    told(paid)
    EventHandler(role="seller").cancel_consignment(paid.consignments.first(), reason="broken")
    mails, _texts = told(paid)
    subjects = [sent.subject for sent in mails]
    assert len(subjects) == 2
    assert "is cancelled" in " ".join(subjects) and "has been paid back" in " ".join(subjects)


@pytest.mark.parametrize("language", ["am", "sw", "fr", "ar"])
def test_messages_can_be_made_in_every_language(offers, provider, language):
    order = place(offers={offers[0]: 1}, gateway="fake", language=language).order
    (sent,), (text,) = told(order)
    prefix = f"http://localhost:8000/{language}/checkout/payment/{order.number}"
    assert prefix in text or order.payment_url in text
    assert sent.alternatives
