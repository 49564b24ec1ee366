"""Stripe's look-alike, asked by the official client; its hosted page; events that the client's own check accepts."""

import json
import time

import pytest
import requests
import stripe

from .conftest import STRIPE_KEY, STRIPE_SECRET, wait_for

LINE = {
    "quantity": 2,
    "price_data": {"currency": "etb", "unit_amount": 62025, "product_data": {"name": "Order 100012"}},
}


@pytest.fixture
def client(simulators) -> stripe.StripeClient:
    return stripe.StripeClient(STRIPE_KEY, base_addresses={"api": f"{simulators.url}/stripe"}, max_network_retries=0)


@pytest.fixture
def order(shop):
    return {
        "mode": "payment",
        "client_reference_id": "100012",
        "customer_email": "almaz@example.com",
        "line_items": [LINE],
        "metadata": {"reference": "100012"},
        "payment_intent_data": {"metadata": {"reference": "100012"}},
        "success_url": f"{shop.url}/back?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{shop.url}/cancelled",
    }


@pytest.fixture
def session(client, order):
    return client.v1.checkout.sessions.create(order)


def submit(page: str, number: str = "4242 4242 4242 4242", **form: str) -> requests.Response:
    return requests.post(page, data={"number": number, **form}, allow_redirects=False, timeout=5)


def events(shop, count: int) -> list[stripe.Event]:
    """Through the client's own check of signature and age."""
    messages = shop.messages("/stripe/", count)
    return [
        stripe.Webhook.construct_event(each["body"], each["headers"]["stripe-signature"], STRIPE_SECRET)
        for each in messages
    ]


def test_a_session_has_a_page_and_no_payment_yet(session):
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency) == (124050, "etb")
    assert session.metadata["reference"] == session.client_reference_id == "100012"
    page = requests.get(session.url, timeout=5).text
    assert "1,240.50" in page
    assert "Order 100012" in page


def test_a_paid_session_tells_fee_and_charge_when_asked(client, session, shop):
    answer = submit(session.url)
    assert answer.headers["Location"] == f"{shop.url}/back?session={session.id}"
    expand = ["payment_intent.latest_charge.balance_transaction"]
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    charge = paid.payment_intent.latest_charge
    assert (charge.amount, charge.paid, charge.payment_method_details.card.last4) == (124050, True, "4242")
    assert (charge.balance_transaction.fee, charge.balance_transaction.net) == (3627, 120423)
    assert paid.payment_intent.metadata["reference"] == "100012"
    assert isinstance(client.v1.checkout.sessions.retrieve(session.id).payment_intent, str)


def test_events_pass_the_clients_own_check(session, shop):
    submit(session.url)
    found = {event.type: event for event in events(shop, 3)}
    assert set(found) == {"charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"}
    assert all(event.id.startswith("evt_") for event in found.values())
    assert found["checkout.session.completed"].data.object.client_reference_id == "100012"


def test_a_retried_event_is_signed_anew(session, shop, simulators):
    shop.answers = [500, 200]
    submit(session.url)
    first = shop.messages("/stripe/", 4)
    signatures = {(each["body"], each["headers"]["stripe-signature"]) for each in first}
    assert len(signatures) == 4


def test_an_old_signature_is_refused_by_the_client(session, shop, simulators):
    submit(session.url, webhook="never")
    assert shop.received == []
    body = json.dumps({"id": "evt_1", "object": "event", "type": "x", "data": {"object": {}}})
    simulators.post("webhooks/new", provider="stripe", body=body, signed="old")
    (message,) = shop.messages("/stripe/", 1)
    with pytest.raises(stripe.SignatureVerificationError, match="outside the tolerance zone"):
        stripe.Webhook.construct_event(message["body"], message["headers"]["stripe-signature"], STRIPE_SECRET)


@pytest.mark.parametrize(
    ("number", "words"), [("4000000000000002", "was declined"), ("4000000000009995", "insufficient funds")]
)
def test_a_declined_card_is_said_and_another_one_pays(client, session, shop, number, words):
    answer = submit(session.url, number)
    assert words in answer.text
    assert events(shop, 1)[0].type == "payment_intent.payment_failed"
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    assert submit(session.url).status_code == 302
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_an_unknown_card_is_no_card(session):
    assert "card number is invalid" in submit(session.url, "1234").text


@pytest.mark.parametrize(("answer", "paid"), [("yes", "paid"), ("no", "unpaid")])
def test_a_card_may_ask_its_holder(client, simulators, session, answer, paid):
    asked = submit(session.url, "4000000000003220")
    page = simulators.url + asked.headers["Location"]
    assert "your bank" in requests.get(page, timeout=5).text.lower()
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    answered = requests.post(page, data={"answer": answer}, allow_redirects=False, timeout=5)
    assert answered.status_code == (302 if paid == "paid" else 200)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == paid


