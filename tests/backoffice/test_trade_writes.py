"""Sellers, orders, stock, shipping and vouchers are written by their rooms' services."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model

from oscar_apps.order.models import ConsignmentStatus
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner.models import StockMovement, WinningOffer
from tests.factories import make_offer, make_partner, make_product, make_vendor
from tests.factories.checkout import make_two_sellers, place
from tests.factories.offers import make_voucher
from vendors.models import Vendor

from .browser import names_of_events, refused, said, save

pytestmark = pytest.mark.django_db


class TestSellers:
    def test_a_suspension_is_recorded_and_takes_the_goods_away(self, office, admin_user):
        vendor = make_vendor()
        offer = make_offer(product=make_product(), partner=vendor.partner)
        url = reverse("market-sellers:inspect", args=[vendor.pk])
        answer = office.post(
            url, {"action": "set_state", "state": "suspended", "reason": "Papers missing"}, follow=True
        )
        vendor.refresh_from_db()
        change = vendor.state_changes.get()
        assert vendor.state == "suspended"
        assert (change.actor, change.reason) == (admin_user, "Papers missing")
        assert not WinningOffer.objects.filter(product=offer.product).exists()
        assert "seller.updated" in names_of_events()
        assert "Suspended" in said(answer)[0]

    def test_a_suspension_needs_a_reason(self, office):
        vendor = make_vendor()
        office.post(reverse("market-sellers:inspect", args=[vendor.pk]), {"action": "set_state", "state": "suspended"})
        vendor.refresh_from_db()
        assert vendor.state == "active"
        assert not vendor.state_changes.exists()

    def test_a_refused_part_is_not_open_any_more(self, office):
        part = place(offers={make_two_sellers()[0]: 1}).order.consignments.get()
        url = reverse("market-sellers:inspect", args=[part.partner.vendor.pk])
        handler = EventHandler(role="seller")
        handler.accept(part)
        handler.ship(part)
        assert office.get(url).context["num_open"] == 1
        handler.refuse(part)
        assert office.get(url).context["num_open"] == 0

    def test_an_impossible_move_is_a_message(self, office):
        vendor = make_vendor(state="suspended")
        url = reverse("market-sellers:inspect", args=[vendor.pk])
        answer = office.post(url, {"action": "set_state", "state": "on_holiday"}, follow=True)
        assert answer.status_code == 200
        vendor.refresh_from_db()
        assert vendor.state == "suspended"

    def test_words_of_the_shop_are_the_partners(self, office):
        vendor = make_vendor()
        save(office, reverse("market-sellers:edit", args=[vendor.pk]), tagline_am="ጥሩ ቡና", city="Harar")
        vendor.partner.refresh_from_db()
        assert (vendor.partner.tagline_am, vendor.partner.city) == ("ጥሩ ቡና", "Harar")

    def test_a_new_seller_waits_for_approval(self, office):
        save(office, reverse("market-sellers:add"), legal_name="Tana PLC", name="Tana", email="tana@example.com")
        vendor = Vendor.objects.get()
        assert (vendor.state, vendor.partner.slug, vendor.partner.is_visible) == ("pending", "tana", False)


class TestOrders:
    @pytest.fixture
    def order(self):
        first, second, third = make_two_sellers()
        return place(offers={first: 1, third: 2}).order

    def act(self, office, order, **data):
        return office.post(reverse("market-orders:inspect", args=[order.pk]), data, follow=True)

    def test_accepting_is_recorded_as_the_admins(self, office, admin_user, order):
        part = order.consignments.first()
        self.act(office, order, action="accept", consignment=part.pk)
        part.refresh_from_db()
        change = part.status_changes.last()
        assert part.status == ConsignmentStatus.ACCEPTED
        assert (change.actor, change.actor_role) == (admin_user, "admin")

    def test_cancelling_one_part_gives_its_stock_back_and_leaves_the_other(self, office, order):
        part, other = order.consignments.all()
        record = part.lines.get().stockrecord
        self.act(office, order, action="cancel", consignment=part.pk, reason="Broken in the shop")
        part.refresh_from_db()
        other.refresh_from_db()
        record.refresh_from_db()
        assert (part.status, part.cancel_reason) == ("cancelled", "Broken in the shop")
        assert other.status == ConsignmentStatus.PLACED
        assert record.num_allocated == 0
        assert StockMovement.objects.filter(stockrecord=record, kind="released").count() == 1

    def test_cancelling_the_order_twice_is_a_message(self, office, order):
        self.act(office, order, action="cancel_order")
        order.refresh_from_db()
        assert order.status == "cancelled"
        answer = self.act(office, order, action="cancel_order")
        assert answer.status_code == 200
        assert order.consignments.filter(status="cancelled").count() == 2

    def test_the_address_is_written_as_on_a_parcel(self, office, order):
        page = office.get(reverse("market-orders:inspect", args=[order.pk]))
        assert page.context["address_lines"] == ["Almaz Bekele", "Bole Road", "Bole, Woreda 03", "Addis Ababa"]
        assert "<bdi>Bole, Woreda 03</bdi>" in page.content.decode()

    def test_another_orders_part_does_not_exist_here(self, office, order):
        stranger = place(offers={make_two_sellers()[0]: 1}).order.consignments.get()
        answer = self.act(office, order, action="cancel", consignment=stranger.pk)
        assert answer.status_code == 404
        stranger.refresh_from_db()
        assert stranger.status == ConsignmentStatus.PLACED

    def test_unknown_actions_are_refused(self, office, order):
        assert self.act(office, order, action="delete").status_code == 400

    def test_notes_are_kept(self, office, order):
        self.act(office, order, action="notes", notes="Call before noon")
        order.refresh_from_db()
        assert order.admin_notes == "Call before noon"

    @pytest.mark.parametrize("by", ["number", "phone", "email", "part"])
    def test_it_is_found(self, office, order, by):
        place(offers={make_two_sellers()[0]: 1}, contact=stranger())
        words = {
            "number": order.number,
            "phone": "251911234567",
            "email": "almaz@",
            "part": order.consignments.first().number,
        }[by]
        found = office.get(reverse("market-orders:index"), {"q": words}).context["object_list"]
        assert list(found) == [order]

    def test_filters_by_seller_and_payment(self, office, order):
        name = order.consignments.first().partner.name
        url = reverse("market-orders:index")
        assert list(office.get(url, {"seller": name, "payment_status": "pending"}).context["object_list"]) == [order]
        assert not office.get(url, {"seller": "nobody of this name"}).context["object_list"]


def stranger():
    from oscar_apps.checkout.services import Contact

    return Contact(name="Bekele", email="bekele@example.com", phone="+251922000000")


class TestStock:
    def act(self, office, record, **data):
        return office.post(reverse("market-stock:inspect", args=[record.pk]), data, follow=True)

    def test_a_count_is_a_movement_with_its_reason(self, office, admin_user):
        record = make_offer(product=make_product(), stock=10)
        self.act(office, record, action="adjust", new_in_stock="7", reason="Three were broken")
        record.refresh_from_db()
        move = StockMovement.objects.get(stockrecord=record, kind="adjusted")
        assert record.num_in_stock == 7
        assert (move.in_stock_delta, move.reason, move.actor) == (-3, "Three were broken", admin_user)

    def test_a_count_needs_a_reason(self, office):
        record = make_offer(product=make_product(), stock=10)
        self.act(office, record, action="adjust", new_in_stock="7")
        record.refresh_from_db()
        assert record.num_in_stock == 10

    def test_it_never_falls_below_what_is_allocated(self, office):
        order = place(offers={make_two_sellers(stock=5)[0]: 3}).order
        record = order.lines.get().stockrecord
        answer = self.act(office, record, action="adjust", new_in_stock="2", reason="Count")
        record.refresh_from_db()
        assert (answer.status_code, record.num_in_stock) == (200, 5)

    def test_a_price_moves_the_winning_offer(self, office):
        record = make_offer(product=make_product(), price="100.00")
        self.act(office, record, action="price", price="80.00", compare_at_price="100.00")
        offer = WinningOffer.objects.get(product=record.product)
        assert (offer.price, offer.sale_percentage) == (Decimal("80.00"), 20)
        assert "offer.updated" in names_of_events()

    def test_low_stock_can_be_filtered(self, office):
        low = make_offer(product=make_product(), stock=1)
        make_offer(product=make_product(), stock=500)
        found = office.get(reverse("market-stock:index"), {"level": "low"}).context["object_list"]
        assert list(found) == [low]


class TestShippingAndVouchers:
    def test_a_method_of_another_sellers_zone_is_refused(self, office):
        zone = get_model("shipping", "ShippingZone").objects.create(partner=make_partner(), name="Addis")
        form = refused(
            office, reverse("market-shipping:add"), partner=make_partner().pk, zone=zone.pk, name_en="Van", kind="flat",
            price="10",
        )  # fmt: skip
        assert "zone" in form.errors

    def test_a_method_is_made_in_five_languages(self, office):
        partner = make_partner()
        save(
            office, reverse("market-shipping:add"), partner=partner.pk, name_en="Van", name_am="መኪና", kind="flat",
            price="50", is_active="on",
        )  # fmt: skip
        method = partner.shipping_methods.get()
        assert (method.name_en, method.name_am, method.price) == ("Van", "መኪና", Decimal(50))

    def test_zones_take_codes(self, office):
        partner = make_partner()
        save(office, reverse("market-zones:add"), partner=partner.pk, name_en="South", countries="et, ke", regions="")
        assert partner.shipping_zones.get().countries == ["ET", "KE"]

    def test_a_zone_and_the_place_to_collect_are_named_in_five_languages(self, office):
        partner = make_partner()
        save(office, reverse("market-zones:add"), partner=partner.pk, name_en="South", name_am="ደቡብ")
        save(
            office, reverse("market-shipping:add"), partner=partner.pk, name_en="Collect", kind="pickup",
            pickup_address_en="Piassa", pickup_address_am="ፒያሳ",
        )  # fmt: skip
        method = partner.shipping_methods.get()
        with translation.override("am"):
            assert (partner.shipping_zones.get().name, method.pickup_address) == ("ደቡብ", "ፒያሳ")

    def test_collecting_needs_a_place(self, office):
        form = refused(
            office, reverse("market-shipping:add"), partner=make_partner().pk, name_en="Collect", kind="pickup"
        )
        assert "pickup_address_en" in form.errors

    def test_a_voucher_gives_what_it_says(self, office):
        now = timezone.localtime()
        save(
            office, reverse("market-vouchers:add"), name="Welcome", code="hello10", usage="Multi-use",
            kind="Percentage", value="10", start_datetime=now.strftime("%Y-%m-%d 00:00"),
            end_datetime=now.replace(year=now.year + 1).strftime("%Y-%m-%d 00:00"),
        )  # fmt: skip
        voucher = get_model("voucher", "Voucher").objects.get()
        offer = voucher.offers.get()
        assert voucher.code == "HELLO10"
        assert (offer.offer_type, offer.benefit.type, offer.benefit.value) == ("Voucher", "Percentage", Decimal(10))

    def test_more_than_everything_is_refused(self, office):
        voucher = make_voucher()
        form = refused(office, reverse("market-vouchers:edit", args=[voucher.pk]), kind="Percentage", value="120")
        assert "value" in form.errors

    def test_one_for_some_goods_stays_for_them(self, office):
        voucher = make_voucher()
        coffee = get_model("offer", "Range").objects.create(name="Coffee")
        get_model("offer", "Benefit").objects.filter(offers__vouchers=voucher).update(range=coffee)
        save(office, reverse("market-vouchers:edit", args=[voucher.pk]), value="12")
        benefit = voucher.offers.get().benefit
        assert (benefit.range, benefit.value) == (coffee, Decimal(12))
