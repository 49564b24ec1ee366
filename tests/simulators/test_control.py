"""What may be seen and done from the control page: the list of calls, bad days, messages sent again and altered."""

import json
import time

import pytest
import requests

from .conftest import CHAPA_KEY
from .test_chapa import ORDER, begin, chapa, signature, submit  # noqa: F401


def test_calls_are_listed_without_their_key(chapa, begin, simulators):  # noqa: F811
    begin()
    (call,) = simulators.get("calls", provider="chapa")
    assert (call["method"], call["path"], call["status"]) == ("POST", "/v1/transaction/initialize", 200)
    assert "100012" in call["request"]
    assert "Hosted Link" in call["answer"]
    page = requests.get(simulators.url, timeout=5).text
    assert "/v1/transaction/initialize" in page
    assert CHAPA_KEY not in page + json.dumps(call)


@pytest.mark.parametrize(("mode", "status"), [("down", 500), ("nonsense", 200), ("lost", 500)])
def test_a_bad_day_lasts_for_the_calls_it_was_ordered_for(chapa, simulators, mode, status):  # noqa: F811
    simulators.post("faults", provider="chapa", mode=mode, calls=1)
    answer = chapa("POST", "transaction/initialize", json=ORDER)
    assert answer.status_code == status
    assert "Hosted Link" not in answer.text
    known = chapa("GET", "transaction/verify/100012").json()["message"]
    assert known == ("Payment not paid yet" if mode == "lost" else "Invalid transaction or Transaction not found")
    assert simulators.get("calls")[1]["fault"] == mode


def test_a_slow_day_costs_its_seconds(chapa, simulators):  # noqa: F811
    simulators.post("faults", provider="chapa", mode="slow", seconds=0.5)
    started = time.monotonic()
    assert chapa("GET", "banks").status_code == 200
    assert time.monotonic() - started >= 0.5


def test_a_bad_day_may_concern_one_address_and_end_early(chapa, simulators):  # noqa: F811
    simulators.post("faults", provider="chapa", mode="down", calls=9, match="refund")
    assert chapa("GET", "banks").status_code == 200
    assert chapa("POST", "refund/1").status_code == 500
    simulators.post("faults", provider="chapa", mode="none")
    assert chapa("POST", "refund/1").status_code == 404
    assert simulators.get("faults") == []


@pytest.fixture
def told(begin, shop, simulators):  # noqa: F811
    """The number of a message that the shop has got, and how to send it again."""
    submit(begin())
    shop.messages("/chapa/", 1)
    key = simulators.get("webhooks")[0]["id"]

    def again(**form):
        simulators.post(f"webhooks/{key}/again", **form)
        return shop.messages("/chapa/", 2)

    return again


def test_a_message_is_sent_again_byte_for_byte(told):
    first, second = told()
    assert first["body"] == second["body"]
    assert second["headers"]["x-chapa-signature"] == signature(second["body"])


def test_an_altered_message_keeps_the_signature_of_the_old_one(told):
    first, second = told(signed="before", cheaper=True)
    assert json.loads(second["body"])["amount"] == "124.05"
    assert second["headers"]["x-chapa-signature"] == signature(first["body"]) != signature(second["body"])


def test_a_message_may_lie_under_a_right_signature(told):
    _first, second = told(changes={"amount": "1.00", "currency": "USD", "tx_ref": "nobody"})
    body = json.loads(second["body"])
    assert (body["amount"], body["currency"], body["tx_ref"]) == ("1.00", "USD", "nobody")
    assert second["headers"]["x-chapa-signature"] == signature(second["body"])


def test_a_message_may_be_signed_wrongly_or_not_at_all(told, simulators, shop):
    _first, second = told(signed="wrong")
    assert second["headers"]["x-chapa-signature"] != signature(second["body"])
    told(signed="none")
    assert "x-chapa-signature" not in shop.messages("/chapa/", 3)[2]["headers"]


def test_the_pages_buttons_lead_back_to_the_page(told, simulators):
    key = simulators.get("webhooks")[0]["id"]
    answer = requests.post(
        f"{simulators.url}/control/webhooks/{key}/again",
        data={"back": "/providers/chapa", "signed": "wrong"},
        headers={"Origin": simulators.url},
        allow_redirects=False,
        timeout=5,
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/providers/chapa")
    assert "signed: wrong" in requests.get(f"{simulators.url}/providers/chapa", timeout=5).text


def test_another_sites_form_is_not_accepted(simulators):
    form, headers = {"provider": "chapa", "mode": "down"}, {"Origin": "https://evil.example"}
    answer = requests.post(f"{simulators.url}/control/faults", data=form, headers=headers, timeout=5)
    assert answer.status_code == 403
    assert simulators.get("faults") == []


def test_the_way_back_stays_on_the_page(simulators):
    form = {"provider": "chapa", "mode": "none", "back": "//evil.example/"}
    answer = requests.post(f"{simulators.url}/control/faults", data=form, allow_redirects=False, timeout=5)
    assert answer.status_code == 200


@pytest.mark.parametrize("action", ["pay", "decline", "cancel", "slow"])
def test_a_program_can_do_what_a_buyer_does(begin, simulators, action):  # noqa: F811
    begin()
    simulators.post("chapa/payments/100012", action=action, method="cbebirr", webhook="never", seconds=60)
    outcome = {"pay": "success", "decline": "failed", "cancel": "cancelled", "slow": "pending"}[action]
    assert simulators.get("chapa/payments/100012")["status"] == outcome


@pytest.mark.parametrize("path", ["/", "/sms", "/providers/chapa", "/providers/stripe", "/providers/twilio"])
def test_pages_open(simulators, path):
    page = requests.get(simulators.url + path, timeout=5)
    assert page.status_code == 200
    assert "<script>" not in page.text


@pytest.mark.parametrize("path", ["/assets/simulators.css", "/assets/live.js", "/assets/noto-sans-ethiopic.woff2"])
def test_assets_are_served(simulators, path):
    assert requests.get(simulators.url + path, timeout=5).status_code == 200


@pytest.mark.parametrize("path", ["/assets/..%2fsettings.py", "/assets/nothing.css", "/providers/x"])
def test_nothing_else_is_served(simulators, path):
    assert requests.get(simulators.url + path, timeout=5).status_code == 404


def test_unknown_wishes_are_refused(simulators):
    for path, form in [
        ("faults", {"provider": "chapa", "mode": "purple"}),
        ("settings", {"colour": "purple"}),
        ("webhooks/nothing/again", {}),
        ("stripe/sessions/x", {"action": "sing"}),
    ]:
        assert requests.post(f"{simulators.url}/control/{path}", json=form, timeout=5).status_code == 400, path