def test_an_expired_session_takes_no_card(client, session, shop):
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert events(shop, 1)[0].type == "checkout.session.expired"
    assert submit(session.url).status_code == 200
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"success_url": None}, "success_url"),
        ({"line_items": None}, "line_items"),
        ({"success_url": "nowhere"}, "success_url"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"locale": "am"}, "locale"),
        ({"invented": "1"}, "invented"),
        ({"expires_at": int(time.time()) + 60}, "expires_at"),
        ({"line_items": [{**LINE, "price_data": {**LINE["price_data"], "unit_amount": "1.5"}}]}, "line_items[0]"),
    ],
)
def test_wrong_parameters_are_named(client, order, changes, param):
    wanted = {name: value for name, value in {**order, **changes}.items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(wanted)
    assert caught.value.param.startswith(param)
    assert caught.value.http_status == 400


def test_a_wrong_key_is_refused(simulators):
    client = stripe.StripeClient("sk_test_wrong", base_addresses={"api": f"{simulators.url}/stripe"})
    with pytest.raises(stripe.AuthenticationError):
        client.v1.refunds.list()


def test_the_same_key_gives_the_same_answer(client, order):
    options = {"idempotency_key": "start:100012"}
    first = client.v1.checkout.sessions.create(order, options)
    assert client.v1.checkout.sessions.create(order, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create({**order, "client_reference_id": "100013"}, options)
    assert client.v1.checkout.sessions.create(order, {"idempotency_key": "another"}).id != first.id


def test_a_refused_request_does_not_use_its_key_up(client, order):
    options = {"idempotency_key": "start:100012"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create({**order, "locale": "am"}, options)
    assert client.v1.checkout.sessions.create(order, options).status == "open"


@pytest.fixture
def paid(client, simulators):
    def pay(**changes) -> stripe.PaymentIntent:
        form = {"amount": 100000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True, **changes}
        return client.v1.payment_intents.create(form)

    return pay


def test_an_intent_is_made_confirmed_and_read(client, paid):
    made = client.v1.payment_intents.create({"amount": 5000, "currency": "usd", "metadata": {"reference": "9"}})
    assert (made.status, bool(made.client_secret)) == ("requires_payment_method", True)
    done = client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
    assert (done.status, done.amount_received) == ("succeeded", 5000)
    assert client.v1.payment_intents.retrieve(made.id).metadata["reference"] == "9"
    with pytest.raises(stripe.InvalidRequestError, match="cannot confirm"):
        client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})


def test_a_declined_intent_says_why(client, paid):
    with pytest.raises(stripe.CardError) as caught:
        paid(payment_method="pm_card_visa_chargeDeclined")
    assert (caught.value.http_status, caught.value.code) == (402, "card_declined")
    assert caught.value.error.decline_code == "generic_decline"
    intent = client.v1.payment_intents.retrieve(caught.value.error.payment_intent.id)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "card_declined")


def test_an_asking_card_leads_to_its_bank_and_back(client, paid, shop):
    intent = paid(payment_method="pm_card_threeDSecure2Required", return_url=f"{shop.url}/app")
    assert intent.status == "requires_action"
    page = intent.next_action.redirect_to_url.url
    back = requests.post(page, data={"answer": "yes"}, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith(f"{shop.url}/app?payment_intent={intent.id}")
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_cancelled_intent_is_over(client, paid):
    made = client.v1.payment_intents.create({"amount": 5000, "currency": "usd"})
    assert client.v1.payment_intents.cancel(made.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(made.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})


def test_too_little_is_not_taken(client, paid):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        paid(amount=20)
    assert caught.value.code == "amount_too_small"


def test_refunds_are_bounded_by_the_charge(client, paid, shop):
    intent = paid()
    first = client.v1.refunds.create({"payment_intent": intent.id, "amount": 60000, "metadata": {"refund": "r1"}})
    assert (first.status, first.currency, first.metadata["refund"]) == ("succeeded", "usd", "r1")
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 40001})
    assert client.v1.refunds.create({"payment_intent": intent.id}).amount == 40000
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    assert [row.amount for row in client.v1.refunds.list({"payment_intent": intent.id}).data] == [40000, 60000]
    assert client.v1.refunds.retrieve(first.id).amount == 60000


def test_one_refund_key_is_one_refund(client, paid):
    intent = paid()
    form, options = {"payment_intent": intent.id, "amount": 60000}, {"idempotency_key": "refund-1"}
    assert client.v1.refunds.create(form, options).id == client.v1.refunds.create(form, options).id


@pytest.mark.parametrize(
    ("method", "at_first", "then"),
    [("pm_card_pendingRefund", "pending", "succeeded"), ("pm_card_refundFail", "succeeded", "failed")],
)
def test_some_refunds_are_decided_later(client, paid, method, at_first, then):
    refund = client.v1.refunds.create({"payment_intent": paid(payment_method=method).id})
    assert refund.status == at_first
    wait_for(lambda: client.v1.refunds.retrieve(refund.id).status == then, 6)


def test_a_chargeback_is_announced(client, session, shop, simulators):
    submit(session.url, webhook="never")
    simulators.post(f"stripe/sessions/{session.id}", action="dispute")
    assert events(shop, 1)[0].type == "charge.dispute.created"
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent})


def test_what_there_is_not_is_a_404(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_the_page_takes_the_sessions_locale(client, order):
    french = client.v1.checkout.sessions.create({**order, "locale": "fr"})
    assert "Payer par carte" in requests.get(french.url, timeout=5).text
    automatic = client.v1.checkout.sessions.create({**order, "locale": "auto"})
    assert "Pay with card" in requests.get(automatic.url, headers={"Accept-Language": "am"}, timeout=5).text
