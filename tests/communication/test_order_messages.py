"""Who is told what about an order, on which channels, in which language, how often."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.outbox.models import Delivery, Event
from marketplace.outbox.services import publish, relay_pending
from oscar_apps.checkout.services import Contact
from oscar_apps.communication.models import Message
from oscar_apps.order.models import Order, OrderStatus
from oscar_apps.order.processing import EventHandler
from tests.factories import make_user
from tests.factories.checkout import place

pytestmark = pytest.mark.django_db

GUEST = Contact(name="Almaz Bekele", email="almaz@example.com", phone="+251911234567")
BY_PHONE = Contact(name="Almaz Bekele", phone="+251911234567")


@pytest.fixture(autouse=True)
def nothing_sent(offers):
    """The market stands, and its own messages are out of the way."""
    relay_pending()
    mail.outbox.clear()


def order_of(offers, *, contact=GUEST, **overrides) -> Order:
    order = place(offers={offers[0]: 2, offers[2]: 1}, contact=contact, **overrides).order
    relay_all()
    return order


def relay_all() -> None:
    """Hand on until nothing is due, then everything once more, as a relay does that crashed before it said so."""
    while relay_pending():
        pass
    assert not Delivery.objects.exclude(error="").exists(), list(Delivery.objects.values_list("error", flat=True))
    Delivery.objects.update(delivered_at=None, next_attempt_at=timezone.now())
    while relay_pending():
        pass


def mails_to(address: str) -> list:
    return [sent for sent in mail.outbox if sent.to == [address]]


def texts_to(sms_outbox, number: str) -> list[str]:
    return [text.body for text in sms_outbox if text.to == number]


def html_of(sent) -> str:
    return sent.alternatives[0][0]


def forget(sms_outbox) -> None:
    mail.outbox.clear()
    sms_outbox.clear()


# The confirmation ----------------------------------------------------------------------------------------------------


def test_the_buyer_is_told_by_email_and_by_sms_once(offers, sms_outbox):
    order = order_of(offers)
    (sent,) = mails_to("almaz@example.com")
    (text,) = texts_to(sms_outbox, "+251911234567")
    assert order.number in sent.subject
    assert order.number in text
    assert f"http://localhost:8000{order.secret_url}" in text


def test_the_confirmation_shows_each_seller_with_lines_totals_address_and_link(offers, sms_outbox):
    order = order_of(offers)
    (sent,) = mails_to("almaz@example.com")
    for words in (sent.body, html_of(sent)):
        for offer in (offers[0], offers[2]):
            assert offer.partner.name in words
            assert offer.product.title in words
        assert "Arrives" in words
        assert "ETB\u00a0333.33" in words  # 200.00 + 33.33 + 2 x 50.00 delivery
        assert "ETB\u00a0200.00" in words
        assert "Bole Road" in words
        assert "Almaz Bekele" in words
        assert order.secret_url in words


def test_html_is_escaped_and_text_is_not(offers):
    offers[0].product.title = "Salt & <b>Pepper</b>"
    offers[0].product.save()
    order_of(offers)
    (sent,) = mails_to("almaz@example.com")
    assert "Salt & <b>Pepper</b>" in sent.body
    assert "Salt &amp; &lt;b&gt;Pepper" in html_of(sent)
    assert "<b>Pepper" not in html_of(sent)


def test_a_guest_with_a_phone_alone_gets_sms_alone(offers, sms_outbox):
    order = order_of(offers, contact=BY_PHONE)
    (text,) = texts_to(sms_outbox, "+251911234567")
    assert order.secret_url in text
    assert "\u00a0" not in text
    assert not [message for message in Message.objects.filter(channel="email") if "confirmation" in message.key]


def test_a_customer_with_an_email_alone_gets_email_alone(offers, sms_outbox):
    user = make_user(email="sara@example.com")
    order = place(offers={offers[0]: 1}, user=user, contact=Contact(name="Sara", email="sara@example.com")).order
    relay_all()
    assert len(mails_to("sara@example.com")) == 1
    assert sms_outbox == []
    assert Message.objects.get(key=f"order.confirmation:{order.pk}:email").user == user


@pytest.mark.parametrize(("language", "direction"), [("am", "ltr"), ("ar", "rtl"), ("fr", "ltr"), ("sw", "ltr")])
def test_the_message_is_in_the_language_of_the_order(offers, sms_outbox, language, direction):
    order_of(offers, language=language)
    (sent,) = mails_to("almaz@example.com")
    assert f'<html lang="{language}" dir="{direction}"' in html_of(sent)
    assert sent.extra_headers["Content-Language"] == language
    assert f"/{language}/" in texts_to(sms_outbox, "+251911234567")[0]


def test_amounts_are_written_as_the_language_writes_them(offers):
    order_of(offers, language="fr")
    (sent,) = mails_to("almaz@example.com")
    assert "333,33\u00a0ETB" in html_of(sent)


def test_a_rolled_back_order_tells_nobody(offers, sms_outbox, monkeypatch):
    """The order is written and then the last step of placing fails."""

    class Refused(Exception):
        pass

    def refuse(self) -> None:
        assert Order.objects.exists()
        raise Refused

    monkeypatch.setattr(get_model("basket", "Basket"), "submit", refuse)
    with pytest.raises(Refused):
        place(offers={offers[0]: 1})
    assert not Event.objects.filter(name="order.created").exists()
    relay_all()
    assert mail.outbox == []
    assert sms_outbox == []
    assert not Message.objects.exists()


def test_an_order_that_waits_for_its_payment_is_confirmed_when_it_is_paid(offers):
    order = place(offers={offers[0]: 1}, contact=GUEST).order
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.PENDING)
    order.consignments.update(status="awaiting_payment")
    relay_all()
    (waiting,) = mails_to("almaz@example.com")
    assert "waits for your payment" in waiting.subject
    assert len(mail.outbox) == 1  # no seller

    EventHandler().confirm(order)
    relay_all()
    assert "is placed" in mails_to("almaz@example.com")[-1].subject
    assert len(mails_to("almaz@example.com")) == 2


def test_an_order_that_is_never_paid_is_not_confirmed_but_its_end_is_told(offers):
    order = place(offers={offers[0]: 1}, contact=GUEST).order
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.PENDING, expires_at=timezone.now())
    order.consignments.update(status="awaiting_payment")
    EventHandler().cancel_order(order, reason="not paid in time")
    relay_all()
    (sent,) = mail.outbox
    assert sent.to == ["almaz@example.com"]
    assert "not paid in time" in sent.body


# The sellers ---------------------------------------------------------------------------------------------------------


def test_each_seller_hears_of_its_own_part_once(offers, sms_outbox):
    first, second = offers[0].partner, offers[2].partner
    order = order_of(offers)
    for partner, own, foreign in ((first, offers[0], offers[2]), (second, offers[2], offers[0])):
        (sent,) = mails_to(partner.vendor.email)
        for words in (sent.body, html_of(sent)):
            assert own.product.title in words
            assert foreign.product.title not in words
            assert "Bole Road" in words
            assert "+251911234567" in words
            assert order.secret not in words, "the buyer's link is the buyer's"
            assert f"/vendor/orders/{order.number}-" in words


def test_a_seller_with_a_phone_gets_an_sms_in_its_own_language(offers, sms_outbox):
    vendor = offers[0].partner.vendor
    vendor.phone, vendor.language = "+251911999999", "am"
    vendor.save()
    order_of(offers, language="fr")
    (text,) = texts_to(sms_outbox, "+251911999999")
    assert "/am/vendor/orders/" in text


def test_a_partner_without_a_business_behind_it_does_not_stop_the_others(offers):
    offers[0].partner.vendor.delete()
    order_of(offers)
    assert len(mails_to(offers[2].partner.vendor.email)) == 1


# On its way ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def order(offers, sms_outbox) -> Order:
    order = order_of(offers)
    forget(sms_outbox)
    return order


def test_each_parcel_is_announced_once_with_its_pieces_and_tracking(order, sms_outbox):
    part = order.consignments.first()
    handler = EventHandler(role="seller")
    handler.accept(part)
    line = part.lines.get()
    handler.ship(part, {line.pk: 1}, carrier="EMS", tracking_number="ET123", tracking_url="https://ems.et/ET123")
    handler.ship(part)
    relay_all()

    first, second = mails_to("almaz@example.com")
    assert len(mail.outbox) == 2
    for words in (first.body, html_of(first)):
        assert "EMS" in words
        assert "ET123" in words
        assert "https://ems.et/ET123" in words
        assert line.title in words
    assert "Tracking" not in second.body
    texts = texts_to(sms_outbox, "+251911234567")
    assert len(texts) == 2
    assert "EMS ET123" in texts[0]


def test_the_arrival_of_a_sellers_whole_part_is_told_once(order):
    part = order.consignments.first()
    handler = EventHandler(role="seller")
    handler.accept(part)
    parcels = [handler.ship(part, {part.lines.get().pk: 1}), handler.ship(part)]
    relay_all()
    mail.outbox.clear()

    handler.deliver(part, parcels[0])
    relay_all()
    assert mail.outbox == []
    handler.deliver(part, parcels[1])
    relay_all()
    (sent,) = mail.outbox
    assert part.partner.name in sent.subject


# Cancelled -----------------------------------------------------------------------------------------------------------


def test_a_part_that_the_buyer_cancels_is_told_to_buyer_and_that_seller(order, offers, sms_outbox):
    part = order.consignments.first()
    EventHandler(role="buyer").cancel_consignment(part)
    relay_all()
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(["almaz@example.com", part.partner.vendor.email])
    (sent,) = mails_to("almaz@example.com")
    assert part.partner.name in sent.subject
    assert "rest of your order" in sent.body
    assert "do not have to pay" in sent.body
    assert len(texts_to(sms_outbox, "+251911234567")) == 1


def test_a_part_that_the_seller_cancels_is_told_to_the_buyer_with_the_reason(order):
    EventHandler(role="seller").cancel_consignment(order.consignments.first(), reason="The kiln broke")
    relay_all()
    (sent,) = mail.outbox
    assert sent.to == ["almaz@example.com"]
    assert "The kiln broke" in sent.body
    assert "The kiln broke" in html_of(sent)


def test_a_whole_order_that_is_cancelled_is_one_message_to_the_buyer(order, offers, sms_outbox):
    EventHandler(role="buyer").cancel_order(order)
    relay_all()
    (sent,) = mails_to("almaz@example.com")
    assert sent.subject == f"Your order {order.number} is cancelled"
    assert offers[0].product.title in sent.body
    assert offers[2].product.title in sent.body
    assert len(mail.outbox) == 3, "and one to each seller"
    assert len(texts_to(sms_outbox, "+251911234567")) == 1


def test_the_buyer_gets_money_back_only_where_it_was_paid(order):
    Order.objects.filter(pk=order.pk).update(payment_status="paid")
    EventHandler(role="seller").cancel_consignment(order.consignments.first())
    relay_all()
    assert "get back what you paid" in mail.outbox[0].body


# The rest ------------------------------------------------------------------------------------------------------------


def test_a_failing_sms_provider_does_not_hold_up_the_email(offers, sms_outbox, monkeypatch):
    def refuse(self, *, to, body):
        raise ConnectionError("No network")

    monkeypatch.setattr("oscar_apps.communication.sms.memory.MemoryGateway.send", refuse)
    order_of(offers)
    assert len(mails_to("almaz@example.com")) == 1
    assert Message.objects.filter(channel="sms", status="failed").count() == 1


def test_changes_that_concern_nobody_send_nothing(order):
    EventHandler(role="seller").accept(order.consignments.first())
    relay_all()
    assert mail.outbox == []


def test_no_template_leaves_a_gap_in_its_words(offers):
    """A missing variable would show as an empty pair of brackets, a double space or a bare colon."""
    order_of(offers)
    for sent in mail.outbox:
        assert not re.search(r"\(\)|: *\n *\n|\{\{|\{%", sent.body), sent.body


def test_unknown_events_are_nobodys(offers):
    publish("weather.changed", {})
    relay_pending()
    assert Event.objects.get(name="weather.changed").relayed_at


def test_lines_less_discount_plus_delivery_are_the_total(offers):
    """What is shown adds up: lines before discounts, then the discount."""
    order = place(offers={offers[0]: 2}).order
    part = order.consignments.get()
    part.lines.update(line_price_incl_tax="180.00")
    type(part).objects.filter(pk=part.pk).update(discount="20.00", total="230.00")
    relay_all()
    (sent,) = mails_to("almaz@example.com")
    for amount in ("200.00", "-ETB\u00a020.00", "50.00", "230.00"):
        assert amount in sent.body
        assert amount in html_of(sent)
