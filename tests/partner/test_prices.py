from decimal import Decimal

import pytest

from oscar_apps.partner.prices import PriceWithTax, quantize, tax_in


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1.005", "ETB", "1.01"),
        ("1.004", "ETB", "1.00"),
        ("2.5", "JPY", "3"),
        ("3.5", "UGX", "4"),
        ("-1.005", "ETB", "-1.01"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_minor_unit(amount, currency, expected):
    assert str(quantize(Decimal(amount), currency)) == expected


@pytest.mark.parametrize(
    ("amount", "rate", "currency", "expected"),
    [
        ("115.00", "15", "ETB", "15.00"),
        ("100.00", "15", "ETB", "13.04"),
        ("100.00", "0", "ETB", "0.00"),
        ("0.00", "15", "ETB", "0.00"),
        ("1000", "10", "JPY", "91"),
        ("19.99", "7.5", "ETB", "1.39"),
    ],
)
def test_tax_is_the_part_contained_in_the_amount(amount, rate, currency, expected):
    tax = tax_in(amount_incl_tax=Decimal(amount), rate=Decimal(rate), currency=currency)
    assert str(tax) == expected


def test_a_price_is_what_is_stored_and_splits_without_a_rest():
    price = PriceWithTax(currency="ETB", incl_tax=Decimal("99.99"), rate=Decimal("15"))
    assert price.incl_tax == Decimal("99.99")
    assert price.excl_tax + price.tax == price.incl_tax
    assert price.tax == Decimal("13.04")
    assert price.effective_price == Decimal("99.99")
    assert price.exists and price.is_tax_known and price.retail is None


def test_the_price_before_is_given_only_when_it_was_higher():
    def retail(compare_at):
        return PriceWithTax(currency="ETB", incl_tax=Decimal(80), rate=Decimal(15), compare_at=compare_at).retail

    assert retail(Decimal(100)) == Decimal(100)
    assert retail(Decimal(80)) is None
    assert retail(None) is None
