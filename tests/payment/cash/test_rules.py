"""Who may pay in cash, where, and up to how much."""

from decimal import Decimal

import pytest

from oscar_apps.checkout.exceptions import GatewayRefused
from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.cash import services
from oscar_apps.payment.cash.models import BlockedPhone, CashCollection, CashRule
from oscar_apps.payment.gateways.registry import available_gateways
from tests.factories import make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db
PHONE = "+251911234567"


def rule(**fields):
    return services.save_rule(rule=CashRule(), **{"collector": "seller", **fields})


@pytest.fixture(autouse=True)
def apply_at_once(monkeypatch):
    """The terms are remembered until a commit; a test's transaction never commits."""
    monkeypatch.setattr("oscar_apps.payment.cash.rules.SECONDS", 0)


@pytest.fixture
def offers():
    return make_two_sellers()


def is_offered(total="100", country="ET", region="ET-AA"):
    methods = available_gateways(total=Decimal(total), currency="ETB", country=country, region=region)
    return "cash_on_delivery" in {method.code for method in methods}


def test_without_terms_cash_is_taken_everywhere():
    assert is_offered(total="1000000", country="KE", region="")


def test_an_area_may_be_left_out():
    rule(country="ET", regions=["et-or"], is_offered=False)
    assert not is_offered(region="ET-OR")
    assert is_offered(region="ET-AA")
    assert is_offered(region="")


def test_a_total_has_a_limit_in_an_area():
    rule(country="ET", max_total=Decimal("500.00"))
    assert is_offered(total="500.00")
    assert not is_offered(total="500.01")
    assert is_offered(total="500.01", country="KE", region="")


def test_the_first_rule_by_position_counts():
    rule(country="ET", max_total=Decimal("500"), position=2)
    rule(country="ET", regions=["ET-AA"], max_total=Decimal("900"), position=1)
    assert is_offered(total="800", region="ET-AA")
    assert not is_offered(total="800", region="ET-OR")


def test_regions_belong_to_the_country_of_the_rule():
    with pytest.raises(services.ValidationError):
        rule(country="ET", regions=["KE-01"])


def test_an_order_above_the_limit_is_not_placed_even_if_the_page_offered_it(offers):
    rule(country="ET", max_total=Decimal("1.00"))
    with pytest.raises(GatewayRefused):
        place(offers={offers[0]: 1})


def test_a_blocked_phone_orders_nothing_in_cash(offers):
    services.block_phone(phone=PHONE, reason="Three parcels refused")
    with pytest.raises(GatewayRefused, match="phone number"):
        place(offers={offers[0]: 1})


def test_blocking_twice_is_blocking_once_and_can_be_undone(offers):
    first = services.block_phone(phone=PHONE)
    assert services.block_phone(phone=PHONE) == first
    services.unblock_phone(blocked=first)
    assert place(offers={offers[0]: 1}).created
    assert services.block_phone(phone=PHONE) != first
    assert BlockedPhone.objects.count() == 2


def test_a_number_that_is_none_cannot_be_blocked():
    with pytest.raises(services.ValidationError):
        services.block_phone(phone="12")


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_buyer_has_so_many_open_cash_orders_and_no_more(offers, signed_in):
    rule(max_open_orders=2)
    user = make_user() if signed_in else None
    orders = [place(offers={offers[0]: 1}, user=user).order for _ in range(2)]
    with pytest.raises(GatewayRefused, match="open orders"):
        place(offers={offers[0]: 1}, user=user)
    EventHandler().cancel_order(orders[0])
    assert place(offers={offers[0]: 1}, user=user).created


def test_the_area_says_who_collects(offers):
    rule(country="ET", regions=["ET-AA"], collector="courier")
    part = place(offers={offers[0]: 1}).order.consignments.get()
    handler = EventHandler(role="seller")
    for move in (handler.accept, handler.ship, handler.deliver):
        move(part)
    assert CashCollection.objects.get().collector == "courier"
