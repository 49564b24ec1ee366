"""What providers' servers get to hear: nothing is believed, nothing is lost, nothing is a 500."""

import json
from decimal import Decimal

import pytest
from django.core.cache import cache

from oscar_apps.order.models import Order
from oscar_apps.payment.gateways.base import PaymentState, ProviderUnavailable, RefundState
from oscar_apps.payment.models import ProviderNotice, Refund, Source
from oscar_apps.payment.services import receive_webhook, refund_amount, resolve_problem

from .conftest import relay, source_of
from .fake import Fake

pytestmark = pytest.mark.django_db


def notify(client, *, signed=True, gateway="fake", raw=None, **event):
    body = json.dumps(event).encode() if raw is None else raw
    headers = {"X-Fake": "signed"} if signed else {}
    return client.post(
        f"/payments/webhooks/{gateway}/", body, content_type="application/json", headers=headers
    ).status_code


def status_of(order):
    order.refresh_from_db()
    return order.status


def test_a_notice_confirms_and_a_repeat_is_a_repeat(client, unpaid, provider, facts):
    provider.pay(unpaid.number)
    for _ in range(3):
        assert notify(client, id="e1", reference=unpaid.number) == 200
    assert notify(client, id="e2", reference=unpaid.number) == 200
    assert status_of(unpaid) == "open"
    assert list(ProviderNotice.objects.order_by("pk").values_list("event_id", "outcome")) == [
        ("e1", "confirmed"), ("e2", "nothing to do"),
    ]  # fmt: skip
    assert provider.count("fetch") == 1 and facts.counts == {"payment_captured": 1}


def test_a_repeat_of_what_led_to_nothing_asks_nobody_again(client, unpaid, provider):
    for _ in range(3):
        assert notify(client, id="e1", reference=unpaid.number) == 200
    assert provider.count("fetch") == 1


