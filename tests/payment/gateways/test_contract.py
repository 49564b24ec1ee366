"""One contract, every gateway: what it asks, understands and refuses, against a server like its provider."""

from dataclasses import replace
from decimal import Decimal

import pytest

from oscar_apps.payment.gateways.base import (
    BadWebhook,
    EventKind,
    PaymentState,
    ProviderRefused,
    ProviderUnavailable,
    RefundState,
    Started,
)
from oscar_apps.payment.gateways.cash_on_delivery import CashOnDelivery
from oscar_apps.payment.models import ProviderNotice

from .benches import AMOUNT, KEY, KINDS, REFERENCE, SECRET, encoded, intent, payment_request

#: How a provider can be away: the fault, told to the server.
FAULTS = {
    "500": {"status": 500, "body": b"<h1>Oops</h1>"},
    "502 with JSON": {"status": 502, "body": {"message": "Bad gateway", "error": {"message": "Bad gateway"}}},
    "busy": {"status": 429, "body": {"message": "Too many requests", "error": {"message": "Slow down"}}},
    "slow": {"status": 200, "body": {}, "delay": 0.6},
    "no JSON": {"status": 200, "body": b"<html>Welcome</html>"},
    "a JSON list": {"status": 200, "body": []},
    "an empty object": {"status": 200, "body": {}},
    "a redirect": {"status": 302, "body": b"", "Location": "/elsewhere"},
}


@pytest.fixture(params=FAULTS, ids=list(FAULTS))
def fault(request, provider):
    if "delay" in FAULTS[request.param]:
        request.getfixturevalue("impatient")
    return FAULTS[request.param]


class TestStart:
    def test_it_answers_with_the_providers_page(self, bench):
        bench.will_start()
        started = bench.start(payment_request())
        assert started.redirect_url == bench.started_at()
        assert started.provider_id == bench.provider_id

    def test_a_refusal_is_a_refusal(self, bench):
        bench.will_refuse_start()
        with pytest.raises(ProviderRefused) as caught:
            bench.start(payment_request())
        assert caught.value.message

    def test_an_absent_provider_may_work_later(self, bench, fault):
        bench.provider.fail(**fault)
        with pytest.raises(ProviderUnavailable):
            bench.start(payment_request())

    def test_an_amount_that_cannot_be_charged_exactly_is_refused_unasked(self, bench):
        with pytest.raises(ProviderRefused):
            bench.start(payment_request(amount=Decimal("10.005")))
        assert not bench.provider.asked

    def test_a_wrong_key_is_a_refusal_and_stays_secret(self, bench):
        body = {"message": "Invalid API Key CHASECK_TEST-xyz", "error": {"message": "Invalid API Key: sk_test_***xyz"}}
        bench.provider.on(*bench.starting, body, 401)
        with pytest.raises(ProviderRefused) as caught:
            bench.start(payment_request())
        assert "xyz" not in caught.value.message


class TestFetch:
    @pytest.mark.parametrize("state", list(PaymentState))
    def test_it_tells_each_state(self, bench, state):
        bench.will_say(state)
        payment = bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        assert (payment.state, payment.reference) == (state, REFERENCE)

    def test_a_payment_comes_with_its_amount_fee_method_and_number(self, bench):
        bench.will_say(PaymentState.PAID)
        payment = bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        assert (payment.amount, payment.currency, payment.fee) == (AMOUNT, "ETB", bench.fee)
        assert (payment.provider_id, payment.method) == (bench.paid_id, bench.method)

    def test_the_number_it_tells_finds_the_payment_again(self, bench):
        bench.will_say(PaymentState.PAID)
        bench.provider.on("GET", f"/v1/payment_intents/{bench.paid_id}", intent(PaymentState.PAID))
        first = bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        again = bench.gateway.fetch(reference=REFERENCE, provider_id=first.provider_id)
        assert (again.state, again.amount, again.provider_id) == (PaymentState.PAID, AMOUNT, bench.paid_id)

    def test_an_absent_provider_may_tell_later(self, bench, fault):
        bench.provider.fail(**fault)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)

    def test_an_unreachable_provider_may_tell_later(self, bench, settings):
        settings.CHAPA_BASE_URL = settings.STRIPE_BASE_URL = "http://127.0.0.1:9"
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)

    def test_a_wrong_key_says_nothing_about_the_payment(self, bench):
        bench.provider.fail(status=401, body={"message": "Invalid API Key", "error": {"message": "Invalid API Key"}})
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)

    def test_a_state_nobody_has_heard_of_decides_nothing(self, bench):
        bench.will_say(PaymentState.PENDING, status="levitating")
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)

    def test_one_passing_failure_is_asked_over(self, bench):
        bench.will_say(PaymentState.PAID)
        bench.provider.fail(status=503, times=1)
        payment = bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        assert payment.state is PaymentState.PAID
        assert len(bench.provider.asked) == 2

    def test_it_is_asked_three_times_at_most(self, bench):
        bench.provider.fail(status=503)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        assert len(bench.provider.asked) == 3


