"""What an order may be paid by: the settings, the operator's terms, the sellers and the providers all have a say."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from oscar_apps.communication.wording import payment_words
from oscar_apps.payment.apps import make_gateway_options
from oscar_apps.payment.gateways.registry import KNOWN, available_gateways, display_name, is_switched_on, method_of
from oscar_apps.payment.models import GatewayOption
from oscar_apps.payment.options import forget, save_option
from tests.factories import make_partner
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_switched_on(settings):
    settings.PAYMENT_GATEWAYS = ["chapa", "stripe", "cash_on_delivery"]
    settings.CHAPA_SECRET_KEY = settings.CHAPA_WEBHOOK_SECRET = "x"
    settings.STRIPE_SECRET_KEY = settings.STRIPE_WEBHOOK_SECRET = "x"


@pytest.fixture
def save(django_capture_on_commit_callbacks):
    """Save the terms of a gateway as the operator's screen does."""

    def save(code, refused_by=(), **fields):
        option = GatewayOption.objects.get_or_create(code=code)[0]
        with django_capture_on_commit_callbacks(execute=True):
            return save_option(option=option, refused_by=refused_by, **fields)

    return save


def offered(total="100", currency="ETB", country="ET", partner_ids=()):
    methods = available_gateways(total=Decimal(total), currency=currency, country=country, partner_ids=partner_ids)
    return [method.code for method in methods]


class TestSettings:
    def test_they_give_the_order(self, settings):
        assert offered() == ["chapa", "stripe", "cash_on_delivery"]
        settings.PAYMENT_GATEWAYS = ["cash_on_delivery", "chapa", "cash_on_delivery"]
        assert offered() == ["cash_on_delivery", "chapa"]

    def test_one_without_its_keys_is_not_offered(self, settings):
        settings.CHAPA_WEBHOOK_SECRET = ""
        assert "chapa" not in offered()
        assert not is_switched_on("chapa")

    def test_a_name_that_nobody_knows_is_passed_over(self, settings):
        settings.PAYMENT_GATEWAYS = ["barter", "cash_on_delivery"]
        assert offered() == ["cash_on_delivery"]

    def test_each_known_gateway_gets_a_row_for_the_operator(self):
        GatewayOption.objects.all().delete()
        make_gateway_options(sender=None)
        make_gateway_options(sender=None)
        assert set(GatewayOption.objects.values_list("code", flat=True)) == set(KNOWN)


class TestTerms:
    def test_the_operators_places_come_before_the_settings(self, save):
        save("chapa", position=3)
        save("stripe", position=2)
        save("cash_on_delivery", position=1)
        assert offered() == ["cash_on_delivery", "stripe", "chapa"]

    def test_one_that_is_switched_off_is_not_offered(self, save):
        save("stripe", is_active=False)
        assert "stripe" not in offered()

    @pytest.mark.parametrize(
        ("total", "is_offered"), [("49.99", False), ("50", True), ("500", True), ("500.01", False)]
    )
    def test_totals_from_and_up_to(self, save, total, is_offered):
        save("cash_on_delivery", min_total=Decimal(50), max_total=Decimal(500))
        assert ("cash_on_delivery" in offered(total=total)) is is_offered

    @pytest.mark.parametrize(("country", "is_offered"), [("ET", True), ("KE", False), ("", True)])
    def test_countries_where_they_are_known(self, save, country, is_offered):
        save("cash_on_delivery", countries=["et"])
        assert ("cash_on_delivery" in offered(country=country)) is is_offered

    def test_one_seller_who_does_not_take_it_is_enough(self, save):
        willing, unwilling = make_partner(), make_partner()
        save("cash_on_delivery", refused_by=[unwilling])
        assert "cash_on_delivery" in offered(partner_ids=[willing.pk])
        assert "cash_on_delivery" not in offered(partner_ids=[willing.pk, unwilling.pk])

    def test_the_provider_has_the_last_word(self):
        assert offered(currency="EUR") == ["stripe"]
        assert offered(total="0") == []

    def test_limits_that_exclude_everything_are_refused(self, save):
        with pytest.raises(ValidationError, match="lies below"):
            save("chapa", min_total=Decimal(100), max_total=Decimal(50))

    @pytest.mark.parametrize("code", ["Ethiopia", "E", "12"])
    def test_countries_are_two_letters(self, save, code):
        with pytest.raises(ValidationError, match="two letters"):
            save("chapa", countries=[code])

    def test_the_order_itself_keeps_to_them(self, save):
        from oscar_apps.checkout.exceptions import GatewayRefused

        offer = make_two_sellers()[0]
        save("cash_on_delivery", refused_by=[offer.partner])
        with pytest.raises(GatewayRefused):
            place(offers={offer: 1})


class TestNames:
    def test_the_gateways_own_until_the_operator_has_one(self, save):
        assert display_name("cash_on_delivery") == "Cash on delivery"
        save("cash_on_delivery", name_en="Cash", name_am="ጥሬ ገንዘብ", description_en="At your door.")
        assert method_of("cash_on_delivery").description == "At your door."
        assert display_name("cash_on_delivery") == "Cash"
        with override("am"):
            assert display_name("cash_on_delivery") == "ጥሬ ገንዘብ"
        with override("fr"):
            assert display_name("cash_on_delivery") == "Cash"

    def test_of_one_that_is_no_longer_there_its_code(self):
        assert (display_name("barter"), method_of("barter").pays_first) == ("barter", False)

    def test_messages_and_pages_say_the_same(self, save, settings, client):
        settings.PAYMENT_GATEWAYS = ["cash_on_delivery"]
        order = place(offers={make_two_sellers()[0]: 1}).order
        save("cash_on_delivery", name_en="At the door")
        assert payment_words(order) == display_name(order.payment_method) == "At the door"
        for name in ("checkout:thank-you", "customer:guest-order"):
            page = client.get(reverse(name, kwargs={"number": order.number, "secret": order.secret}))
            assert "At the door" in page.content.decode()


class TestQueries:
    def test_one_for_all_rows_and_none_after_that(self, save):
        for code in KNOWN:
            save(code, refused_by=[make_partner(), make_partner()])
        forget()
        with CaptureQueriesContext(connection) as first:
            offered()
        with CaptureQueriesContext(connection) as later:
            offered()
            display_name("chapa")
        of_rows = [query["sql"] for query in first.captured_queries if "payment_gatewayoption" in query["sql"]]
        assert (len(of_rows), len(later)) == (1, 0)

    def test_a_change_is_seen_at_once(self, save):
        assert "chapa" in offered()
        save("chapa", is_active=False)
        assert "chapa" not in offered()
