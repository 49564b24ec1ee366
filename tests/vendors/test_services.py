import datetime

import pytest

from marketplace.outbox.models import Event
from oscar_apps.partner.models import Partner, WinningOffer
from oscar_apps.partner.strategy import Selector
from tests.factories import make_offer, make_product, make_user
from vendors import services
from vendors.exceptions import IllegalStateChange
from vendors.models import VendorState, VendorStateChange

pytestmark = pytest.mark.django_db

PENDING, ACTIVE, HOLIDAY, SUSPENDED = (
    VendorState.PENDING,
    VendorState.ACTIVE,
    VendorState.ON_HOLIDAY,
    VendorState.SUSPENDED,
)
LEGAL = {
    (PENDING, ACTIVE),
    (PENDING, SUSPENDED),
    (ACTIVE, HOLIDAY),
    (ACTIVE, SUSPENDED),
    (HOLIDAY, ACTIVE),
    (HOLIDAY, SUSPENDED),
    (SUSPENDED, ACTIVE),
}


def register(state=ACTIVE, name="Abebe Coffee", **extra):
    return services.register_vendor(name=name, legal_name=f"{name} PLC", email="shop@example.com", state=state, **extra)


def flags(vendor):
    partner = Partner.objects.get(pk=vendor.partner_id)
    return partner.is_selling, partner.is_on_holiday, partner.is_visible


class TestState:
    @pytest.mark.parametrize("old", VendorState.values)
    @pytest.mark.parametrize("new", VendorState.values)
    def test_only_legal_moves(self, old, new):
        vendor = register(state=old)
        before = VendorStateChange.objects.count()
        if old == new or (old, new) in LEGAL:
            assert services.set_state(vendor=vendor, state=new, actor=None).state == new
            assert VendorStateChange.objects.count() == before + (old != new)
        else:
            with pytest.raises(IllegalStateChange, match="A seller cannot go from"):
                services.set_state(vendor=vendor, state=new, actor=None)
            vendor.refresh_from_db()
            assert vendor.state == old and VendorStateChange.objects.count() == before

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            (PENDING, (False, False, False)),
            (ACTIVE, (True, False, True)),
            (HOLIDAY, (False, True, True)),
            (SUSPENDED, (False, False, False)),
        ],
    )
    def test_the_partners_flags_follow(self, state, expected):
        assert flags(register(state=state)) == expected

    def test_every_change_is_recorded_with_who_and_why(self):
        vendor, person = register(), make_user()
        services.set_state(vendor=vendor, state=SUSPENDED, actor=person, reason="late parcels")
        change = vendor.state_changes.latest("id")
        assert (change.old_state, change.new_state, change.actor, change.reason) == (
            ACTIVE,
            SUSPENDED,
            person,
            "late parcels",
        )
        vendor.refresh_from_db()
        assert vendor.state_reason == "late parcels"
        assert Event.objects.filter(name="seller.updated", payload__partner_id=vendor.partner_id).exists()

    def test_the_stored_state_counts_not_the_one_in_memory(self):
        vendor = register()
        stale = type(vendor).objects.get(pk=vendor.pk)
        services.set_state(vendor=vendor, state=SUSPENDED, actor=None)
        with pytest.raises(IllegalStateChange):
            services.set_state(vendor=stale, state=HOLIDAY, actor=None)

    def test_a_suspended_sellers_goods_disappear_and_return(self):
        vendor = register()
        offer = make_offer(product=make_product(), partner=vendor.partner)
        services.set_state(vendor=vendor, state=SUSPENDED, actor=None)
        assert not WinningOffer.objects.filter(product=offer.product).exists()
        services.set_state(vendor=vendor, state=ACTIVE, actor=None)
        assert WinningOffer.objects.get(product=offer.product).in_stock


class TestHoliday:
    def test_goods_are_shown_with_the_day_of_return_but_cannot_be_bought(self):
        vendor, back = register(), datetime.date(2026, 12, 3)
        offer = make_offer(product=make_product(), partner=vendor.partner)
        services.set_state(vendor=vendor, state=HOLIDAY, actor=None, holiday_until=back)

        row = WinningOffer.objects.get(product=offer.product)
        assert row.is_listed and not row.in_stock
        policy = Selector().strategy().fetch_for_product(offer.product).availability
        assert policy.until == back and not policy.is_available_to_buy

    def test_it_ends_on_its_day(self):
        due, later, open_end = (register(name=name) for name in ("Due", "Later", "Open"))
        day = datetime.date(2026, 12, 3)
        for vendor, until in ((due, day), (later, day + datetime.timedelta(days=1)), (open_end, None)):
            services.set_state(vendor=vendor, state=HOLIDAY, actor=None, holiday_until=until)
        assert services.end_holidays(today=day) == 1
        due.refresh_from_db()
        later.refresh_from_db()
        assert (due.state, due.holiday_until, later.state) == (ACTIVE, None, HOLIDAY)
        assert due.partner.is_selling and due.partner.holiday_until is None


class TestRegistration:
    def test_it_makes_partner_seller_and_owner(self):
        owner = make_user()
        vendor = register(state=PENDING, owner=owner, tagline="From Yirgacheffe", city="Addis Ababa")
        assert (vendor.partner.name, vendor.partner.tagline, vendor.partner.city) == (
            "Abebe Coffee",
            "From Yirgacheffe",
            "Addis Ababa",
        )
        assert [(member.user, member.role) for member in vendor.members.all()] == [(owner, "owner")]
        assert owner.groups.filter(name="seller").exists()
        assert not vendor.state_changes.exists()

    def test_an_operator_may_open_it_at_once(self):
        vendor, change = register(state=ACTIVE), VendorStateChange.objects.get
        assert change(vendor=vendor).old_state == PENDING

    @pytest.mark.parametrize(
        ("name", "slug"), [("Abebe & Sons", "abebe-sons"), ("አበበ ቡና", "abeba-buna"), ("متجر", "mtjr"), ("!!!", "shop")]
    )
    def test_addresses_are_latin(self, name, slug):
        made = register(name=name).partner.slug
        assert made.isascii() and made
        if name.isascii():
            assert made == slug

    def test_the_same_name_gets_another_address(self):
        slugs = [register(name="Coffee").partner.slug for _ in range(3)]
        assert slugs == ["coffee", "coffee-2", "coffee-3"]

    def test_a_long_name_still_fits(self):
        assert len(register(name="very long " * 12).partner.slug) <= 128

    def test_a_member_may_get_another_role(self):
        vendor, person = register(), make_user()
        services.add_member(vendor=vendor, user=person, role="orders")
        services.add_member(vendor=vendor, user=person, role="manager")
        assert [member.role for member in vendor.members.all()] == ["manager"]
