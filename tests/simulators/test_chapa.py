"""Chapa's look-alike: its interface as documented, its hosted page, and what it tells the shop by itself."""

import hashlib
import hmac
import json

import pytest
import requests

from .conftest import CHAPA_KEY, CHAPA_SECRET, wait_for

ORDER = {
    "amount": "1240.50",
    "currency": "ETB",
    "email": "almaz@example.com",
    "first_name": "አልማዝ",
    "last_name": "Bekele",
    "phone_number": "0911223344",
    "tx_ref": "100012",
    "customization": {"title": "Merkato", "description": "Order 100012"},
}


@pytest.fixture
def chapa(simulators):
    def ask(method: str, path: str, key: str = CHAPA_KEY, **options) -> requests.Response:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return requests.request(method, f"{simulators.url}/chapa/v1/{path}", headers=headers, timeout=5, **options)

    return ask


@pytest.fixture
def begin(chapa, shop):
    def begin(**changes) -> str:
        """The hosted page of a new payment."""
        order = {**ORDER, "return_url": f"{shop.url}/back", **changes}
        answer = chapa("POST", "transaction/initialize", json=order)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["checkout_url"]

    return begin


def submit(page: str, **form: str) -> requests.Response:
    everything = {"action": "pay", "method": "telebirr", "phone": "0911223344", **form}
    return requests.post(page, data=everything, allow_redirects=False, timeout=5)


def signature(body: bytes) -> str:
    return hmac.new(CHAPA_SECRET.encode(), body, hashlib.sha256).hexdigest()


def test_a_new_payment_has_a_hosted_page(chapa):
    answer = chapa("POST", "transaction/initialize", json=ORDER).json()
    assert answer["status"] == "success"
    assert answer["message"] == "Hosted Link"
    page = requests.get(answer["data"]["checkout_url"], timeout=5)
    assert "1,240.50" in page.text
    assert "telebirr" in page.text


def test_a_form_is_read_like_json(chapa):
    form = {**{name: value for name, value in ORDER.items() if name != "customization"}, "customization[title]": "Shop"}
    answer = chapa("POST", "transaction/initialize", data=form)
    assert "Shop" in requests.get(answer.json()["data"]["checkout_url"], timeout=5).text


@pytest.mark.parametrize(("key", "message"), [("", "Authorization required"), ("CHASECK_TEST-x", "Invalid API Key")])
def test_without_its_key_nothing_is_done(chapa, key, message):
    answer = chapa("POST", "transaction/initialize", key=key, json=ORDER)
    assert answer.status_code == 401
    assert message in answer.json()["message"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": None}, "amount"),
        ({"tx_ref": ""}, "tx_ref"),
        ({"email": "nobody"}, "email"),
        ({"phone_number": "+251911223344"}, "phone_number"),
        ({"return_url": "javascript:alert(1)"}, "return_url"),
        ({"customization": {"title": "Seventeen letters"}}, "customization.title"),
        ({"customization": {"description": "Order #12"}}, "customization.description"),
    ],
)
def test_wrong_fields_are_named(chapa, changes, field):
    answer = chapa("POST", "transaction/initialize", json={**ORDER, **changes})
    assert answer.status_code == 400
    assert list(answer.json()["message"]) == [field]
    assert answer.json()["data"] is None


def test_another_currency_is_refused(chapa):
    answer = chapa("POST", "transaction/initialize", json={**ORDER, "currency": "EUR"})
    assert (answer.status_code, answer.json()["status"]) == (400, "failed")


def test_a_reference_is_taken_once(chapa, begin):
    begin()
    answer = chapa("POST", "transaction/initialize", json=ORDER)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Transaction reference has been used before"


def test_what_nobody_paid_is_not_described(chapa, begin):
    begin()
    unpaid, unknown = chapa("GET", "transaction/verify/100012"), chapa("GET", "transaction/verify/nothing")
    assert (unpaid.status_code, unpaid.json()["message"]) == (404, "Payment not paid yet")
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Invalid transaction or Transaction not found")


def test_an_unpaid_payment_may_also_be_described_as_pending(chapa, begin, simulators):
    begin()
    simulators.post("settings", chapa_unpaid="details")
    data = chapa("GET", "transaction/verify/100012").json()["data"]
    simulators.post("settings", chapa_unpaid="not_paid_yet")
    assert (data["status"], data["reference"]) == ("pending", None)


def test_a_paid_payment_is_described_in_full(chapa, begin, shop):
    page = begin()
    answer = submit(page, method="card")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{shop.url}/back")
    found = chapa("GET", "transaction/verify/100012").json()
    assert found["message"] == "Payment details fetched successfully"
    data = found["data"]
    assert (data["amount"], data["charge"], data["currency"], data["status"]) == (1240.5, 43.42, "ETB", "success")
    assert (data["mode"], data["type"], data["method"], data["tx_ref"]) == ("test", "API", "card", "100012")
    assert data["reference"].startswith("AP")


