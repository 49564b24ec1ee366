import datetime
from decimal import Decimal

import pytest
from django.db.models import prefetch_related_objects

from oscar_apps.partner import availability
from oscar_apps.partner.models import StockRecord
from oscar_apps.partner.strategy import Selector
from tests.factories import make_offer, make_partner, make_product, make_product_type, make_tax_class, make_variant

pytestmark = pytest.mark.django_db


class RequestWithoutPerson:
    """Fails as soon as somebody wants to know who is asking."""

    def __getattr__(self, name):
        raise AssertionError(f"request.{name} was touched")


@pytest.fixture
def strategy():
    return Selector().strategy(request=RequestWithoutPerson(), user=None)


def test_the_winner_is_sold_and_its_tax_is_contained(strategy):
    product = make_product()
    make_offer(product=product, price="120.00")
    cheap = make_offer(product=product, price="115.00")

    info = strategy.fetch_for_product(product)

    assert info.stockrecord == cheap
    assert (info.price.incl_tax, info.price.excl_tax, info.price.tax) == (
        Decimal("115.00"),
        Decimal("100.00"),
        Decimal("15.00"),
    )


def test_a_seller_not_registered_for_tax_charges_none(strategy):
    offer = make_offer(product=make_product(), partner=make_partner(is_vat_registered=False), price="115.00")
    price = strategy.fetch_for_product(offer.product).price
    assert (price.incl_tax, price.tax) == (Decimal("115.00"), Decimal("0.00"))


def test_the_rate_is_that_of_the_product_type(strategy):
    free = make_product_type(name="Books", tax_class=make_tax_class(code="zero", rate=Decimal(0), is_default=False))
    offer = make_offer(product=make_product(product_class=free))
    assert strategy.fetch_for_product(offer.product).price.tax == 0


def test_a_line_keeps_its_own_offer_though_another_wins(strategy):
    product = make_product()
    chosen = make_offer(product=product, price="500.00")
    make_offer(product=product, price="1.00")

    class Line:
        pass

    line = Line()
    line.product, line.stockrecord = product, chosen
    info = strategy.fetch_for_line(line)
    assert info.stockrecord == chosen and info.price.incl_tax == Decimal("500.00")


def test_a_product_that_nobody_offers_has_no_price(strategy):
    info = strategy.fetch_for_product(make_product())
    assert info.stockrecord is None and not info.price.exists
    assert isinstance(info.availability, availability.Unavailable)


@pytest.mark.parametrize(
    ("partner", "policy"),
    [
        ({"is_on_holiday": True, "is_selling": False, "is_visible": True}, availability.OnHoliday),
        ({"is_selling": False, "is_visible": False}, availability.ShopClosed),
        ({"is_on_holiday": True, "is_selling": False, "is_visible": False}, availability.ShopClosed),
        ({}, availability.StockRequired),
    ],
)
def test_the_state_of_the_seller_decides(strategy, partner, policy):
    offer = make_offer(product=make_product(), partner=make_partner(**partner))
    assert type(strategy.fetch_for_product(offer.product, offer).availability) is policy


def test_the_holiday_carries_its_end(strategy):
    back = datetime.date(2026, 12, 3)
    shop = make_partner(is_on_holiday=True, is_selling=False, is_visible=True, holiday_until=back)
    offer = make_offer(product=make_product(), partner=shop)
    assert strategy.fetch_for_product(offer.product).availability.until == back


@pytest.mark.parametrize("fields", [{"is_active": False}, {"price": None}])
def test_an_offer_off_sale_cannot_be_bought(strategy, fields):
    offer = make_offer(product=make_product())
    StockRecord.objects.filter(pk=offer.pk).update(**fields)
    offer.refresh_from_db()
    assert not strategy.fetch_for_product(offer.product, offer).availability.is_available_to_buy


def test_a_variant_of_a_withdrawn_parent_cannot_be_bought(strategy):
    parent = make_product(structure="parent", public=False)
    offer = make_offer(product=make_variant(parent=parent))
    assert not strategy.fetch_for_product(offer.product, offer).availability.is_available_to_buy


def test_what_is_not_counted_is_always_there(strategy):
    download = make_product_type(name="Download", track_stock=False)
    offer = make_offer(product=make_product(product_class=download), stock=0)
    unnumbered = make_offer(product=make_product(), stock=None)
    for record in (offer, unnumbered):
        assert strategy.fetch_for_product(record.product).availability.is_purchase_permitted(999)[0]


class TestParent:
    def test_the_cheapest_variant_that_can_be_bought_gives_the_price(self, strategy):
        parent = make_product(structure="parent")
        make_offer(product=make_variant(parent=parent), price="10.00", stock=0)
        make_offer(product=make_variant(parent=parent), price="30.00")
        make_offer(product=make_variant(parent=parent), price="20.00")

        info = strategy.fetch_for_parent(parent)
        assert info.price.incl_tax == Decimal("20.00")
        assert info.availability.is_available_to_buy

    def test_all_variants_sold_out_is_sold_out(self, strategy):
        parent = make_product(structure="parent")
        make_offer(product=make_variant(parent=parent), stock=0)
        info = strategy.fetch_for_parent(parent)
        assert not info.availability.is_available_to_buy
        assert str(info.availability.message) == "Sold out"

    def test_without_offers_there_is_no_price(self, strategy):
        info = strategy.fetch_for_parent(make_product(structure="parent"))
        assert not info.price.exists and not info.availability.is_available_to_buy

    def test_queries_do_not_grow_with_the_variants(self, strategy, django_assert_num_queries):
        parent = make_product(structure="parent")
        for _ in range(5):
            make_offer(product=make_variant(parent=parent))
        strategy.fetch_for_parent(parent)
        with django_assert_num_queries(2):
            strategy.fetch_for_parent(parent)


def test_loaded_offers_cost_no_query(strategy, django_assert_num_queries):
    parent = make_product(structure="parent")
    for _ in range(3):
        make_offer(product=make_product())
        make_offer(product=make_variant(parent=parent))
    records = list(
        StockRecord.objects.select_related("partner", "product__product_class", "product__parent__product_class")
    )
    prefetch_related_objects(records, "product__product_class__tax_class")
    strategy.fetch_for_product(records[0].product, records[0])
    with django_assert_num_queries(0):
        for record in records:
            info = strategy.fetch_for_product(record.product, record)
            assert info.price.tax is not None and info.availability.is_purchase_permitted(1)[0]
