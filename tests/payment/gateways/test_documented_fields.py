"""What goes out, request by request and field by field, beside what the providers document.

Each table names the page it was read from. A field that is not in it, a field that is missing, or a value in another
form than the page says fails.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import stripe.params
import stripe.params.checkout

from oscar_apps.payment.gateways.base import PaymentState, RefundState

from .benches import KEY, REFERENCE, ChapaBench, IntentBench, StripeBench, payment_request

pytestmark = pytest.mark.django_db

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
URL = r"https://\S+"


@dataclass(frozen=True)
class Field:
    """`form` is the pattern that the page gives for the value."""

    form: str
    is_required: bool = False


@dataclass(frozen=True)
class Documented:
    page: str
    method: str
    path: str
    fields: dict[str, Field]
    content: str = ""
    authorization: str = r"Bearer \S+"
    headers: dict[str, str] | None = None


CHAPA = {
    "initialize": Documented(
        "https://developer.chapa.co/integrations/accept-payments",
        "POST",
        "/v1/transaction/initialize",
        {
            "amount": Field(r"\d+(\.\d\d)?", is_required=True),
            "currency": Field("ETB|USD", is_required=True),
            "email": Field(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
            "first_name": Field(r".+"),
            "last_name": Field(r".+"),
            "phone_number": Field(r"0[79]\d{8}"),
            "tx_ref": Field(r"\S+", is_required=True),
            "callback_url": Field(URL),
            "return_url": Field(URL),
            "customization[title]": Field(r"[A-Za-z0-9 ._-]{1,16}"),
            "customization[description]": Field(r"[A-Za-z0-9 ._-]{1,50}"),
            "customization[logo]": Field(URL),
            "meta[hide_receipt]": Field("true|false"),
        },
        JSON,
        r"Bearer CHASECK_TEST-\S+",
    ),
    "verify": Documented(
        "https://developer.chapa.co/integrations/verify-payments", "GET", f"/v1/transaction/verify/{REFERENCE}", {}
    ),
    "refund": Documented(
        "https://developer.chapa.co/refund",
        "POST",
        "/v1/refund/APezQ1KKswbb",
        {
            "reason": Field(r".+"),
            "amount": Field(r"\d+(\.\d\d)?"),
            "meta[refund]": Field(r".+"),  # "custom key-value pairs"
            "reference": Field(r"\S+"),
        },
        FORM,
    ),
    "verify refund": Documented("https://developer.chapa.co/refund", "GET", "/v1/refund/MERC-REF-1/verify", {}),
}

CENTS = Field(r"\d{1,8}", is_required=True)
CURRENCY = Field(r"[a-z]{3}", is_required=True)
EXPAND = Field(r"[a-z_]+(\.[a-z_]+){0,3}")
IDEMPOTENT = {"idempotency-key": r"\S{1,255}"}
STRIPE = {
    "create session": Documented(
        "https://docs.stripe.com/api/checkout/sessions/create",
        "POST",
        "/v1/checkout/sessions",
        {
            "mode": Field("payment|setup|subscription", is_required=True),
            "client_reference_id": Field(r".{1,200}"),
            "customer_email": Field(r"[^@\s]+@[^@\s]+"),
            "line_items[0][price_data][currency]": CURRENCY,
            "line_items[0][price_data][unit_amount]": CENTS,
            "line_items[0][price_data][product_data][name]": Field(r".+", is_required=True),
            "line_items[0][quantity]": Field("1", is_required=True),
            "locale": Field("auto|en|fr"),
            "metadata[reference]": Field(r".{1,500}"),
            "payment_intent_data[metadata][reference]": Field(r".{1,500}"),
            "payment_intent_data[description]": Field(r".{1,1000}"),
            "success_url": Field(URL, is_required=True),
            "cancel_url": Field(URL),
            "expires_at": Field(r"\d{10}"),
        },
        FORM,
        r"Bearer sk_test_\S+",
        IDEMPOTENT,
    ),
    "retrieve session": Documented(
        "https://docs.stripe.com/api/checkout/sessions/retrieve",
        "GET",
        "/v1/checkout/sessions/cs_test_a1",
        {"expand[0]": EXPAND},
    ),
    "create intent": Documented(
        "https://docs.stripe.com/api/payment_intents/create",
        "POST",
        "/v1/payment_intents",
        {
            "amount": CENTS,
            "currency": CURRENCY,
            "metadata[reference]": Field(r".{1,500}"),
        },
        FORM,
        headers=IDEMPOTENT,
    ),
    "retrieve intent": Documented(
        "https://docs.stripe.com/api/payment_intents/retrieve",
        "GET",
        "/v1/payment_intents/pi_3Qx",
        {"expand[0]": EXPAND},
    ),
    "refund": Documented(
        "https://docs.stripe.com/api/refunds/create",
        "POST",
        "/v1/refunds",
        {
            "payment_intent": Field(r"pi_\w+", is_required=True),
            "amount": CENTS,
            "metadata[reference]": Field(r".{1,500}"),
            "metadata[refund]": Field(r".{1,500}"),
        },
        FORM,
        headers=IDEMPOTENT,
    ),
    "retrieve refund": Documented("https://docs.stripe.com/api/refunds/retrieve", "GET", "/v1/refunds/re_1", {}),
    "list refunds": Documented(
        "https://docs.stripe.com/api/refunds/list",
        "GET",
        "/v1/refunds",
        {"payment_intent": Field(r"pi_\w+"), "limit": Field(r"[1-9]\d?|100")},
    ),
}


def do(bench, action):
    """One request of each kind, as the shop makes it."""
    bench.will_start()
    bench.will_say(PaymentState.PAID)
    bench.will_refund(RefundState.PENDING)
    bench.provider.on("GET", "/v1/refunds", {"object": "list", "data": []}) if "list" in action else None
    acts = {
        "initialize": lambda: bench.start(payment_request()),
        "create session": lambda: bench.start(payment_request()),
        "create intent": lambda: bench.start(payment_request()),
        "verify": lambda: bench.gateway.fetch(reference=REFERENCE, provider_id=""),
        "retrieve session": lambda: bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id),
        "retrieve intent": lambda: bench.gateway.fetch(reference=REFERENCE, provider_id=bench.provider_id),
        "refund": lambda: bench.gateway.refund(request=bench.refund_request()),
        "verify refund": lambda: bench.gateway.fetch_refund(request=bench.refund_request(), provider_id="MERC-REF-1"),
        "retrieve refund": lambda: bench.gateway.fetch_refund(request=bench.refund_request(), provider_id="re_1"),
        "list refunds": lambda: bench.gateway.fetch_refund(request=bench.refund_request(), provider_id=""),
    }
    acts[action]()
    return bench.provider.asked[-1]


def sent_fields(asked):
    if asked.method == "GET":
        return asked.query
    if asked.headers["content-type"].startswith(JSON):
        return flat(asked.json)
    return asked.form


def flat(data, prefix=""):
    fields = {}
    for name, value in data.items():
        full = f"{prefix}[{name}]" if prefix else name
        fields |= flat(value, full) if isinstance(value, dict) else {full: value}
    return fields


def compare(asked, documented):
    assert (asked.method, asked.path) == (documented.method, documented.path), documented.page
    assert re.fullmatch(documented.authorization, asked.headers["authorization"]), documented.page
    assert asked.headers.get("content-type", "").startswith(documented.content), documented.page
    for name, pattern in (documented.headers or {}).items():
        assert re.fullmatch(pattern, asked.headers[name]), f"{name}: {documented.page}"
    fields = sent_fields(asked)
    assert not fields.keys() - documented.fields.keys(), f"not on {documented.page}"
    missing = {name for name, field in documented.fields.items() if field.is_required} - fields.keys()
    assert not missing, f"asked for by {documented.page}"
    for name, value in fields.items():
        assert isinstance(value, str), f"{name} is {value!r}, a text on {documented.page}"
        assert re.fullmatch(documented.fields[name].form, value), f"{name} is {value!r}: {documented.page}"


@pytest.mark.parametrize("action", CHAPA)
def test_chapa_is_sent_what_it_documents(action, provider):
    compare(do(ChapaBench(provider), action), CHAPA[action])


@pytest.mark.parametrize("action", STRIPE)
def test_stripe_is_sent_what_it_documents(action, provider):
    bench = (IntentBench if "intent" in action else StripeBench)(provider)
    compare(do(bench, action), STRIPE[action])


#: The client's own parameter types are generated from Stripe's OpenAPI description.
GENERATED = {
    "create session": stripe.params.checkout.SessionCreateParams,
    "create intent": stripe.params.PaymentIntentCreateParams,
    "refund": stripe.params.RefundCreateParams,
    "list refunds": stripe.params.RefundListParams,
}


@pytest.mark.parametrize("action", GENERATED)
def test_the_table_agrees_with_stripes_own_description(action):
    known = GENERATED[action].__annotations__
    assert {name.split("[")[0] for name in STRIPE[action].fields} <= known.keys()


class TestChapaValues:
    """The values that Chapa is particular about."""

    @pytest.fixture
    def sent(self, provider):
        bench = ChapaBench(provider)
        bench.will_start()

        def start(**changes):
            bench.start(payment_request(**changes))
            return provider.asked[-1].json

        return start

    @pytest.mark.parametrize(("amount", "text"), [("10", "10.00"), ("10.5", "10.50"), ("1250.55", "1250.55")])
    def test_amounts_have_two_decimals(self, sent, amount, text):
        assert sent(amount=Decimal(amount))["amount"] == text

    @pytest.mark.parametrize(
        ("phone", "local"),
        [("+251911234567", "0911234567"), ("+251711234567", "0711234567"), ("0911 234 567", "0911234567")],
    )
    def test_phones_are_written_as_at_home(self, sent, phone, local):
        assert sent(phone=phone)["phone_number"] == local

    @pytest.mark.parametrize("phone", ["", "+254712345678", "+251111234567", "+2519112345678"])
    def test_a_number_it_would_refuse_is_left_out(self, sent, phone):
        assert "phone_number" not in sent(phone=phone)

    def test_who_has_no_address_sends_none(self, sent):
        assert "email" not in sent(email="")

    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [("Bilen Gizachew Alemu", "Bilen", "Gizachew Alemu"), ("ብሌን ግዛቸው", "ብሌን", "ግዛቸው"), ("Bilen", "Bilen", None)],
    )
    def test_names_are_first_and_the_rest(self, sent, name, first, last):
        body = sent(name=name)
        assert (body["first_name"], body.get("last_name")) == (first, last)

    def test_words_of_the_page_are_cut_to_its_limits(self, sent, settings):
        settings.SHOP_NAME = "The Grand Merkato & Sons"
        body = sent(description="ትዕዛዝ 100012 <b>" + "x" * 80)
        assert body["customization"]["title"] == "The Grand Merkat"
        assert re.fullmatch(r"[A-Za-z0-9 ._-]{1,50}", body["customization"]["description"])

    def test_words_of_which_nothing_is_left_are_left_out(self, sent, settings):
        settings.SHOP_NAME = "መርካቶ"
        assert "title" not in sent(description="x")["customization"]

    def test_a_reference_with_a_slash_stays_one_part_of_the_path(self, provider):
        bench = ChapaBench(provider)
        bench.will_say(PaymentState.PAID)
        bench.gateway.fetch(reference="a/b?c", provider_id="")
        assert provider.asked[-1].path == "/v1/transaction/verify/a%2Fb%3Fc"

    def test_a_refund_finds_chapas_number_when_we_do_not_know_it(self, provider):
        bench = ChapaBench(provider)
        bench.will_say(PaymentState.PAID)
        bench.will_refund(RefundState.PENDING)
        request = bench.refund_request()
        object.__setattr__(request, "provider_id", "")
        bench.gateway.refund(request=request)
        assert provider.paths() == [f"GET /v1/transaction/verify/{REFERENCE}", "POST /v1/refund/APezQ1KKswbb"]


class TestStripeValues:
    @pytest.fixture
    def sent(self, provider):
        bench = StripeBench(provider)
        bench.will_start()

        def start(**changes):
            bench.start(payment_request(**changes))
            return provider.asked[-1]

        return start

    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [("1250.50", "ETB", "125050"), ("500", "JPY", "500"), ("5", "UGX", "500"), ("5.12", "KWD", "5120")],
    )
    def test_amounts_are_whole_numbers_of_the_currencys_unit(self, sent, amount, currency, minor):
        form = sent(amount=Decimal(amount), currency=currency).form
        assert form["line_items[0][price_data][unit_amount]"] == minor
        assert form["line_items[0][price_data][currency]"] == currency.lower()

    @pytest.mark.parametrize(("language", "locale"), [("fr", "fr"), ("en", "en"), ("am", "auto"), ("ar", "auto")])
    def test_the_page_speaks_what_it_can(self, sent, language, locale):
        assert sent(language=language).form["locale"] == locale

    @pytest.mark.parametrize(
        ("ends_in", "page_ends_in"),
        [(timedelta(hours=2), (7195, 7200)), (timedelta(minutes=5), (1860, 2460)), (timedelta(days=3), (82200, 82800)),
         (-timedelta(minutes=1), (1860, 2460))],
    )  # fmt: skip
    def test_the_page_ends_with_the_order_as_far_as_stripe_allows(self, sent, ends_in, page_ends_in):
        """At least half an hour, at most a day."""
        now = datetime.now(UTC)
        seconds = int(sent(expires_at=now + ends_in).form["expires_at"]) - now.timestamp()
        assert page_ends_in[0] - 1 <= seconds <= page_ends_in[1] + 2

    def test_who_goes_back_unpaid_is_not_told_to_wait(self, sent):
        """Back from Stripe without paying leads to the choice of ways to pay; paid, to the page that confirms."""
        form = sent(cancel_url="https://shop.example/pay/", return_url="https://shop.example/pay/?back=1").form
        assert (form["cancel_url"], form["success_url"]) == (
            "https://shop.example/pay/", "https://shop.example/pay/?back=1",
        )  # fmt: skip

    def test_an_order_without_an_end_leaves_it_to_stripe(self, sent):
        assert "expires_at" not in sent(expires_at=None).form

    def test_who_has_no_address_sends_none(self, sent):
        assert "customer_email" not in sent(email="").form

    def test_the_same_reference_is_the_same_request_under_the_same_key(self, sent):
        first, second = sent(), sent()
        assert first.form == second.form
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == f"{REFERENCE}:session"

    def test_another_attempt_has_another_key(self, sent):
        assert sent(reference="100012-3").headers["idempotency-key"] == "100012-3:session"

    def test_a_refund_of_a_session_finds_its_payment(self, provider):
        bench = StripeBench(provider)
        bench.will_say(PaymentState.PAID)
        bench.will_refund(RefundState.SUCCEEDED)
        request = bench.refund_request()
        object.__setattr__(request, "provider_id", bench.provider_id)
        bench.gateway.refund(request=request)
        assert provider.asked[-1].form["payment_intent"] == "pi_3Qx"
        assert provider.asked[-1].form["metadata[refund]"] == KEY

    def test_nothing_is_told_about_our_machine(self, sent):
        headers = sent().headers
        assert "x-stripe-client-telemetry" not in headers
        assert "platform" not in headers["x-stripe-client-user-agent"]