def test_the_webhook_is_signed_over_its_very_bytes(begin, shop):
    submit(begin())
    (message,) = shop.messages("/chapa/", 1)
    assert message["headers"]["x-chapa-signature"] == signature(message["body"])
    assert message["headers"]["chapa-signature"] == signature(CHAPA_SECRET.encode())
    body = json.loads(message["body"])
    assert (body["event"], body["tx_ref"], body["amount"], body["charge"]) == (
        "charge.success",
        "100012",
        "1240.50",
        "43.42",
    )
    assert body["payment_method"] == "telebirr"
    assert "አልማዝ".encode() in message["body"]
    assert b'": ' not in message["body"]


def test_the_callback_address_is_visited_without_a_signature(begin, shop):
    submit(begin(callback_url=f"{shop.url}/callback?x=1"))
    wait_for(lambda: any(each["method"] == "GET" for each in shop.received))
    (call,) = [each for each in shop.received if each["method"] == "GET"]
    assert call["path"].startswith("/callback?x=1&trx_ref=100012&ref_id=AP")
    assert "x-chapa-signature" not in call["headers"]


@pytest.mark.parametrize(("webhook", "count"), [("twice", 2), ("late", 1)])
def test_messages_may_come_twice_and_late(begin, shop, simulators, webhook, count):
    submit(begin(), webhook=webhook)
    assert len(shop.posts("/chapa/")) < count
    shop.messages("/chapa/", count)


def test_a_message_may_never_come(begin, shop, simulators, chapa):
    submit(begin(), webhook="never")
    assert chapa("GET", "transaction/verify/100012").json()["data"]["status"] == "success"
    assert simulators.get("webhooks") == []


def test_a_refused_message_comes_again(begin, shop, simulators):
    shop.answers = [503, 200]
    submit(begin())
    shop.messages("/chapa/", 2)
    wait_for(lambda: simulators.get("webhooks")[0]["state"] == "delivered")
    assert [each["status"] for each in simulators.get("webhooks")[0]["attempts"]] == [503, 200]


def test_declined_is_said_on_the_page_and_may_be_tried_again(begin, shop, chapa):
    page = begin()
    answer = submit(page, outcome="decline")
    assert "Nothing was taken" in answer.text
    assert chapa("GET", "transaction/verify/100012").json()["data"]["status"] == "failed"
    assert json.loads(shop.messages("/chapa/", 1)[0]["body"])["event"] == "charge.failed/cancelled"
    assert submit(page).status_code == 302
    assert chapa("GET", "transaction/verify/100012").json()["data"]["status"] == "success"


def test_cancelled_leads_back_and_stays_so(begin, shop, chapa):
    page = begin()
    assert submit(page, action="cancel").headers["Location"] == f"{shop.url}/back"
    assert chapa("GET", "transaction/verify/100012").json()["data"]["status"] == "cancelled"
    assert submit(page).status_code == 200
    assert chapa("GET", "transaction/verify/100012").json()["data"]["status"] == "cancelled"


def test_a_slow_payment_is_unpaid_until_it_is_paid(begin, chapa, shop):
    page = begin()
    answer = submit(page, outcome="slow")
    assert answer.headers["Location"].endswith("/waiting")
    assert chapa("GET", "transaction/verify/100012").status_code == 404
    wait_for(lambda: chapa("GET", "transaction/verify/100012").status_code == 200)
    waiting = requests.get(f"{page}/waiting", allow_redirects=False, timeout=5)
    assert waiting.headers["Location"] == f"{shop.url}/back"


def test_a_wrong_phone_number_pays_nothing(begin, chapa):
    assert "Enter a phone number" in submit(begin(), phone="12345").text
    assert chapa("GET", "transaction/verify/100012").status_code == 404


def test_the_page_speaks_the_buyers_language(begin):
    page = begin()
    amharic = requests.get(page, headers={"Accept-Language": "am-ET,am;q=0.9,en;q=0.8"}, timeout=5)
    assert 'lang="am"' in amharic.text
    assert "ይክፈሉ" in amharic.text
    assert "Pay 1,240.50" in requests.get(f"{page}?lang=en", headers={"Accept-Language": "am"}, timeout=5).text
    assert "Pay 1,240.50" in requests.get(page, headers={"Accept-Language": "sw"}, timeout=5).text


def test_refunds_are_bounded_by_what_came(begin, chapa, shop):
    submit(begin(), webhook="never")
    own = chapa("GET", "transaction/verify/100012").json()["data"]["reference"]
    first = chapa("POST", f"refund/{own}", data={"amount": "1000", "reference": "r1", "meta[refund]": "r1"})
    assert (first.status_code, first.json()["data"]["amount"]) == (200, "1000.00")
    too_much = chapa("POST", f"refund/{own}", data={"amount": "240.51", "reference": "r2"})
    assert too_much.status_code == 400
    rest = chapa("POST", "refund/100012", data={"reference": "r3"})
    assert rest.json()["data"]["amount"] == "240.50"
    assert chapa("POST", f"refund/{own}").status_code == 400
    bodies = [json.loads(each["body"]) for each in shop.messages("/chapa/", 2)]
    assert {body["event"] for body in bodies} == {"charge.refunded"}
    assert {body["amount"] for body in bodies} == {"1000.00", "240.50"}


