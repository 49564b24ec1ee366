"""What is Stripe's alone: minor units, fees in another currency, recordings of webhooks, refunds found by our key."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from oscar_apps.payment.gateways.base import (
    BadWebhook,
    EventKind,
    PaymentState,
    ProviderUnavailable,
    ReferenceUsed,
    RefundState,
)
from oscar_apps.payment.gateways.stripe import Stripe
from oscar_apps.payment.gateways.stripe_money import from_minor, in_charge_currency, to_minor

from .benches import KEY, REFERENCE, IntentBench, StripeBench, encoded, intent, payment_request, refund_object

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(provider):
    return StripeBench(provider)


class TestMinorUnits:
    """https://docs.stripe.com/currencies#zero-decimal and #special-cases"""

    EXACT = [
        ("10.00", "USD", 1000), ("0.01", "ETB", 1), ("500", "JPY", 500), ("1", "VND", 1), ("7", "XOF", 7),
        ("5", "UGX", 500), ("5", "ISK", 500), ("5.12", "KWD", 5120), ("10.45", "HUF", 1045), ("0.10", "BHD", 100),
    ]  # fmt: skip

    @pytest.mark.parametrize(("amount", "currency", "minor"), EXACT)
    def test_there_and_back_nothing_is_lost(self, amount, currency, minor):
        assert to_minor(amount=Decimal(amount), currency=currency) == minor
        assert to_minor(amount=Decimal(amount), currency=currency.lower()) == minor
        assert from_minor(minor=minor, currency=currency.lower()) == Decimal(amount)

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [("10.005", "USD"), ("0.5", "JPY"), ("5.50", "UGX"), ("5.01", "ISK"), ("5.124", "KWD")],
    )
    def test_what_cannot_be_charged_exactly_is_an_error(self, amount, currency):
        with pytest.raises(ValueError, match="exactly"):
            to_minor(amount=Decimal(amount), currency=currency)

    def test_half_a_yen_is_not_offered(self):
        assert not Stripe().accepts(total=Decimal("10.50"), currency="JPY", country="JP")


class TestFees:
    def fetch(self, stripe, **balance):
        paid = intent(PaymentState.PAID)
        paid["latest_charge"]["balance_transaction"] |= balance
        stripe.will_say(PaymentState.PAID, payment_intent=paid)
        return stripe.gateway.fetch(reference=REFERENCE, provider_id=stripe.provider_id)

    def test_a_fee_in_the_accounts_currency_is_told_in_the_charges(self, stripe):
        # 125.50 USD cents were taken; one birr was worth 0.0070 dollars.
        assert self.fetch(stripe, fee=63, currency="usd", exchange_rate=0.007).fee == Decimal("90.00")

    def test_without_a_rate_it_does_not_say(self, stripe):
        assert self.fetch(stripe, fee=63, currency="usd", exchange_rate=None).fee is None

    def test_without_a_balance_transaction_it_does_not_say(self, stripe):
        paid = intent(PaymentState.PAID)
        paid["latest_charge"]["balance_transaction"] = "txn_1"
        stripe.will_say(PaymentState.PAID, payment_intent=paid)
        assert stripe.gateway.fetch(reference=REFERENCE, provider_id=stripe.provider_id).fee is None

    def test_it_is_rounded_half_up_to_the_charges_unit(self):
        fee = in_charge_currency(fee=1, fee_currency="USD", rate=Decimal("0.004"), currency="JPY")
        assert fee == Decimal(3)  # 2.5 yen


class TestSessions:
    def fetch(self, stripe):
        return stripe.gateway.fetch(reference=REFERENCE, provider_id=stripe.provider_id)

    def test_who_was_never_sent_there_has_not_paid(self, stripe):
        assert stripe.gateway.fetch(reference=REFERENCE, provider_id="").state is PaymentState.UNKNOWN
        assert not stripe.provider.asked

    def test_declined_on_an_open_page_may_still_be_paid_there(self, stripe):
        stripe.will_say(PaymentState.PENDING, payment_intent=intent(PaymentState.FAILED))
        assert self.fetch(stripe).state is PaymentState.PENDING

    def test_completed_and_still_at_the_bank_is_pending(self, stripe):
        stripe.will_say(PaymentState.PENDING, status="complete", payment_intent=intent(PaymentState.PENDING))
        assert self.fetch(stripe).state is PaymentState.PENDING

    def test_the_reference_that_stripe_holds_is_told(self, stripe):
        stripe.will_say(PaymentState.PAID, client_reference_id="999999")
        assert self.fetch(stripe).reference == "999999"

    @pytest.mark.parametrize("amount", [None, "125050", True, 12.5])
    def test_an_amount_that_is_no_whole_number_is_nonsense(self, stripe, amount):
        stripe.will_say(PaymentState.PAID, amount_total=amount)
        with pytest.raises(ProviderUnavailable):
            self.fetch(stripe)


