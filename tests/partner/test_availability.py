import datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from oscar_apps.partner.availability import (
    Available,
    OnHoliday,
    ShopClosed,
    StockRequired,
    Unavailable,
    is_counted,
    pieces_left,
)


@pytest.mark.parametrize(
    ("available", "message", "left"),
    [(0, "Sold out", None), (1, "Only 1 left", 1), (5, "Only 5 left", 5), (6, "In stock", None)],
)
def test_counted_stock_says_how_many_are_left(available, message, left):
    policy = StockRequired(available)
    assert str(policy.message) == str(policy.short_message) == message
    assert policy.left == pieces_left(available) == left
    assert policy.is_available_to_buy is (available > 0)


def test_more_than_there_is_is_refused_with_the_number():
    assert StockRequired(3).is_purchase_permitted(3) == (True, "")
    assert StockRequired(3).is_purchase_permitted(4) == (False, "Only 3 left")
    assert StockRequired(0).is_purchase_permitted(1) == (False, "Sold out")


def test_what_is_not_counted_can_be_bought_in_any_number():
    assert Available().is_purchase_permitted(10_000) == (True, "")
    assert Available().left is None


def test_a_holiday_names_the_day_of_return():
    policy = OnHoliday(datetime.date(2026, 12, 3))
    with translation.override("en"):
        assert policy.message == "This shop is on holiday until Dec. 3, 2026"
        assert OnHoliday().message == "This shop is on holiday"
    assert policy.is_purchase_permitted(1) == (False, policy.message)
    assert policy.code == "holiday"


@pytest.mark.parametrize(
    ("type_counts", "in_stock", "counted"), [(True, 0, True), (True, 3, True), (True, None, False), (False, 3, False)]
)
def test_pieces_are_counted_where_the_type_counts_and_a_number_is_given(type_counts, in_stock, counted):
    product = SimpleNamespace(get_product_class=lambda: SimpleNamespace(track_stock=type_counts))
    assert is_counted(product=product, stockrecord=SimpleNamespace(num_in_stock=in_stock)) is counted


@pytest.mark.parametrize("policy", [Unavailable(), ShopClosed(), OnHoliday()])
def test_what_cannot_be_bought_says_why(policy):
    permitted, reason = policy.is_purchase_permitted(1)
    assert not permitted and reason == str(policy.message)
    assert not policy.is_available_to_buy