class TestRefund:
    @pytest.mark.parametrize("amount", [AMOUNT, Decimal("300.25")], ids=["full", "part"])
    def test_all_or_a_part_goes_back_under_our_key(self, bench, amount):
        bench.will_refund(RefundState.PENDING)
        answer = bench.gateway.refund(request=bench.refund_request(amount))
        assert (answer.state, answer.provider_id) == (RefundState.PENDING, bench.refund_id)
        assert bench.sent_refund() == (amount, KEY)

    @pytest.mark.parametrize("state", list(RefundState))
    def test_it_tells_what_became_of_it(self, bench, state):
        bench.will_refund(state)
        assert bench.gateway.refund(request=bench.refund_request()).state is state
        asked = bench.gateway.fetch_refund(request=bench.refund_request(), provider_id=bench.refund_id)
        assert asked.state is state

    def test_a_refusal_is_a_refusal(self, bench):
        bench.will_refuse_refund()
        with pytest.raises(ProviderRefused):
            bench.gateway.refund(request=bench.refund_request())

    def test_without_an_answer_nobody_knows(self, bench, fault):
        bench.provider.fail(**fault)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.refund(request=bench.refund_request())

    def test_what_is_sent_again_goes_with_the_same_key_or_not_at_all(self, bench):
        bench.provider.fail(status=503)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.refund(request=bench.refund_request())
        tries = bench.provider.asked
        if bench.gateway.capabilities.repeatable_refund:
            assert {each.headers["idempotency-key"] for each in tries} == {f"refund:{KEY}"}
        else:
            assert len(tries) == 1

    def test_one_that_the_provider_does_not_know_is_not_made_up(self, bench):
        bench.provider.fail(status=404, body={"message": "Refund not found", "error": {"message": "No such refund"}})
        assert bench.gateway.fetch_refund(request=bench.refund_request(), provider_id="re_gone") is None

    def test_more_digits_than_the_currency_has_are_refused_unasked(self, bench):
        with pytest.raises(ProviderRefused):
            bench.gateway.refund(request=bench.refund_request(Decimal("0.001")))
        assert not bench.provider.asked


