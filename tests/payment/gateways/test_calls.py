"""The log of requests to providers: one row each, before it leaves, without a secret or a person in it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from marketplace.ticker.registry import get_job
from oscar_apps.payment import calls
from oscar_apps.payment.gateways.base import PaymentState, ProviderRefused, ProviderUnavailable, RefundState
from oscar_apps.payment.models import ProviderCall
from oscar_apps.payment.redaction import HIDDEN, redact, redact_body, without_secrets

from .benches import REFERENCE, ChapaBench, payment_request

pytestmark = pytest.mark.django_db

#: What may be found in no row: keys, the buyer, the secret address of the order.
PRIVATE = ["xyz", "bilen", "Bilen", "Gizachew", "911234567", "s3cret", "pi_3Qx_secret", "4242"]


def everything_kept():
    return str(list(ProviderCall.objects.values_list("request", "response", "reference", "operation")))


class TestRows:
    def test_every_request_leaves_one(self, bench):
        bench.will_start()
        bench.will_say(PaymentState.PAID)
        bench.start(payment_request())
        bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        fetched, started = ProviderCall.objects.all()
        assert {fetched.gateway, started.gateway} == {bench.gateway.code}
        assert {fetched.reference, started.reference} == {REFERENCE}
        assert (started.outcome, started.http_status) == ("ok", 200)
        assert (fetched.outcome, fetched.http_status) == ("ok", 200)
        assert started.operation != fetched.operation

    def test_they_hold_neither_keys_nor_people(self, bench):
        bench.will_start()
        bench.will_say(PaymentState.PAID)
        bench.start(payment_request())
        bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        kept = everything_kept()
        assert not [word for word in PRIVATE if word in kept]
        assert "ETB" in kept.upper() and ("125050" in kept or "1250.5" in kept)

    def test_refunds_are_filed_under_the_payment(self, bench):
        bench.will_refund(RefundState.SUCCEEDED)
        bench.gateway.refund(request=bench.refund_request())
        bench.gateway.fetch_refund(request=bench.refund_request(), provider_id=bench.refund_id)
        assert list(ProviderCall.objects.values_list("reference", flat=True)) == [REFERENCE] * 2

    def test_a_key_that_is_not_taken_is_an_error_in_the_log(self, bench, caplog):
        bench.provider.fail(status=401, body={"message": "Invalid API Key", "error": {"message": "Invalid API Key"}})
        with pytest.raises(ProviderRefused):
            bench.start(payment_request())
        assert "does not take our key" in caplog.text

    def test_a_refusal_is_kept_with_its_words(self, bench):
        bench.will_refuse_start()
        with pytest.raises(ProviderRefused):
            bench.start(payment_request())
        row = ProviderCall.objects.get()
        assert (row.outcome, row.http_status) == ("refused", 400)
        assert "nvalid currency" in str(row.response) or "too small" in str(row.response)

    def test_each_try_is_a_row_with_its_time(self, bench):
        bench.provider.fail(status=503, body={}, delay=0.02)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        rows = list(ProviderCall.objects.all())
        assert [(row.outcome, row.http_status) for row in rows] == [("unavailable", 503)] * 3
        assert all(row.milliseconds >= 20 for row in rows)

    def test_a_silence_is_kept_with_its_reason(self, bench, impatient):
        bench.provider.fail(delay=0.6)
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        row = ProviderCall.objects.first()
        assert (row.outcome, row.http_status) == ("unavailable", None)
        assert "ReadTimeout" in row.response["problem"]

    def test_a_page_instead_of_json_is_kept_as_its_length(self, bench):
        bench.provider.fail(status=200, body=b"<html>bilen@example.com</html>")
        with pytest.raises(ProviderUnavailable):
            bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id)
        assert ProviderCall.objects.first().response == {"unreadable_bytes": 30}


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_no_request_leaves_inside_one(self, provider):
        bench = ChapaBench(provider)
        bench.will_say(PaymentState.PAID)
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            bench.gateway.fetch(reference=REFERENCE, provider_id="")
        assert not provider.asked

    def test_the_row_stands_before_the_request_leaves(self, provider):
        seen = []

        def send():
            seen.append(ProviderCall.objects.get().outcome)
            raise SystemExit  # the process dies here

        with pytest.raises(SystemExit):
            calls.exchange(call=calls.Call("chapa", "verify"), send=send)
        assert seen == ["sent"]
        assert ProviderCall.objects.get().outcome == "sent"


class TestTries:
    def tries(self, answers, *, is_repeatable):
        left = list(answers)

        def send():
            answer = left.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return calls.Reply(answer, b"{}")

        try:
            return calls.exchange(call=calls.Call("x", "y", is_repeatable=is_repeatable), send=send).status, len(left)
        except calls.NoAnswer:
            return None, len(left)

    @pytest.fixture(autouse=True)
    def no_pause(self, monkeypatch):
        monkeypatch.setattr(calls, "PAUSE_SECONDS", 0)

    def test_what_may_be_repeated_is_until_it_works(self):
        assert self.tries([500, calls.NoAnswer("ReadTimeout", was_sent=True), 200], is_repeatable=True) == (200, 0)

    def test_three_times_at_most(self):
        assert self.tries([500, 500, 502, 200], is_repeatable=True) == (502, 1)

    @pytest.mark.parametrize("first", [500, calls.NoAnswer("ReadTimeout", was_sent=True)])
    def test_what_may_have_happened_is_not_repeated(self, first):
        assert self.tries([first, 200], is_repeatable=False)[1] == 1

    def test_what_never_left_is(self):
        assert self.tries([calls.NoAnswer("ConnectError", was_sent=False), 200], is_repeatable=False) == (200, 0)

    @pytest.mark.parametrize("status", [400, 401, 404, 422])
    def test_a_no_is_not_asked_again(self, status):
        assert self.tries([status, 200], is_repeatable=True) == (status, 1)

    @pytest.mark.parametrize("first", [500, calls.NoAnswer("ReadTimeout", was_sent=True)])
    def test_nobody_waits_longer_for_another_try(self, monkeypatch, first):
        monkeypatch.setattr(calls, "RETRY_SECONDS", 0)
        assert self.tries([first, 200], is_repeatable=True)[1] == 1


class TestRedaction:
    @pytest.mark.parametrize(
        "text",
        [
            "bilen.g+shop@example.co.et", "CHASECK_TEST-AbC123", "CHASECK-AbC123", "sk_live_51Habc", "rk_test_51Habc",
            "sk_test_***abc", "whsec_abc123", "Bearer abc.def", "4242 4242 4242 4242", "4242424242424242",
            "+251911234567", "0911 234 567", "0911-234-567",
        ],
    )  # fmt: skip
    def test_secrets_and_people_go_out_of_sentences(self, text):
        assert without_secrets(f"Refused: {text} is wrong") == f"Refused: {HIDDEN} is wrong"

    def test_words_and_small_numbers_stay(self):
        assert (
            without_secrets("Amount 1250.50 ETB of order 100012 refused")
            == "Amount 1250.50 ETB of order 100012 refused"
        )

    @pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 5000])
    def test_every_database_can_hold_it(self, text):
        kept = str(redact({"message": text, "status": text, text: "x"}))
        assert "\x00" not in kept
        assert len(kept.encode()) < 1000

    def test_what_nobody_has_looked_at_is_hidden(self):
        assert redact({"new_field": "x", "amount": "10.00"}) == {"new_field": HIDDEN, "amount": "10.00"}

    def test_it_looks_into_everything(self):
        data = {"data": {"customer": {"email": "a@b.et"}, "items": [{"amount": 5, "name": "Bilen"}], "paid": True}}
        assert redact(data) == {
            "data": {"customer": {"email": HIDDEN}, "items": [{"amount": "5", "name": HIDDEN}], "paid": True}
        }

    def test_fields_of_a_form_are_known_by_their_last_part(self):
        assert redact({"metadata[reference]": "1", "payment_intent_data[description]": "x"}) == {
            "metadata[reference]": "1", "payment_intent_data[description]": HIDDEN,
        }  # fmt: skip

    @pytest.mark.parametrize("body", [b"\xff", b"plain", b"5", b'"text"', b""])
    def test_anything_but_an_object_is_its_length(self, body):
        assert redact_body(body) == {"unreadable_bytes": len(body)}


class TestPruning:
    def make(self, *, days):
        return ProviderCall.objects.create(
            gateway="chapa", operation="verify", outcome="ok", started_at=timezone.now() - timedelta(days=days)
        )

    def test_the_job_deletes_what_is_older_than_the_setting(self, settings):
        settings.PROVIDER_CALL_DAYS = 30
        kept = self.make(days=29)
        self.make(days=31)
        get_job("payment.prune-calls").work()
        assert ProviderCall.objects.get() == kept

    def test_it_goes_in_pieces(self, monkeypatch):
        monkeypatch.setattr(calls, "PRUNE_BATCH", 2)
        for _number in range(5):
            self.make(days=100)
        assert calls.prune(days=90) == 5
