from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from oscar_apps.partner.prices import apportion

money = st.decimals(min_value=0, max_value=10_000, places=2)


@given(amount=money, weights=st.lists(money, min_size=1, max_size=8))
def test_parts_add_up_to_the_amount(amount, weights):
    parts = apportion(amount=amount, weights=weights, currency="ETB")
    assert sum(parts) == amount
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)


def test_the_largest_remainder_gets_the_odd_cent():
    parts = apportion(amount=Decimal("0.05"), weights=[Decimal(1), Decimal(1), Decimal(1)], currency="ETB")
    assert parts == [Decimal("0.02"), Decimal("0.02"), Decimal("0.01")]


def test_currencies_without_cents_split_into_whole_units():
    parts = apportion(amount=Decimal(100), weights=[Decimal(1), Decimal(1), Decimal(1)], currency="JPY")
    assert parts == [Decimal(34), Decimal(33), Decimal(33)]


def test_no_weights_no_parts():
    assert apportion(amount=Decimal(5), weights=[], currency="ETB") == []
    assert apportion(amount=Decimal(5), weights=[Decimal(0), Decimal(0)], currency="ETB") == [Decimal(5), Decimal(0)]