class TestWebhook:
    @pytest.mark.parametrize("style", ["compact", "spaced", "ascii"])
    def test_a_signed_message_is_read_however_it_is_written(self, bench, style):
        body = encoded(bench.event(bench.payment_event), style)
        event = bench.gateway.parse_webhook(body=body, headers=bench.sign(body))
        assert (event.kind, event.name, event.reference) == (EventKind.PAYMENT, bench.payment_event, REFERENCE)
        assert (event.amount, event.currency) == (AMOUNT, "ETB")

    @pytest.mark.parametrize(("which", "kind"), KINDS)
    def test_each_type_has_its_kind(self, bench, which, kind):
        body = encoded(bench.event(getattr(bench, which)))
        assert bench.gateway.parse_webhook(body=body, headers=bench.sign(body)).kind is kind

    def test_headers_are_found_in_any_case(self, bench):
        body = encoded(bench.event(bench.payment_event))
        headers = {name.lower(): value for name, value in bench.sign(body).items()}
        assert bench.gateway.parse_webhook(body=body, headers=headers).reference == REFERENCE

    def test_it_asks_nobody(self, bench):
        body = encoded(bench.event(bench.payment_event))
        bench.gateway.parse_webhook(body=body, headers=bench.sign(body))
        assert not bench.provider.asked

    def test_unsigned_is_refused(self, bench):
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=encoded(bench.event(bench.payment_event)), headers={})

    def test_signed_with_another_secret_is_refused(self, bench):
        body = encoded(bench.event(bench.payment_event))
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=body, headers=bench.sign(body, secret=f"{SECRET}!"))

    def test_altered_after_signing_is_refused(self, bench):
        body = encoded(bench.event(bench.payment_event))
        headers = bench.sign(body)
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(
                body=body.replace(b"125050", b"925050").replace(b"1250.5", b"9250.5"), headers=headers
            )

    def test_the_same_json_spelt_otherwise_is_refused(self, bench):
        event = bench.event(bench.payment_event)
        headers = bench.sign(encoded(event, "spaced"))
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=encoded(event, "compact"), headers=headers)

    @pytest.mark.parametrize("signature", ["", "x", "t=,v1=", "t=1", "ፊርማ", "\x00", "t=99999999999999999999,v1=a"])
    def test_nonsense_for_a_signature_is_refused(self, bench, signature):
        body = encoded(bench.event(bench.payment_event))
        headers = dict.fromkeys(bench.sign(body), signature)
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=body, headers=headers)

    @pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'"text"', b"\xff\xfe", b"1e999", b"[" * 100_000])
    def test_a_signed_body_that_is_no_object_is_refused(self, bench, body):
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=body, headers=bench.sign(body))

    @pytest.mark.parametrize("event", [{}, {"event": 5, "type": 5}, {"data": "x", "meta": 1}, {"data": {"object": []}}])
    def test_a_signed_object_without_sense_moves_nothing(self, bench, event):
        body = encoded(event)
        read = bench.gateway.parse_webhook(body=body, headers=bench.sign(body))
        assert (read.kind, read.reference, read.amount) == (EventKind.OTHER, "", None)

    @pytest.mark.parametrize("nonsense", ["\x00", "\ud800", "x" * 5000, 10**400, -1, 1e308, True, [], {}, None])
    def test_values_that_no_column_holds_are_cut_to_what_one_does(self, bench, nonsense):
        names = ("reference", "tx_ref", "event", "type", "status", "amount", "amount_total", "amount_received",
                 "currency", "client_reference_id", "metadata", "meta", "id", "created", "updated_at")  # fmt: skip
        for name in names:
            event = bench.event(bench.payment_event)
            inner = event["data"]["object"] if "data" in event else event
            event[name] = inner[name] = nonsense
            body = encoded(event, "ascii")
            read = bench.gateway.parse_webhook(body=body, headers=bench.sign(body))
            ProviderNotice.objects.create(
                gateway="x", event_id=f"{name}{read.event_id}"[:255], name=read.name, reference=read.reference,
                summary=read.summary,
            )  # fmt: skip
            kept = (read.reference, read.provider_id, read.currency, *read.summary.values())
            assert all(text.encode() is not None and "\x00" not in text and len(text) <= 255 for text in kept)
            assert read.amount is None or abs(read.amount) < 10**10

    def test_without_a_secret_of_ours_nothing_is_believed(self, bench, settings):
        settings.CHAPA_WEBHOOK_SECRET = settings.STRIPE_WEBHOOK_SECRET = ""
        body = encoded(bench.event(bench.payment_event))
        with pytest.raises(BadWebhook):
            bench.gateway.parse_webhook(body=body, headers=bench.sign(body, secret=""))

    def test_a_repeat_has_the_same_id_and_another_event_another(self, bench):
        ids = []
        for name in (bench.payment_event, bench.payment_event, bench.refund_event):
            body = encoded(bench.event(name, **({"id": name} if "stripe" in bench.name else {})))
            ids.append(bench.gateway.parse_webhook(body=body, headers=bench.sign(body)).event_id)
        assert ids[0] == ids[1] != ids[2]

    def test_the_log_gets_nobodys_name_address_or_phone(self, bench):
        for name in (bench.payment_event, bench.refund_event, bench.chargeback_event):
            body = encoded(bench.event(name))
            summary = str(bench.gateway.parse_webhook(body=body, headers=bench.sign(body)).summary)
            assert not any(word in summary for word in ("bilen", "ብሌን", "Gizachew", "911234567", "secret"))

    def test_a_refund_names_our_key(self, bench):
        extra = {"meta": {"refund": KEY}} if bench.name == "chapa" else {}
        body = encoded(bench.event(bench.refund_event, **extra))
        assert bench.gateway.parse_webhook(body=body, headers=bench.sign(body)).summary["refund"] == KEY


class TestOffering:
    def test_it_is_configured_with_both_its_keys_alone(self, bench, settings):
        assert bench.gateway.is_configured()
        settings.CHAPA_WEBHOOK_SECRET = settings.STRIPE_WEBHOOK_SECRET = ""
        assert not bench.gateway.is_configured()

    @pytest.mark.parametrize("total", ["0", "-1", "99999999999"])
    def test_totals_that_no_provider_takes_are_not_offered(self, bench, total):
        assert not bench.gateway.accepts(total=Decimal(total), currency="ETB", country="ET")

    def test_the_shops_orders_are(self, bench):
        assert bench.gateway.accepts(total=AMOUNT, currency="ETB", country="ET")
        assert bench.gateway.pays_first


@pytest.mark.django_db
class TestCash:
    """The part of the contract that is left when there is no provider."""

    gateway = CashOnDelivery()

    def test_nobody_is_sent_anywhere(self):
        assert self.gateway.start(request=payment_request()) == Started()

    def test_it_is_still_to_be_paid(self):
        assert self.gateway.fetch(reference=REFERENCE, provider_id="").state is PaymentState.PENDING

    def test_it_sends_no_messages_and_pays_nothing_back(self, bench):
        with pytest.raises(BadWebhook):
            self.gateway.parse_webhook(body=b"{}", headers={})
        with pytest.raises(ProviderRefused):
            self.gateway.refund(request=replace(bench.refund_request(), provider_id=""))
        assert self.gateway.fetch_refund(request=bench.refund_request(), provider_id="") is None

    def test_it_takes_the_shops_currency_alone(self):
        assert self.gateway.accepts(total=AMOUNT, currency="ETB", country="ET")
        assert not self.gateway.accepts(total=AMOUNT, currency="USD", country="ET")
