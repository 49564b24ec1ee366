"""Twilio's look-alike by the official client and by the shop's own gateway; the inbox; signed status callbacks."""

from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from oscar_apps.communication.sms.base import SmsError, SmsRefused
from oscar_apps.communication.sms.registry import get_gateway
from oscar_apps.communication.sms.twilio import HttpClient

from .conftest import TWILIO_SID, TWILIO_TOKEN, wait_for

SENDER = "+15005550006"


@pytest.fixture
def client(simulators) -> Client:
    http = HttpClient(timeout=5, base_url=f"{simulators.url}/twilio")
    return Client(TWILIO_SID, TWILIO_TOKEN, http_client=http)


@pytest.fixture
def gateway(simulators, settings):
    settings.SMS_GATEWAY = "twilio"
    settings.TWILIO_BASE_URL = f"{simulators.url}/twilio"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = TWILIO_SID, TWILIO_TOKEN
    settings.TWILIO_PHONE_NUMBER = SENDER
    return get_gateway()


def test_the_shops_gateway_sends_to_the_inbox(gateway, simulators):
    sent = gateway.send(to="+251911234567", body="ትዕዛዝዎ ተቀብለናል")
    assert sent.reference.startswith("SM")
    page = requests.get(f"{simulators.url}/sms", timeout=5).text
    assert "+251911234567" in page
    assert "ትዕዛዝዎ ተቀብለናል" in page
    assert simulators.get("messages", to="+251911234567")[0]["body"] == "ትዕዛዝዎ ተቀብለናል"


def test_the_inbox_has_numbers_and_messages_newest_first(gateway, simulators):
    for number, body in (("+251911000001", "first"), ("+251911000002", "second"), ("+251911000001", "third")):
        gateway.send(to=number, body=body)
    page = requests.get(f"{simulators.url}/sms?fragment=1", timeout=5).text
    places = [page.index(text) for text in ("+251911000001", "third", "first", "+251911000002", "second")]
    assert places == sorted(places)
    assert "<html" not in page
    one = requests.get(f"{simulators.url}/sms", params={"to": "+251911000002"}, timeout=5).text
    assert "second" in one
    assert "third" not in one


def test_words_of_a_message_are_only_words(gateway, simulators):
    gateway.send(to="+251911000001", body="<script>alert(1)</script>")
    assert "<script>alert" not in requests.get(f"{simulators.url}/sms", timeout=5).text


@pytest.mark.parametrize(
    ("to", "sender", "code"),
    [
        ("+15005550001", SENDER, 21211),
        ("+15005550002", SENDER, 21612),
        ("+15005550003", SENDER, 21408),
        ("+15005550004", SENDER, 21610),
        ("+15005550009", SENDER, 21614),
        ("0911234567", SENDER, 21211),
        ("+251911234567", "+15005550007", 21606),
        ("+251911234567", "+15005550008", 21611),
    ],
)
def test_twilios_test_numbers_fail_as_documented(client, to, sender, code):
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(to=to, from_=sender, body="Hello")
    assert (caught.value.status, caught.value.code) == (400, code)


def test_the_gateway_reads_a_refusal(gateway):
    with pytest.raises(SmsRefused, match="21610"):
        gateway.send(to="+15005550004", body="Hello")


def test_wrong_credentials_are_refused(simulators, settings, gateway):
    settings.TWILIO_AUTH_TOKEN = "wrong"
    with pytest.raises(SmsError, match="401"):
        get_gateway().send(to="+251911234567", body="Hello")
    assert simulators.get("messages") == []


@pytest.mark.parametrize(("body", "parts"), [("a" * 160, "1"), ("a" * 161, "2"), ("አ" * 70, "1"), ("አ" * 71, "2")])
def test_long_messages_are_counted_in_parts(client, body, parts):
    assert client.messages.create(to="+251911234567", from_=SENDER, body=body).num_segments == parts


def test_delivery_is_told_with_a_signature_that_the_client_accepts(client, shop):
    address = f"{shop.url}/status"
    message = client.messages.create(to="+251911234567", from_=SENDER, body="Hello", status_callback=address)
    assert message.status == "queued"
    told = shop.messages("/status", 2)
    forms = [dict(parse_qsl(each["body"].decode())) for each in told]
    assert [form["MessageStatus"] for form in forms] == ["sent", "delivered"]
    validator = RequestValidator(TWILIO_TOKEN)
    assert all(
        validator.validate(address, form, each["headers"]["x-twilio-signature"])
        for form, each in zip(forms, told, strict=True)
    )
    wait_for(lambda: client.messages(message.sid).fetch().status == "delivered")
