"""The operator names, orders and limits the payment methods on a screen of their own."""

from decimal import Decimal

import pytest
from django.urls import reverse

from oscar_apps.payment.gateways.registry import available_gateways, display_name
from oscar_apps.payment.models import GatewayOption
from tests.factories import make_partner

from .browser import refused, save

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def cash(settings):
    settings.PAYMENT_GATEWAYS = ["cash_on_delivery"]
    return GatewayOption.objects.get_or_create(code="cash_on_delivery")[0]


def edit(option):
    return reverse("market-payment-methods:edit", args=[option.pk])


def test_names_limits_and_countries_are_kept(office, cash, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save(office, edit(cash), name_en="Cash", name_am="ጥሬ ገንዘብ", max_total="5000", countries="et, ke", position="2")
    cash.refresh_from_db()
    assert (cash.name_am, cash.max_total, cash.countries, cash.position) == ("ጥሬ ገንዘብ", Decimal(5000), ["ET", "KE"], 2)
    assert display_name("cash_on_delivery") == "Cash"
    assert not available_gateways(total=Decimal(5001), currency="ETB", country="ET")


def test_a_seller_who_does_not_take_it_is_chosen(office, cash):
    partner = make_partner()
    save(
        office,
        edit(cash),
        **{"sellers-TOTAL_FORMS": "1", "sellers-INITIAL_FORMS": "0", "sellers-0-partner": partner.pk},
    )
    assert list(cash.refused_by.all()) == [partner]
    save(office, edit(cash), **{"sellers-0-DELETE": "on"})
    assert not cash.refused_by.exists()


def test_limits_that_exclude_everything_are_refused(office, cash):
    refused(office, edit(cash), min_total="10", max_total="5")
    cash.refresh_from_db()
    assert cash.max_total is None


def test_the_form_shows_what_buyers_read_without_it(office, cash):
    page = office.get(edit(cash)).content.decode()
    assert 'placeholder="Cash on delivery"' in page


def test_the_list_says_why_one_is_not_offered(office, cash, settings):
    GatewayOption.objects.get_or_create(code="chapa")
    settings.PAYMENT_GATEWAYS = ["cash_on_delivery", "chapa"]
    settings.CHAPA_SECRET_KEY = ""
    page = office.get(reverse("market-payment-methods:index")).content.decode()
    assert "Its keys are missing" in page
    settings.PAYMENT_GATEWAYS = ["cash_on_delivery"]
    page = office.get(reverse("market-payment-methods:index")).content.decode()
    assert "Not switched on in the settings" in page
