"""Offers for everybody: made, changed and ended here, given in baskets, shown at /offers/."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from oscar_apps.offer.selectors import running_offers
from tests.catalogue.goods import on_sale
from tests.factories import make_category
from tests.factories.offers import make_site_offer, make_voucher
from tests.factories.orders import make_basket

from .browser import add_row, names_of_events, refused, said, save

pytestmark = pytest.mark.django_db


def site_offer():
    return get_model("offer", "ConditionalOffer").objects.get(offer_type="Site")


def saved_on(offers):
    """What a basket of these is given, by offer's name."""
    basket = make_basket(offers=offers)
    get_class("offer.applicator", "Applicator")().apply(basket)
    return {entry["name"]: entry["discount"] for entry in basket.offer_applications}


def record_of(product):
    return product.stockrecords.get()


class TestKinds:
    def test_percent_off_a_category_and_what_is_below(self, office):
        top = make_category(name="Drinks")
        coffee = on_sale("Yirga", price="200", category=make_category(name="Coffee", parent=top))
        lamp = on_sale("Lamp", price="500")
        save(
            office, reverse("market-offers:add"), name_en="Coffee week", name_am="የቡና ሳምንት", kind="Percentage",
            value="10", **add_row("categories", 0, category=top.pk),
        )  # fmt: skip
        assert saved_on({record_of(coffee): 2, record_of(lamp): 1}) == {"Coffee week": Decimal("40.00")}
        assert site_offer().name_am == "የቡና ሳምንት"
        assert "promotion.changed" in names_of_events()

    def test_buy_three_pay_two(self, office):
        mug = on_sale("Mug", price="50")
        save(
            office, reverse("market-offers:add"), name_en="3 for 2", kind="Multibuy", value="3",
            **add_row("products", 0, product=mug.pk),
        )  # fmt: skip
        assert saved_on({record_of(mug): 2}) == {}
        assert saved_on({record_of(mug): 3}) == {"3 for 2": Decimal("50.00")}

    def test_an_amount_once_from_a_minimum_on(self, office):
        lamp = on_sale("Lamp", price="300")
        save(office, reverse("market-offers:add"), name_en="50 off", kind="Absolute", value="50", minimum="500")
        assert saved_on({record_of(lamp): 1}) == {}
        assert saved_on({record_of(lamp): 4}) == {"50 off": Decimal("50.00")}

    def test_free_delivery(self, office):
        save(office, reverse("market-offers:add"), name_en="We bring it", kind="Shipping percentage", value="100")
        basket = make_basket(offers={record_of(on_sale("Lamp")): 1})
        get_class("offer.applicator", "Applicator")().apply(basket)
        assert [entry["offer"].name for entry in basket.shipping_discounts] == ["We bring it"]


class TestForm:
    def test_it_shows_again_what_was_saved(self, office):
        mug = on_sale("Mug")
        save(
            office, reverse("market-offers:add"), name_en="3 for 2", kind="Multibuy", value="3",
            max_global_applications="7", **add_row("products", 0, product=mug.pk),
        )  # fmt: skip
        url = reverse("market-offers:edit", args=[site_offer().pk])
        save(office, url, description_en="While stocks last")
        offer = site_offer()
        assert (offer.description_en, offer.max_global_applications) == ("While stocks last", 7)
        assert (offer.condition.value, list(offer.condition.range.included_products.all())) == (Decimal(3), [mug])

    def test_names_left_empty_do_not_collide(self, office):
        for name in ("First", "Second"):
            save(office, reverse("market-offers:add"), name_en=name, kind="Percentage", value="5")
        assert get_model("offer", "ConditionalOffer").objects.filter(name_am=None).count() == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": "Percentage", "value": "120"}, "value"),
            ({"kind": "Multibuy", "value": "1"}, "value"),
            ({"kind": "Multibuy", "value": "2.5"}, "value"),
            ({"kind": "Multibuy", "value": "3", "minimum": "100"}, "minimum"),
            ({"start_datetime": "2026-12-02 00:00", "end_datetime": "2026-12-01 00:00"}, "end_datetime"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, office, changes, field):
        terms = {"name_en": "Odd", "kind": "Percentage", "value": "10"}
        assert field in refused(office, reverse("market-offers:add"), **terms | changes).errors

    def test_a_vouchers_offer_does_not_exist_here(self, office):
        offer = make_voucher().offers.get()
        for page in ("edit", "inspect"):
            assert office.get(reverse(f"market-offers:{page}", args=[offer.pk])).status_code == 404


class TestList:
    def test_it_names_kind_goods_and_state(self, office):
        coffee = make_category(name="Coffee")
        save(
            office, reverse("market-offers:add"), name_en="Coffee week", kind="Percentage", value="10",
            **add_row("categories", 0, category=coffee.pk),
        )  # fmt: skip
        make_voucher()
        page = office.get(reverse("market-offers:index"))
        assert [offer.name for offer in page.context["object_list"]] == ["Coffee week"]
        text = page.content.decode()
        assert all(word in text for word in ("Percent off", "10 %", "Running")) and text.count("Coffee") > 1
        assert "Conditional" not in text


class TestEnding:
    def end(self, office, offer):
        return office.post(reverse("market-offers:inspect", args=[offer.pk]), {"action": "end"}, follow=True)

    def test_it_ends_at_once_and_no_basket_gets_it(self, office):
        offer, lamp = make_site_offer(), on_sale("Lamp")
        assert saved_on({record_of(lamp): 1})
        assert "The offer has ended." in said(self.end(office, offer))[0]
        assert saved_on({record_of(lamp): 1}) == {}

    def test_only_once(self, office):
        offer = make_site_offer(end_datetime=timezone.now() - timedelta(days=1))
        assert "This offer has ended already." in said(self.end(office, offer))[0]


class TestOffersPage:
    def test_running_offers_are_shown_with_their_goods(self, client, office):
        coffee = make_category(name="Coffee")
        save(
            office, reverse("market-offers:add"), name_en="Coffee week", name_am="የቡና ሳምንት", kind="Percentage",
            value="10", **add_row("categories", 0, category=coffee.pk),
        )  # fmt: skip
        page = client.get("/offers/").content.decode()
        assert "Coffee week" in page and f"_{coffee.pk}/" in page
        assert "የቡና ሳምንት" in client.get("/am/offers/").content.decode()

    def test_what_is_planned_over_or_used_up_is_not(self):
        now = timezone.now()
        make_site_offer(start_datetime=now + timedelta(days=1))
        make_site_offer(end_datetime=now - timedelta(days=1))
        make_site_offer(max_global_applications=2, num_applications=2)
        running = make_site_offer()
        assert [offer.name for offer in running_offers()] == [running.name]

    def test_it_is_true_until_the_next_offer_begins_or_ends(self, client, settings):
        settings.PUBLIC_PAGE_CACHE_SECONDS = 10**7
        make_site_offer(start_datetime=timezone.now() + timedelta(hours=1))
        kept = client.get("/offers/")["Cache-Control"]
        assert int(kept.rpartition("=")[2]) <= 3600
