"""The commission is frozen when an order is placed: which rate, of what, how it is rounded."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.checkout import make_two_sellers, place
from tests.factories.offers import make_site_offer
from vendors.commission import services
from vendors.commission.selectors import commission_of
from vendors.models import CommissionLine, MoneyTerms, Vendor

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def offers():
    """100.00 and 20.00 of the first seller, 33.33 of the second; prices contain 15 % tax."""
    return make_two_sellers()


def frozen(order):
    lines = CommissionLine.objects.filter(line__order=order).order_by("pk")
    return [(line.rule, line.rate, line.base, line.amount, line.vat) for line in lines]


def test_the_environments_rate_counts_while_nothing_is_entered(offers, settings):
    settings.COMMISSION_RATE, settings.COMMISSION_VAT_RATE = D("12.5"), D("15")
    order = place(offers={offers[0]: 1, offers[2]: 2}).order
    first, second = order.lines.order_by("pk")
    assert frozen(order) == [
        ("default", D("12.50"), first.line_price_excl_tax, D("10.87"), D("1.63")),
        ("default", D("12.50"), second.line_price_excl_tax, D("7.25"), D("1.09")),
    ]
    assert first.line_price_excl_tax == D("86.96")


def test_what_an_operator_entered_wins_over_the_environment(offers):
    MoneyTerms.objects.create(commission_rate=D("20"), commission_vat_rate=D("0"))
    order = place(offers={offers[0]: 1}).order
    assert frozen(order) == [("default", D("20"), D("86.96"), D("17.39"), D("0"))]


def test_a_rate_of_zero_is_a_rate(offers):
    MoneyTerms.objects.create(commission_rate=D("0"))
    order = place(offers={offers[0]: 1}).order
    assert frozen(order) == [("default", D("0"), D("86.96"), D("0"), D("0"))]


def test_a_sellers_own_rate_concerns_its_own_lines_alone(offers):
    Vendor.objects.filter(partner=offers[2].partner).update(commission_rate=D("5"))
    order = place(offers={offers[0]: 1, offers[2]: 1}).order
    assert [(rule, rate) for rule, rate, *_rest in frozen(order)] == [("default", D("10")), ("seller", D("5"))]


def test_the_base_is_what_the_buyer_pays_without_tax_after_discounts(offers):
    make_site_offer(percent=10)
    order = place(offers={offers[0]: 1}).order
    line = CommissionLine.objects.get()
    assert line.base == order.lines.get().line_price_excl_tax == D("78.26")  # 90.00 / 1.15


def test_a_seller_without_tax_pays_commission_on_the_whole_price(offers):
    partner = offers[0].partner
    type(partner).objects.filter(pk=partner.pk).update(is_vat_registered=False)
    place(offers={offers[0]: 1})
    assert CommissionLine.objects.get().base == D("100.00")


@pytest.mark.parametrize(
    ("rate", "of", "currency", "expected"),
    [
        ("10", "0.05", "ETB", "0.01"),  # 0.005 goes up
        ("10", "0.04", "ETB", "0.00"),
        ("12.5", "100.00", "ETB", "12.50"),
        ("10", "1005", "JPY", "101"),  # 100.5 goes up, and there are no sen
        ("10", "1004", "UGX", "100"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_minor_unit(rate, of, currency, expected):
    assert services.percentage(rate=D(rate), of=D(of), currency=currency) == D(expected)


def test_a_later_change_of_rate_changes_no_order(offers):
    order = place(offers={offers[0]: 1}).order
    before = frozen(order)
    Vendor.objects.update(commission_rate=D("50"))
    MoneyTerms.objects.create(commission_rate=D("40"))
    assert frozen(order) == before


def test_it_costs_one_query_to_read_and_one_to_write(offers):
    order = place(offers=dict.fromkeys(offers, 1)).order
    with pytest.raises(DatabaseError), transaction.atomic(), CaptureQueriesContext(connection) as captured:
        services.freeze(order=order)  # a line has one commission: the insert is the last thing that happens
    assert len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]) == 2
    assert CommissionLine.objects.filter(line__order=order).count() == 3


def test_sums_by_consignment(offers):
    order = place(offers={offers[0]: 1, offers[1]: 1, offers[2]: 1}).order
    first, second = order.consignments.order_by("pk")
    assert commission_of(consignment_ids=[first.pk, second.pk]) == {
        first.pk: (D("8.70") + D("1.74"), D("1.31") + D("0.26")),
        second.pk: (D("2.90"), D("0.44")),
    }


def test_the_rule_is_kept_in_words(offers):
    place(offers={offers[0]: 1})
    assert CommissionLine.objects.get().rule_words == "Rate for all sellers: 10 %"
