"""Price policies and the arithmetic of tax that is included in a price."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision
from oscar.apps.partner.prices import Base, FixedPrice, TaxInclusiveFixedPrice, Unavailable

__all__ = [
    "Base",
    "FixedPrice",
    "PriceWithTax",
    "TaxInclusiveFixedPrice",
    "Unavailable",
    "apportion",
    "minor_unit",
    "quantize",
    "tax_in",
]


@lru_cache(maxsize=64)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of the currency: 0.01 for ETB, 1 for JPY and UGX."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half-up to the minor unit of `currency`."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def apportion(*, amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Split `amount` by `weights` so that the parts add up exactly (largest remainder method).

    Parts are in the currency's minor unit. With no positive weight everything falls to the first part.
    """
    if not weights:
        return []
    zero, unit = Decimal(0), minor_unit(currency)
    total_weight = sum(weights, zero)
    if total_weight <= 0:
        return [amount, *([zero] * (len(weights) - 1))]
    exact = [amount * weight / total_weight for weight in weights]
    parts = [share.quantize(unit, rounding=ROUND_DOWN) for share in exact]
    missing = int((amount - sum(parts, zero)) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda i: (exact[i] - parts[i], -i), reverse=True)
    for index in by_remainder[:missing]:
        parts[index] += unit
    return parts


def tax_in(*, amount_incl_tax: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The tax contained in an amount, at `rate` percent, rounded half-up to the minor unit of `currency`."""
    return quantize(amount_incl_tax * rate / (100 + rate), currency)


class PriceWithTax(TaxInclusiveFixedPrice):
    """The price of one piece as it is stored and shown: with tax, in the currency of the stock record.

    `rate` is the percentage it was taxed at (0 for a seller not registered), `retail` the price before, or None.
    """

    def __init__(self, *, currency: str, incl_tax: Decimal, rate: Decimal, compare_at: Decimal | None = None) -> None:
        tax = tax_in(amount_incl_tax=incl_tax, rate=rate, currency=currency)
        super().__init__(currency=currency, excl_tax=incl_tax - tax, tax=tax)
        self.rate = rate
        self.retail = compare_at if compare_at is not None and compare_at > incl_tax else None
