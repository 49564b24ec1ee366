"""Facets: counts that agree with what a click would show."""

import pytest
from django.http import QueryDict

from oscar_apps.catalogue import facets, listing
from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.filters import Filters
from oscar_apps.catalogue.listing_context import listing_context, size_order
from oscar_apps.catalogue.tree import category_tree
from tests.factories import make_category, make_partner

from .goods import change, make_brand, on_sale, with_variants

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    awash, modjo = make_brand("Awash"), make_brand("Modjo")
    shop = make_partner(name="Kechene", slug="kechene")
    change(on_sale("Dress", price="150", compare="200", brand=awash, partner=shop), rating=4.5)
    on_sale("Belt", price="50", brand=modjo, partner=shop, stock=0)
    with_variants("Shirt", ("Red", "#aa0000", "M"), ("Crimson", "#bb1111", "L"), brand=awash, partner=shop)


def context(query: str = "") -> dict:
    return listing_context(listing.everything(), QueryDict(query), path="/catalogue/")


def facet(name: str, query: str = "") -> dict[str, int]:
    found = next((each for each in context(query)["facets"] if each["name"] == name), {"values": []})
    return {value["label"]: value["count"] for value in found["values"]}


def test_counts_without_filters(market):
    assert facet("brand") == {"Awash": 2, "Modjo": 1}
    assert facet("seller") == {"Kechene": 3}
    assert facet("color") == {"Red": 1}
    assert facet("size") == {"M": 1, "L": 1}
    assert facet("rating") == {"4 stars and more": 1, "3 stars and more": 1, "2 stars and more": 1}
    assert facet("switches") == {"In stock": 2, "On sale": 1}


def test_a_facet_in_use_still_counts_its_other_choices(market):
    assert facet("brand", "brand=modjo") == {"Awash": 2, "Modjo": 1}


def test_other_facets_count_what_is_left(market):
    assert facet("brand", "in_stock=1") == {"Awash": 2}
    assert facet("color", "brand=modjo") == {}


def test_every_count_is_what_a_click_shows(market):
    """For each choice of each facet, under each of a few filters already in force."""
    for start in ("", "in_stock=1", "brand=awash", "size=M&min_price=60"):
        for each in context(start)["facets"]:
            for value in each["values"]:
                query = value["url"].partition("?")[2]
                total = context(query)["listing"].total
                if not value["active"] and each["name"] != "rating":
                    chosen = [
                        v["count"]
                        for f in context(query)["facets"]
                        if f["name"] == each["name"]
                        for v in f["values"]
                        if v["active"]
                    ]
                    assert sum(chosen) >= total > 0 or total == 0


def test_a_list_too_long_offers_choices_without_numbers(market, monkeypatch):
    monkeypatch.setattr(facets, "ROWS", 2)
    assert set(facet("brand").values()) == {None}


class TestALongList:
    """The most popular goods are read; colours and sizes of the others are offered and found all the same."""

    @pytest.fixture
    def clothing(self, monkeypatch):
        top = make_category(name="Clothing")
        change(on_sale("Dress", color_hex="#aa0000", size="S", category=top), num_sold=9)
        with_variants("Shirt", ("Leaf", "#3c7d4a", "M"), category=make_category(parent=top))
        on_sale("Lamp", color_hex="#1c1c1c", category=make_category(name="Home"))
        count_products()
        monkeypatch.setattr(facets, "ROWS", 1)
        return category_tree().get(top.pk)

    def labels(self, name: str, scope: listing.Scope) -> list[str]:
        found = listing_context(scope, QueryDict(""), path="/catalogue/")["facets"]
        return [value["label"] for each in found if each["name"] == name for value in each["values"]]

    def test_a_category_offers_what_it_has(self, clothing):
        scope = listing.of_category(clothing)
        assert self.labels("color", scope) == ["Red", "Green"]
        assert self.labels("size", scope) == ["S", "M"]

    def test_all_goods_offer_what_all_categories_have(self, clothing):
        assert self.labels("color", listing.everything()) == ["Black", "Red", "Green"]

    @pytest.mark.parametrize("large", [0, 5000], ids=["many of a colour", "few of a colour"])
    @pytest.mark.parametrize(
        ("query", "expected"),
        [("color=green", ["Shirt"]), ("color=red&color=green", ["Dress", "Shirt"]), ("size=M", ["Shirt"])],
    )
    def test_they_are_found(self, clothing, monkeypatch, query, expected, large):
        monkeypatch.setattr(listing, "LARGE", large)
        found = listing_context(listing.of_category(clothing), QueryDict(query), path="/catalogue/")
        assert sorted(card.title for card in found["cards"]) == expected


def test_prices_of_the_list(market):
    assert context()["price_facet"]["lowest"] == 50
    assert context()["price_facet"]["highest"] == 150


def test_filtering_again_asks_the_database_for_cards_only(market, django_assert_num_queries):
    context()
    with django_assert_num_queries(3):
        context("in_stock=1")


def test_active_filters_lead_back(market):
    filters = context("brand=awash&min_price=60&size=M&in_stock=1&rating=4&on_sale=1&color=red&seller=kechene")[
        "filters"
    ]
    labels = [each["label"] for each in filters]
    assert labels == [
        "Awash",
        "Kechene",
        "Red",
        "Size M",
        "4 stars and more",
        "In stock",
        "On sale",
        "From ETB\u00a060.00",
    ]
    assert "brand=" not in filters[0]["url"] and "size=M" in filters[0]["url"]


def test_the_table_goes_with_its_tags(market):
    from marketplace.page_cache import bump

    scope = listing.everything()
    assert len(facets.table_of(scope).rows) == 3
    on_sale("Lamp")
    assert len(facets.table_of(scope).rows) == 3
    bump(["catalogue"])
    assert len(facets.table_of(scope).rows) == 4


def test_sizes_in_the_order_of_the_rail():
    sizes = ["42", "XL", "One size", "S", "38.5", "XXL", "M"]
    assert sorted(sizes, key=size_order) == ["S", "M", "XL", "XXL", "38.5", "42", "One size"]


def test_a_choice_of_filters_that_is_not_there_is_zero_not_an_error(market):
    choice = listing.choose(Filters.parse(QueryDict("color=green")))
    assert facets.table_of(listing.everything()).total(choice) == 0
