"""Filters as an address says them: what is understood, what is left out and said so."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from oscar_apps.catalogue.filters import MOST_VALUES, Filters, Unknown, cursor


def parse(query: str) -> Filters:
    return Filters.parse(QueryDict(query))


def test_an_empty_address_asks_for_nothing():
    assert parse("") == Filters()
    assert not parse("").is_narrowed


def test_reads_everything():
    filters = parse(
        "brand=b&brand=a&seller=s&color=red&size=M&min_price=10&max_price=99,50&rating=4&in_stock=1&on_sale=true&sort=price_asc&page=3"
    )
    assert filters.brand == ("a", "b")
    assert (filters.min_price, filters.max_price) == (Decimal("10"), Decimal("99.5"))
    assert (filters.rating, filters.in_stock, filters.on_sale) == (4, True, True)
    assert (filters.sort, filters.page, filters.unknown) == ("price_asc", 3, ())


def test_a_plain_mapping_will_do():
    assert Filters.parse({"brand": "awash", "sort": "newest"}).brand == ("awash",)


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ("sort=cheapest", ("sort", "cheapest")),
        ("min_price=cheap", ("min_price", "cheap")),
        ("max_price=-5", ("max_price", "-5")),
        ("max_price=NaN", ("max_price", "NaN")),
        ("max_price=Infinity", ("max_price", "Infinity")),
        ("max_price=1e400", ("max_price", "1e400")),
        ("rating=9", ("rating", "9")),
        ("rating=four", ("rating", "four")),
        ("in_stock=maybe", ("in_stock", "maybe")),
        ("page=0", ("page", "0")),
        ("page=99999999999999", ("page", "99999999999999")),
        ("page=٣", ("page", "٣")),
        ("after=%FF%FE", ("after", "\ufffd\ufffd")),
        ("after=e30", ("after", "e30")),
    ],
)
def test_what_means_nothing_is_left_out_and_named(query, unknown):
    filters = parse(query)
    assert filters.unknown == (Unknown(*unknown),)
    assert filters.pairs() == []


def test_too_many_or_too_long_values_are_left_out():
    filters = parse("&".join(f"size={number}" for number in range(MOST_VALUES + 5)) + "&size=" + "x" * 500)
    assert len(filters.size) == MOST_VALUES
    assert len(filters.unknown) == 6


def test_a_null_byte_reaches_no_database():
    assert parse("size=%00M").size == ()


def test_prices_in_the_wrong_order_are_turned_round():
    filters = parse("min_price=90&max_price=10")
    assert (filters.min_price, filters.max_price) == (10, 90)


def test_an_address_is_the_same_whatever_the_order():
    assert parse("size=M&brand=b&brand=a").pairs() == parse("brand=a&brand=b&size=M").pairs()


def test_toggling_adds_and_takes_away_and_starts_at_the_first_page():
    filters = parse("brand=a&page=4")
    more = filters.toggled("brand", "b")
    assert (more.brand, more.page) == (("a", "b"), 1)
    assert more.toggled("brand", "a").brand == ("b",)
    assert filters.toggled("in_stock", "1").in_stock
    assert parse("rating=4").toggled("rating", 4).rating is None


def test_an_address_of_round_prices_has_no_exponent():
    assert parse("min_price=1000").pairs() == [("min_price", "1000")]


def test_a_cursor_survives_its_way_through_an_address():
    place = (True, "2026-11-20T10:00:00+00:00", 7)
    assert parse(f"after={cursor(place)}").after == place
