"""The screens of cash on delivery write by the cash room's services."""

from decimal import Decimal

import pytest
from django.urls import reverse

from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.models import BlockedPhone, CashCollection, CashRule, CourierRemittance
from tests.factories.checkout import make_two_sellers, place

from .browser import refused, said, save

pytestmark = pytest.mark.django_db
PHONE = "+251911234567"


@pytest.fixture
def collections(settings):
    """Two parts whose cash a courier has."""
    settings.CASH_COLLECTOR = "courier"
    handler = EventHandler(role="seller")
    for offer in make_two_sellers()[:2]:
        part = place(offers={offer: 1}).order.consignments.get()
        for move in (handler.accept, handler.ship, handler.deliver):
            move(part)
    return list(CashCollection.objects.order_by("pk"))


def test_terms_of_an_area(office):
    url = reverse("market-cash-terms:add")
    save(office, url, country="et", regions="et-aa, et-or", max_total="500", collector="courier", is_offered="on")
    rule = CashRule.objects.get()
    assert (rule.country, rule.regions, rule.max_total) == ("ET", ["ET-AA", "ET-OR"], Decimal(500))


def test_regions_of_another_country_are_refused_beside_the_field(office):
    form = refused(office, reverse("market-cash-terms:add"), country="ET", regions="KE-01", collector="seller")
    assert "regions" in form.errors
    assert not CashRule.objects.exists()


def test_blocking_and_unblocking_a_phone(office, admin_user):
    save(office, reverse("market-blocked-phones:add"), phone=PHONE, reason="Refused three times")
    blocked = BlockedPhone.objects.get()
    assert (str(blocked.phone), blocked.actor) == (PHONE, admin_user)
    answer = office.post(
        reverse("market-blocked-phones:inspect", args=[blocked.pk]), {"action": "unblock"}, follow=True
    )
    assert PHONE in said(answer)[0]
    assert not BlockedPhone.objects.filter(lifted_at=None).exists()


def test_a_courier_hands_over_a_batch(office, admin_user, collections):
    url = reverse("market-courier-cash:add")
    save(office, url, collections=[row.pk for row in collections], reference="R-17")
    handed_over = CourierRemittance.objects.get()
    assert handed_over.amount == sum(row.amount for row in collections)
    assert (handed_over.actor, handed_over.collections.count()) == (admin_user, 2)


def test_nothing_ticked_is_said_beside_the_list(office, collections):
    form = refused(office, reverse("market-courier-cash:add"), reference="R-17")
    assert "collections" in form.errors
    assert not CourierRemittance.objects.exists()


def test_the_list_says_what_couriers_still_have(office, collections):
    page = office.get(reverse("market-courier-cash:index")).content.decode()
    assert "Still with couriers" in page