def test_a_notice_is_only_a_reason_to_ask(client, unpaid, provider):
    """It says paid; the provider, asked, says pending, declined, or another amount."""
    assert notify(client, id="e1", reference=unpaid.number, amount="333.33") == 200
    provider.pay(unpaid.number, amount="1.00")
    assert notify(client, id="e2", reference=unpaid.number, amount="333.33") == 200
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    assert notify(client, id="e3", reference=unpaid.number, amount="333.33") == 200
    assert status_of(unpaid) == "pending"
    outcomes = list(ProviderNotice.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["still pending", "does not match", "failed"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]"])
def test_what_cannot_be_read_is_not_believed(client, provider, raw, monkeypatch):
    assert notify(client, raw=raw) in (400, 503)


def test_unsigned_is_not_believed(client, unpaid, provider):
    provider.pay(unpaid.number)
    assert notify(client, signed=False, id="e1", reference=unpaid.number) == 400
    assert status_of(unpaid) == "pending" and not ProviderNotice.objects.exists()


def call(client, *, gateway="called", **parameters):
    return client.get(f"/payments/webhooks/{gateway}/", parameters).status_code


@pytest.fixture
def called(unpaid):
    """The order's payment, with a provider that calls without a signature."""
    Source.objects.filter(order=unpaid).update(gateway="called")
    return unpaid


def test_a_call_without_a_signature_is_a_reason_to_ask(client, called, provider):
    assert call(client, ref=called.number, status="success") == 200
    assert status_of(called) == "pending"
    cache.clear()
    provider.pay(called.number)
    assert call(client, ref=called.number, status="failed") == 200
    assert status_of(called) == "open"


def test_calls_do_not_make_us_ask_as_often_as_they_come(client, called, provider):
    for _ in range(5):
        assert call(client, ref=called.number) == 200
    assert provider.count("fetch") == 1


def test_a_call_about_nothing_we_know_asks_nobody(client, called, provider):
    for reference in ("XXXXX-YYYYY", "", "A\0B"):
        assert call(client, ref=reference) == 200
    assert call(client, other=called.number) == 200
    assert provider.count("fetch") == 0


def test_a_call_while_the_provider_is_silent_changes_nothing(client, called, provider):
    provider.script["fetch"] = [ProviderUnavailable("down")]
    assert call(client, ref=called.number) == 200
    assert status_of(called) == "pending"


@pytest.mark.parametrize(("gateway", "status"), [("fake", 405), ("cash_on_delivery", 405), ("nobody", 404)])
def test_who_makes_no_such_calls_is_not_visited(client, provider, gateway, status):
    assert call(client, gateway=gateway, ref="1") == status


def test_unknown_orders_and_types_are_taken_note_of(client, provider):
    assert notify(client, id="e1", reference="XXXXX-YYYYY") == 200
    assert notify(client, id="e2", kind="other", name="payout.success") == 200
    assert list(ProviderNotice.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "unknown reference", "nothing to do",
    ]  # fmt: skip
    assert provider.asked == []


@pytest.mark.parametrize("gateway", ["nobody", "cash_on_delivery"])
def test_nobody_else_is_listened_to(client, provider, gateway):
    assert notify(client, gateway=gateway, id="e1") == 404


def test_the_provider_tells_again_when_it_could_not_be_asked(client, unpaid, provider):
    provider.pay(unpaid.number)
    provider.script["fetch"] = [ProviderUnavailable("down")]
    assert notify(client, id="e1", reference=unpaid.number) == 503
    assert notify(client, id="e1", reference=unpaid.number) == 200
    assert status_of(unpaid) == "open"


def test_a_fault_of_ours_is_told_again_and_never_a_500(client, unpaid, provider, caplog):
    provider.pay(unpaid.number)
    provider.script["fetch"] = [RuntimeError("ours")]
    assert notify(client, id="e1", reference=unpaid.number) == 503
    assert "RuntimeError" in caplog.text
    assert notify(client, id="e1", reference=unpaid.number) == 200
    assert status_of(unpaid) == "open"


def test_a_body_that_is_too_large_is_not_read(client, provider):
    assert notify(client, raw=b"x" * (64 * 1024 + 1)) == 413


def test_the_providers_own_number_serves_where_ours_is_missing(client, unpaid, provider):
    provider.pay(unpaid.number)
    assert notify(client, id="e1", provider_id=f"P-{unpaid.number}") == 200
    assert status_of(unpaid) == "open"


def test_only_posts_are_heard(client, provider):
    assert client.get("/payments/webhooks/fake/").status_code == 405


def test_a_refund_notice_settles_what_was_on_its_way(client, paid, provider):
    provider.refund_state = RefundState.PENDING
    refund_amount(source=source_of(paid), amount=Decimal("10.00"), reason="", key="a")
    relay()
    assert notify(client, id="e1", kind="refund", reference=paid.number) == 200
    assert Refund.objects.get().status == "pending"
    provider.refund_state = RefundState.SUCCEEDED
    assert notify(client, id="e2", kind="refund", reference=paid.number) == 200
    assert Refund.objects.get().status == "succeeded"


def test_refunded_before_paid_is_survived(client, unpaid, provider):
    assert notify(client, id="e1", kind="refund", reference=unpaid.number) == 200
    provider.pay(unpaid.number)
    assert notify(client, id="e2", reference=unpaid.number) == 200
    assert status_of(unpaid) == "open"


def test_a_chargeback_is_noted_once_for_person_and_journal(client, paid, provider, facts):
    for _ in range(2):
        assert (
            notify(client, id="e1", kind="chargeback", name="charge.reversed", reference=paid.number, amount="83.33")
            == 200
        )
    (heard,) = facts.of("chargeback_noted")
    assert (heard["amount"], heard["note"]) == (Decimal("83.33"), "charge.reversed")
    source = source_of(paid)
    assert source.status == "paid" and source.problem.startswith("Chargeback of 83.33 ETB")
    resolve_problem(source=source, note="contested, won")
    assert (source_of(paid).problem, source.changes.last().note) == ("", "contested, won")


def test_a_gateway_without_its_keys_is_not_there(provider, monkeypatch):
    monkeypatch.setattr(Fake, "is_configured", lambda self: False)
    assert receive_webhook(gateway_code="fake", body=b"{}", headers={}) == 404


def test_an_order_is_reached_in_no_other_way(client, unpaid, provider):
    """The address has no language prefix and needs no session."""
    assert Order.objects.get(pk=unpaid.pk).status == "pending"
    assert client.post("/am/payments/webhooks/fake/").status_code == 404
