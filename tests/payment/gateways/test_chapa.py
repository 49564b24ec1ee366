"""What is Chapa's alone: two signatures, references that are taken once, and answers that hide a no behind a 200."""

from decimal import Decimal

import pytest

from oscar_apps.payment.gateways.base import (
    BadWebhook,
    EventKind,
    PaymentState,
    ProviderRefused,
    ProviderUnavailable,
    ReferenceUsed,
)
from oscar_apps.payment.gateways.chapa import Chapa
from oscar_apps.payment.gateways.signatures import hmac_sha256

from .benches import REFERENCE, SECRET, ChapaBench, encoded, payment_request

pytestmark = pytest.mark.django_db

VERIFY = ("GET", "/v1/transaction/verify/")


@pytest.fixture
def chapa(provider):
    return ChapaBench(provider)


class TestSignatures:
    """https://developer.chapa.co/integrations/webhooks: of the body, and of the secret itself."""

    OF_SECRET = hmac_sha256(secret=SECRET, message=SECRET.encode())

    def read(self, chapa, event=None, body=None, **headers):
        body = body or encoded(event or chapa.event("charge.success"))
        return chapa.gateway.parse_webhook(
            body=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def of_body(self, body):
        return hmac_sha256(secret=SECRET, message=body)

    def test_the_one_of_the_body_is_believed(self, chapa):
        body = encoded(chapa.event("charge.success"))
        assert self.read(chapa, body=body, x_chapa_signature=self.of_body(body)).amount == Decimal("1250.50")

    def test_both_together_are_believed(self, chapa):
        body = encoded(chapa.event("charge.success"))
        event = self.read(chapa, body=body, x_chapa_signature=self.of_body(body), Chapa_Signature=self.OF_SECRET)
        assert event.amount == Decimal("1250.50")

    def test_either_header_may_carry_the_one_of_the_body(self, chapa):
        body = encoded(chapa.event("charge.success"))
        assert self.read(chapa, body=body, Chapa_Signature=self.of_body(body)).amount == Decimal("1250.50")

    def test_the_one_of_the_secret_alone_is_a_reason_to_ask_and_no_more(self, chapa):
        event = self.read(chapa, Chapa_Signature=self.OF_SECRET)
        assert (event.kind, event.reference) == (EventKind.PAYMENT, REFERENCE)
        assert (event.amount, event.currency, event.provider_id) == (None, "", "")

    def test_with_it_alone_nobody_can_claim_a_chargeback(self, chapa):
        event = self.read(chapa, event=chapa.event("charge.reversed"), Chapa_Signature=self.OF_SECRET)
        assert event.kind is EventKind.PAYMENT

    def test_with_it_alone_nobody_can_take_the_place_of_a_true_event(self, chapa):
        body = encoded(chapa.event("charge.success"))
        true = self.read(chapa, body=body, x_chapa_signature=self.of_body(body))
        assert self.read(chapa, body=body, Chapa_Signature=self.OF_SECRET).event_id != true.event_id

    def test_it_does_not_make_up_for_a_wrong_one_of_the_body(self, chapa):
        with pytest.raises(BadWebhook):
            self.read(chapa, x_chapa_signature="0" * 64, Chapa_Signature=self.OF_SECRET)

    def test_a_wrong_one_of_the_secret_is_refused(self, chapa):
        with pytest.raises(BadWebhook):
            self.read(chapa, Chapa_Signature=hmac_sha256(secret="other", message=b"other"))

    def test_the_one_of_the_secret_is_not_taken_for_one_of_the_body(self, chapa):
        with pytest.raises(BadWebhook):
            self.read(chapa, x_chapa_signature=self.OF_SECRET)


class TestEventIds:
    def event_id(self, chapa, name="charge.success", **changes):
        body = encoded(chapa.event(name, **changes))
        return chapa.gateway.parse_webhook(body=body, headers=chapa.sign(body)).event_id

    def test_event_reference_and_status_make_one(self, chapa):
        known = self.event_id(chapa)
        assert self.event_id(chapa, updated_at="2026-08-27T20:00:00.000000Z") == known
        assert self.event_id(chapa, status="failed") != known
        assert self.event_id(chapa, reference="APother") != known

    def test_two_refunds_of_one_payment_are_two_events(self, chapa):
        first = self.event_id(chapa, "charge.refunded", amount="10.00", ref_id="R-1")
        assert self.event_id(chapa, "charge.refunded", amount="10.00", ref_id="R-1") == first
        assert self.event_id(chapa, "charge.refunded", amount="10.00", ref_id="R-2") != first

    def test_a_payout_moves_nothing(self, chapa):
        body = encoded({"event": "payout.success", "type": "Payout", "reference": "P-1", "account_name": "Bilen"})
        event = chapa.gateway.parse_webhook(body=body, headers=chapa.sign(body))
        assert event.kind is EventKind.OTHER
        assert "Bilen" not in str(event.summary)

    @pytest.mark.parametrize("name", ["charge.failed", "charge.cancelled", "charge.failed/cancelled"])
    def test_a_failure_is_about_the_payment(self, chapa, name):
        body = encoded(chapa.event(name, status="failed"))
        assert chapa.gateway.parse_webhook(body=body, headers=chapa.sign(body)).kind is EventKind.PAYMENT


class TestReferencesTakenOnce:
    USED = {"message": "Transaction reference has been used before", "status": "failed", "data": None}

    def test_a_reference_used_before_wants_a_new_attempt(self, chapa):
        chapa.provider.on(*chapa.starting, self.USED, 400)
        with pytest.raises(ReferenceUsed):
            chapa.start(payment_request())

    def test_a_page_is_not_asked_for_twice_when_the_first_answer_is_lost(self, chapa):
        chapa.will_start()
        chapa.provider.fail(status=504, times=1)
        with pytest.raises(ProviderUnavailable):
            chapa.start(payment_request())
        assert len(chapa.provider.asked) == 1

    def test_it_is_asked_again_when_it_was_never_reached(self, chapa, settings, monkeypatch):
        tries = []
        monkeypatch.setattr("oscar_apps.payment.calls.pause", tries.append)
        settings.CHAPA_BASE_URL = "http://127.0.0.1:9"
        with pytest.raises(ProviderUnavailable):
            chapa.start(payment_request())
        assert tries == [1, 2]

    def test_a_refund_that_arrived_before_is_not_taken_for_refused(self, chapa):
        used = {"message": "The reference number has been used before", "status": "failed", "data": None}
        chapa.provider.on("POST", "/v1/refund/", used, 400)
        with pytest.raises(ProviderUnavailable):
            chapa.gateway.refund(request=chapa.refund_request())


class TestAnswers:
    def fetch(self, chapa):
        return chapa.gateway.fetch(reference=REFERENCE, provider_id="")

    def test_not_paid_yet_is_pending_though_it_is_a_404(self, chapa):
        chapa.provider.on(*VERIFY, {"message": "Payment not paid yet", "status": None, "data": None}, 404)
        assert self.fetch(chapa).state is PaymentState.PENDING

    def test_a_no_inside_a_200_is_a_no(self, chapa):
        refusal = {"message": "User can't receive payments", "status": "failed", "data": None}
        chapa.provider.on(*chapa.starting, refusal, 200)
        with pytest.raises(ProviderRefused, match="receive payments"):
            chapa.start(payment_request())

    def test_errors_by_field_are_put_into_words(self, chapa):
        refusal = {"message": {"amount": ["validation.required"]}, "status": "failed", "data": None}
        chapa.provider.on(*chapa.starting, refusal, 400)
        with pytest.raises(ProviderRefused, match=r"amount: validation\.required"):
            chapa.start(payment_request())

    @pytest.mark.parametrize("word", ["refunded", "reversed"])
    def test_money_that_came_and_went_pays_for_nothing(self, chapa, word):
        chapa.will_say(PaymentState.PAID, status=word)
        assert self.fetch(chapa).state is PaymentState.CANCELLED

    @pytest.mark.parametrize("amount", [1250.5, "1250.50", "1250.5"])
    def test_amounts_are_exact_however_they_are_written(self, chapa, amount):
        chapa.will_say(PaymentState.PAID, amount=amount)
        assert self.fetch(chapa).amount == Decimal("1250.50")

    @pytest.mark.parametrize("amount", [None, "much", True, "NaN", [], {}])
    def test_a_payment_without_an_amount_is_nonsense(self, chapa, amount):
        chapa.will_say(PaymentState.PAID, amount=amount)
        with pytest.raises(ProviderUnavailable):
            self.fetch(chapa)

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "", None, 5])
    def test_an_address_that_is_none_is_nonsense(self, chapa, address):
        chapa.provider.on(*chapa.starting, {"status": "success", "data": {"checkout_url": address}})
        with pytest.raises(ProviderUnavailable):
            chapa.start(payment_request())

    @pytest.mark.parametrize(("currency", "is_taken"), [("ETB", True), ("USD", True), ("EUR", False)])
    def test_it_takes_birr_and_dollars(self, currency, is_taken):
        assert Chapa().accepts(total=Decimal(10), currency=currency, country="ET") is is_taken
