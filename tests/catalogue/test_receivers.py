"""Each kind of change ends the pages that told of it, and no others."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.outbox.services import publish, relay_pending
from oscar_apps.catalogue import services
from oscar_apps.partner import services as stock
from tests.factories import make_category, make_offer, make_partner, make_vendor
from vendors import services as vendors

from .goods import make_brand, on_sale

pytestmark = pytest.mark.django_db


class Market:
    """A pot and a lamp of two sellers in two categories, and pages that remember how often they were made."""

    def __init__(self, client) -> None:
        self.client = client
        self.pots, self.lamps = make_category(name="Pots"), make_category(name="Lamps")
        self.potter, self.other = make_partner(name="Potter"), make_partner(name="Other")
        make_vendor(partner=self.potter)
        self.brand = make_brand("Awash")
        self.pot = on_sale("Pot", category=self.pots, partner=self.potter, stock=20, brand=self.brand)
        self.lamp = on_sale("Lamp", category=self.lamps, partner=self.other)
        self.pages = {
            "pot": self.pot.get_absolute_url(), "lamp": self.lamp.get_absolute_url(),
            "pots": self.pots.get_absolute_url(),
            "lamps": self.lamps.get_absolute_url(), "all": "/catalogue/", "brand": self.brand.get_absolute_url(),
            "potter": self.potter.get_absolute_url(), "other": self.other.get_absolute_url(),
        }  # fmt: skip
        relay_pending()
        self.read()

    def read(self) -> None:
        for path in self.pages.values():
            assert self.client.get(path).status_code == 200

    def made_anew(self) -> set[str]:
        """Pages that the database is asked for again after the waiting events were handed on."""
        while relay_pending():
            pass
        changed = set()
        for name, path in self.pages.items():
            with CaptureQueriesContext(connection) as captured:
                self.client.get(path)
            if len(captured):
                changed.add(name)
        return changed


@pytest.fixture
def market(client):
    return Market(client)


OF_THE_POT = {"pot", "pots", "all", "brand", "potter"}


@pytest.fixture
def made_anew(market):
    return market.made_anew


def test_nothing_happened(market, made_anew):
    assert made_anew() == set()


def test_words_of_a_product(market, made_anew):
    services.save_product(product=market.pot, words={"title": {"en": "Large pot"}})
    assert made_anew() == OF_THE_POT


def test_a_price(market, made_anew):
    stock.set_price(stockrecord_id=market.pot.stockrecords.get().pk, price=Decimal(77))
    assert made_anew() == OF_THE_POT


def test_stock_that_runs_low(market, made_anew):
    stock.adjust(stockrecord_id=market.pot.stockrecords.get().pk, new_in_stock=3, reason="counted")
    assert made_anew() == OF_THE_POT


def test_stock_of_which_pages_say_nothing(market, made_anew):
    stock.adjust(stockrecord_id=market.pot.stockrecords.get().pk, new_in_stock=19, reason="counted")
    assert made_anew() == set()


def test_a_product_taken_away(market, made_anew):
    services.set_state(product=market.pot, state="deleted")
    assert made_anew() >= {"pots", "all", "brand", "potter"}
    assert market.client.get(market.pages["pot"]).status_code == 404


def test_a_product_that_moves_ends_the_page_it_leaves_and_the_one_it_comes_to(market, made_anew):
    services.save_product(product=market.pot, categories=[market.lamps], brand=None)
    assert made_anew() == {*OF_THE_POT, "lamps"}


def test_a_category_is_in_every_pages_menu(market, made_anew):
    services.rename_category(category=market.pots, names={"en": "Vessels"})
    assert made_anew() == set(market.pages) - {"pots"}
    assert market.client.get(market.pages["pots"]).status_code == 301


def test_a_brand(market, made_anew):
    publish("brand.updated", {"brand_id": market.brand.pk})
    assert "brand" in made_anew()


def test_a_seller_who_is_suspended_disappears_everywhere(market, made_anew):
    vendors.set_state(vendor=market.potter.vendor, state="suspended", actor=None, reason="papers")
    made_anew()
    assert market.client.get(market.pages["potter"]).status_code == 404
    assert market.client.get(market.pages["pot"]).status_code == 404
    for name in ("pots", "all", "brand"):
        assert "Pot<" not in market.client.get(market.pages[name]).content.decode()


def test_a_second_seller_shows_on_the_product_and_in_its_own_shop(market, made_anew):
    record = make_offer(product=market.pot, partner=market.other, price="1")
    publish("offer.updated", {"product_ids": [market.pot.pk]})
    assert made_anew() == {*OF_THE_POT, "other"}
    assert str(record.pk) in market.client.get(market.pages["pot"]).content.decode()


def test_very_many_products_at_once_end_everything(market, made_anew):
    publish("offer.updated", {"product_ids": list(range(10**6, 10**6 + 600))})
    assert made_anew() == set(market.pages)


def test_a_review_that_changes_a_product_ends_its_page(market, made_anew):
    publish("product.updated", {"product_id": market.pot.pk})
    assert "pot" in made_anew()


def test_the_related_goods_on_a_page_are_part_of_it(market, made_anew):
    services.save_product(product=market.pot, recommended=[market.lamp])
    made_anew()
    stock.set_price(stockrecord_id=market.lamp.stockrecords.get().pk, price=Decimal(5))
    assert "pot" in made_anew()