def test_a_refund_reference_is_taken_once(begin, chapa):
    submit(begin(), webhook="never")
    refund = chapa("POST", "refund/100012", data={"amount": "100", "reference": "r1"}).json()["data"]
    again = chapa("POST", "refund/100012", data={"amount": "100", "reference": "r1"})
    assert (again.status_code, "used before" in again.json()["message"]) == (400, True)
    assert chapa("GET", f"refund/{refund['ref_id']}/verify").json()["data"]["status"] == "success"


def test_what_is_not_paid_is_not_refunded(begin, chapa):
    begin()
    assert chapa("POST", "refund/100012").status_code == 400
    assert chapa("POST", "refund/nothing").status_code == 404


def test_a_chargeback_is_announced(begin, chapa, shop, simulators):
    submit(begin(), webhook="never")
    simulators.post("chapa/payments/100012", action="reverse")
    assert json.loads(shop.messages("/chapa/", 1)[0]["body"])["event"] == "charge.reversed"
    assert chapa("POST", "refund/100012").status_code == 400


TRANSFER = {
    "account_name": "Almaz Bekele",
    "account_number": "1000123456789",
    "amount": "300",
    "currency": "ETB",
    "reference": "payout-1",
    "bank_code": 946,
}


def test_a_transfer_is_queued_then_made(chapa, shop):
    answer = chapa("POST", "transfers", json=TRANSFER).json()
    assert (answer["message"], answer["data"]) == ("Transfer Queued Successfully", "payout-1")
    body = json.loads(shop.messages("/chapa/", 1)[0]["body"])
    assert (body["event"], body["type"], body["amount"]) == ("payout.success", "Payout", "300.00")
    data = chapa("GET", "transfers/verify/payout-1").json()["data"]
    assert (data["status"], data["amount"], data["bank_name"]) == (
        "success",
        300.0,
        "Commercial Bank of Ethiopia (CBE)",
    )


def test_a_transfer_to_no_account_fails_later(chapa, shop):
    assert chapa("POST", "transfers", json={**TRANSFER, "account_number": "1000120000"}).status_code == 200
    body = json.loads(shop.messages("/chapa/", 1)[0]["body"])
    assert body["event"] == "payout.failed/cancelled"
    assert chapa("GET", "transfers/verify/payout-1").json()["data"]["status"] == "failed"


@pytest.mark.parametrize("changes", [{"bank_code": 1}, {"amount": "-1"}, {"account_number": ""}, {"currency": "USD"}])
def test_a_transfer_that_cannot_be_is_refused(chapa, changes):
    assert chapa("POST", "transfers", json={**TRANSFER, **changes}).status_code == 400


def test_a_transfer_reference_is_taken_once(chapa):
    assert chapa("POST", "transfers", json=TRANSFER).status_code == 200
    assert chapa("POST", "transfers", json=TRANSFER).status_code == 400


@pytest.mark.parametrize(("answer", "status"), [(200, "success"), (400, "failed")])
def test_the_shop_may_want_to_approve_transfers(chapa, shop, simulators, answer, status):
    simulators.post("settings", chapa_approval_url=f"{shop.url}/approve", chapa_webhook_url="")
    shop.answers = [answer]
    chapa("POST", "transfers", json=TRANSFER)
    (question,) = shop.messages("/approve", 1)
    simulators.post("settings", chapa_approval_url="")
    assert question["headers"]["chapa-signature"] == signature(question["body"])
    wait_for(lambda: chapa("GET", "transfers/verify/payout-1").json()["data"]["status"] == status)


def test_bulk_transfers_are_all_or_none(chapa):
    rows = [{**TRANSFER, "reference": "b1"}, {**TRANSFER, "reference": "b2", "bank_code": 1}]
    form = {"title": "November", "currency": "ETB", "bulk_data": rows}
    assert chapa("POST", "bulk-transfers", json=form).status_code == 400
    assert chapa("GET", "transfers/verify/b1").status_code == 404
    rows[1]["bank_code"] = 855
    batch = chapa("POST", "bulk-transfers", json=form).json()["data"]["id"]
    listed = chapa("GET", f"transfers?batch_id={batch}").json()["data"]
    assert {row["reference"] for row in listed} == {"b1", "b2"}


def test_banks_are_listed(chapa):
    banks = chapa("GET", "banks").json()["data"]
    assert {"id": 946, "name": "Commercial Bank of Ethiopia (CBE)"}.items() <= banks[5].items()
    assert any(bank["is_mobilemoney"] for bank in banks)