class TestIntents:
    def test_an_app_gets_a_secret_that_no_log_shows(self, provider):
        bench = IntentBench(provider)
        bench.will_start()
        started = bench.start(payment_request())
        assert started.client_secret == "pi_3Qx_secret_x"
        assert "secret" not in repr(started).replace("client_secret", "")

    def test_waiting_for_the_buyer_is_pending(self, provider):
        bench = IntentBench(provider)
        bench.will_say(PaymentState.PENDING, status="requires_action")
        assert bench.gateway.fetch(reference=REFERENCE, provider_id="pi_3Qx").state is PaymentState.PENDING


class TestWebhooks:
    def read(self, stripe, event, **signing):
        body = encoded(event)
        return stripe.gateway.parse_webhook(body=body, headers=stripe.sign(body, **signing))

    def test_five_minutes_old_is_believed_and_older_is_a_recording(self, stripe):
        event = stripe.event("checkout.session.completed")
        assert self.read(stripe, event, at=time.time() - 290).event_id == "evt_1"
        with pytest.raises(BadWebhook):
            self.read(stripe, event, at=time.time() - 310)

    @pytest.mark.parametrize(
        "name",
        [
            "checkout.session.completed", "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed", "checkout.session.expired", "payment_intent.succeeded",
            "payment_intent.payment_failed", "payment_intent.canceled",
        ],
    )  # fmt: skip
    def test_payments(self, stripe, name):
        event = self.read(stripe, stripe.event(name))
        assert (event.kind, event.reference) == (EventKind.PAYMENT, REFERENCE)

    @pytest.mark.parametrize("name", ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"])
    def test_refunds_are_found_by_their_number_and_our_key(self, stripe, name):
        thing = stripe.event(name)
        thing["data"]["object"] = refund_object()
        event = self.read(stripe, thing)
        assert (event.kind, event.provider_id, event.summary["refund"]) == (EventKind.REFUND, "re_1", KEY)

    def test_a_refunded_charge_names_its_payment_and_what_went_back(self, stripe):
        charge = {
            "id": "ch_1", "object": "charge", "amount": 125050, "amount_refunded": 1000, "currency": "etb",
            "payment_intent": "pi_3Qx", "metadata": {"reference": REFERENCE},
        }  # fmt: skip
        event = self.read(stripe, {**stripe.event("charge.refunded"), "data": {"object": charge}})
        assert (event.kind, event.provider_id, event.amount) == (EventKind.REFUND, "pi_3Qx", Decimal("10.00"))

    def test_a_chargeback_is_found_by_its_payment(self, stripe):
        event = self.read(stripe, stripe.event("charge.dispute.created"))
        assert (event.kind, event.provider_id, event.amount) == (EventKind.CHARGEBACK, "pi_3Qx", Decimal("1250.50"))

    @pytest.mark.parametrize(
        "name", ["charge.dispute.closed", "payout.paid", "invoice.paid", "v2.core.account.updated"]
    )
    def test_the_rest_moves_nothing(self, stripe, name):
        assert self.read(stripe, stripe.event(name)).kind is EventKind.OTHER


class TestRefunds:
    def test_one_whose_answer_was_lost_is_found_by_our_key(self, stripe):
        other = {**refund_object(), "id": "re_0", "metadata": {"refund": "another"}}
        stripe.provider.on("GET", "/v1/refunds", {"object": "list", "data": [other, refund_object()]})
        answer = stripe.gateway.fetch_refund(request=stripe.refund_request(), provider_id="")
        assert (answer.provider_id, answer.state) == ("re_1", RefundState.SUCCEEDED)

    def test_one_that_never_arrived_is_not_found(self, stripe):
        stripe.provider.on("GET", "/v1/refunds", {"object": "list", "data": []})
        assert stripe.gateway.fetch_refund(request=stripe.refund_request(), provider_id="") is None

    def test_refusing_the_key_for_another_body_says_nothing_about_the_first(self, stripe):
        error = {"type": "idempotency_error", "message": "Keys can only be used with the same parameters"}
        stripe.provider.on("POST", "/v1/refunds", {"error": error}, 400)
        with pytest.raises(ProviderUnavailable):
            stripe.gateway.refund(request=stripe.refund_request())

    def test_a_page_asked_for_with_other_values_wants_a_new_attempt(self, stripe):
        error = {"type": "idempotency_error", "message": "Keys can only be used with the same parameters"}
        stripe.provider.on(*stripe.starting, {"error": error}, 400)
        with pytest.raises(ReferenceUsed):
            stripe.start(payment_request())

    def test_stripe_is_heard_when_it_says_not_to_ask_again(self, stripe):
        stripe.provider.fail(status=500, body={"error": {}}, Stripe_Should_Retry="false")
        with pytest.raises(ProviderUnavailable):
            stripe.gateway.refund(request=stripe.refund_request())
        assert len(stripe.provider.asked) == 1

    def test_a_part_in_yen_goes_back_in_yen(self, stripe):
        stripe.will_refund(RefundState.SUCCEEDED)
        request = replace(stripe.refund_request(Decimal(300)), currency="JPY")
        stripe.gateway.refund(request=request)
        assert stripe.provider.asked[-1].form["amount"] == "300"
