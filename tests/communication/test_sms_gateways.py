"""One contract, every gateway; Twilio by its own client against a server that speaks its protocol."""

import contextlib
import json
import logging
import threading
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from oscar_apps.communication.sms.base import SentSms, SmsError, SmsGateway, SmsRefused, SmsUnclear
from oscar_apps.communication.sms.registry import GATEWAYS, get_gateway

SID, TOKEN, SENDER = "AC" + "0" * 32, "token", "+15005550006"


class TwilioLike(BaseHTTPRequestHandler):
    """What Twilio answers to a message; the number says how it goes."""

    ANSWERS = {
        "+15005550001": (400, {"code": 21211, "message": "Not a valid phone number.", "status": 400}),
        "+15005550002": (429, {"code": 20429, "message": "Too many requests", "status": 429}),
        "+15005550003": (500, {"code": 20500, "message": "Internal error", "status": 500}),
    }

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        authorization = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        self.server.requests.append((self.path, authorization, {name: values[0] for name, values in form.items()}))
        time.sleep(self.server.delay)
        status, answer = self.ANSWERS.get(form["To"][0], (201, {"sid": "SM" + "1" * 32, "status": "queued"}))
        if authorization != f"{SID}:{TOKEN}":
            status, answer = 401, {"code": 20003, "message": "Authenticate", "status": 401}
        with contextlib.suppress(ConnectionError):  # the client has run out of patience
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args) -> None:
        """Silent."""


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), TwilioLike)
    server.requests, server.delay = [], 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{server.server_port}/simulator"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_PHONE_NUMBER = SID, TOKEN, SENDER
    settings.SMS_GATEWAY = "twilio"
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("code", sorted(GATEWAYS))
def test_every_gateway_sends_and_answers_with_a_reference(code, provider, settings):
    settings.SMS_GATEWAY = code
    gateway = get_gateway()
    assert isinstance(gateway, SmsGateway)
    assert gateway.code == code
    sent = gateway.send(to="+251911234567", body="ትዕዛዝዎ ተቀብለናል")
    assert isinstance(sent, SentSms)


def test_twilio_gets_number_sender_and_words(provider):
    sent = get_gateway().send(to="+251911234567", body="ትዕዛዝዎ ተቀብለናል")
    ((path, authorization, form),) = provider.requests
    assert path == f"/simulator/2010-04-01/Accounts/{SID}/Messages.json"
    assert authorization == f"{SID}:{TOKEN}"
    assert form == {"To": "+251911234567", "From": SENDER, "Body": "ትዕዛዝዎ ተቀብለናል"}
    assert sent.reference == "SM" + "1" * 32


def test_a_number_that_does_not_exist_is_refused(provider):
    with pytest.raises(SmsRefused, match="21211"):
        get_gateway().send(to="+15005550001", body="Hello")


@pytest.mark.parametrize("number", ["+15005550002", "+15005550003"])
def test_a_busy_or_broken_provider_may_work_later(provider, number):
    with pytest.raises(SmsError) as caught:
        get_gateway().send(to=number, body="Hello")
    assert not isinstance(caught.value, SmsRefused)


def test_wrong_credentials_are_our_fault_and_not_the_recipients(provider, settings):
    settings.TWILIO_AUTH_TOKEN = "wrong"
    with pytest.raises(SmsError) as caught:
        get_gateway().send(to="+251911234567", body="Hello")
    assert not isinstance(caught.value, SmsRefused)
    assert "wrong" not in str(caught.value)


def test_a_slow_provider_ends_at_the_timeout(provider, settings):
    settings.TWILIO_TIMEOUT_SECONDS = 0.2
    provider.delay = 2
    with pytest.raises(SmsUnclear, match="ReadTimeout"):
        get_gateway().send(to="+251911234567", body="Hello")


def test_a_provider_that_is_away_may_work_later(provider, settings):
    settings.TWILIO_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(SmsError):
        get_gateway().send(to="+251911234567", body="Hello")


def test_without_another_address_twilios_own_is_used(provider, settings):
    settings.TWILIO_BASE_URL = ""
    address = "https://api.twilio.com/2010-04-01/Accounts"
    assert get_gateway()._client.http_client._address(address) == address


def test_twilio_without_credentials_says_so(settings):
    settings.SMS_GATEWAY, settings.TWILIO_ACCOUNT_SID = "twilio", ""
    with pytest.raises(ImproperlyConfigured, match="TWILIO_ACCOUNT_SID"):
        get_gateway()


def test_an_unknown_gateway_is_named_with_the_known_ones(settings):
    settings.SMS_GATEWAY = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="console, memory, twilio"):
        get_gateway()


def test_the_console_shows_the_words(settings, caplog):
    settings.SMS_GATEWAY = "console"
    with caplog.at_level(logging.INFO):
        get_gateway().send(to="+251911234567", body="Hello")
    assert "+251911234567: Hello" in caplog.text
