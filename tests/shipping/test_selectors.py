"""Delivery options: price rules, zones, order, and one query for all sellers."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from oscar_apps.shipping.models import PartnerShippingMethod, ShippingZone
from oscar_apps.shipping.selectors import Parcel, free_delivery, options_for
from tests.factories import make_partner, make_shipping_method

pytestmark = pytest.mark.django_db


def options(partner, *, subtotal="100", weight_g=0, country="ET", region="ET-AA"):
    parcel = Parcel(partner_id=partner.pk, subtotal=Decimal(subtotal), weight_g=weight_g)
    return options_for(parcels=[parcel], country=country, region=region)[partner.pk]


def only_price(partner, **parcel):
    (option,) = options(partner, **parcel)
    return option.price


def test_flat_price_ignores_weight_and_amount():
    partner = make_partner()
    make_shipping_method(partner=partner, price="45.50", price_per_kg=Decimal("10"))
    assert only_price(partner, weight_g=9000) == Decimal("45.50")


@pytest.mark.parametrize(
    ("weight_g", "price"), [(0, "35.00"), (1, "35.00"), (1000, "35.00"), (1001, "50.00"), (2500, "65.00")]
)
def test_by_weight_every_started_kilogram_counts(weight_g, price):
    partner = make_partner()
    make_shipping_method(partner=partner, kind="weight", price="20", price_per_kg=Decimal("15"))
    assert only_price(partner, weight_g=weight_g) == Decimal(price)


@pytest.mark.parametrize(
    ("subtotal", "price", "missing"), [("499.99", "60.00", "0.01"), ("500.00", "0.00", "0"), ("900", "0.00", "0")]
)
def test_free_above_an_amount_says_what_is_missing(subtotal, price, missing):
    partner = make_partner()
    make_shipping_method(partner=partner, kind="free_above", price="60", free_above=Decimal("500"))
    (option,) = options(partner, subtotal=subtotal)
    assert option.price == Decimal(price)
    assert option.missing_for_free == Decimal(missing)
    assert option.is_free == (option.price == 0)


def test_a_flat_price_is_never_free_by_amount():
    partner = make_partner()
    make_shipping_method(partner=partner, price="60", free_above=Decimal("500"))
    (option,) = options(partner, subtotal="900")
    assert (option.price, option.free_above, option.missing_for_free) == (Decimal("60.00"), None, None)


def test_pickup_says_where():
    partner = make_partner()
    make_shipping_method(partner=partner, kind="pickup", price="0", pickup_address="Shiro Meda, gate 2")
    (option,) = options(partner)
    assert option.is_pickup and option.is_free
    assert option.pickup_address == "Shiro Meda, gate 2"


def test_a_zone_narrows_to_its_countries_and_regions():
    partner = make_partner()
    city = ShippingZone.objects.create(partner=partner, name="City", countries=["ET"], regions=["ET-AA"])
    land = ShippingZone.objects.create(partner=partner, name="Country", countries=["ET"])
    abroad = ShippingZone.objects.create(partner=partner, name="Neighbours", countries=["KE", "DJ"])
    for position, zone in enumerate((city, land, abroad)):
        make_shipping_method(partner=partner, zone=zone, name=zone.name, position=position)
    assert [o.name for o in options(partner)] == ["City", "Country"]
    assert [o.name for o in options(partner, region="ET-TI")] == ["Country"]
    assert [o.name for o in options(partner, region="")] == ["Country"]
    assert [o.name for o in options(partner, country="KE", region="KE-30")] == ["Neighbours"]
    assert options(partner, country="FR", region="") == []


def test_a_method_without_a_zone_goes_everywhere():
    partner = make_partner()
    make_shipping_method(partner=partner)
    assert len(options(partner, country="FR", region="")) == 1


def test_options_stand_in_the_sellers_order_and_withdrawn_ones_are_left_out():
    partner = make_partner()
    make_shipping_method(partner=partner, name="Second", position=2)
    make_shipping_method(partner=partner, name="First", position=1)
    make_shipping_method(partner=partner, name="Withdrawn", is_active=False)
    assert [o.name for o in options(partner)] == ["First", "Second"]


def test_the_code_is_the_methods_key():
    partner = make_partner()
    method = make_shipping_method(partner=partner)
    assert options(partner)[0].code == str(method.pk)


def test_names_are_in_the_readers_language():
    partner = make_partner()
    make_shipping_method(partner=partner, name_en="Standard", name_am="መደበኛ")
    with override("am"):
        assert options(partner)[0].name == "መደበኛ"


def test_one_query_for_any_number_of_sellers(django_assert_num_queries):
    partners = [make_partner() for _ in range(5)]
    for partner in partners[:4]:
        make_shipping_method(partner=partner)
    parcels = [Parcel(partner_id=p.pk, subtotal=Decimal(1)) for p in partners]
    with django_assert_num_queries(1):
        found = options_for(parcels=parcels, country="ET", region="ET-AA")
    assert [len(found[p.pk]) for p in partners] == [1, 1, 1, 1, 0]


def test_no_parcels_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert options_for(parcels=[], country="ET", region="") == {}


def test_every_kind_has_a_rule():
    from oscar_apps.shipping.methods import RULES

    assert set(RULES) == set(PartnerShippingMethod.Kind)


class TestFreeDelivery:
    def promise(self, partner, subtotal="100"):
        parcels = [Parcel(partner_id=partner.pk, subtotal=Decimal(subtotal))]
        return free_delivery(parcels=parcels, country="ET").get(partner.pk)

    def test_the_nearest_promise_in_the_country_wins(self):
        partner = make_partner()
        city = ShippingZone.objects.create(partner=partner, name="City", countries=["ET"], regions=["ET-AA"])
        abroad = ShippingZone.objects.create(partner=partner, name="Abroad", countries=["KE"])
        make_shipping_method(partner=partner, kind="free_above", free_above=Decimal("800"))
        make_shipping_method(partner=partner, kind="free_above", free_above=Decimal("500"), zone=city)
        make_shipping_method(partner=partner, kind="free_above", free_above=Decimal("10"), zone=abroad)
        found = self.promise(partner)
        assert (found.above, found.missing, found.regions) == (Decimal("500"), Decimal("400"), ("ET-AA",))
        assert self.promise(partner, "900").missing == 0

    def test_none_without_such_a_method(self):
        partner = make_partner()
        make_shipping_method(partner=partner)
        assert self.promise(partner) is None
