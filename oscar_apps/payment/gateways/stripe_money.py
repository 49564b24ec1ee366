"""Stripe's whole numbers and our decimals, without losing or inventing a cent.

https://docs.stripe.com/currencies#zero-decimal and #special-cases
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ZERO_DECIMAL: Final = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list to compare
)
THREE_DECIMAL: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
#: Have no cents any more, yet Stripe wants two digits of zeros: 5 UGX is 500.
WHOLE_IN_HUNDREDTHS: Final = frozenset({"ISK", "UGX"})
#: Eight digits is the most that every currency takes.
LARGEST: Final = 99_999_999


def exponent(currency: str) -> int:
    """How many digits of Stripe's amount stand behind the point."""
    currency = currency.upper()
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def to_minor(*, amount: Decimal, currency: str) -> int:
    """The amount as Stripe counts it. Raises `ValueError` for what it cannot charge exactly (half a yen)."""
    minor = amount.scaleb(exponent(currency))
    step = _step(currency)
    if minor != minor.to_integral_value() or int(minor) % step:
        raise ValueError(f"{amount} {currency} cannot be charged exactly")
    return int(minor)


def from_minor(*, minor: int, currency: str) -> Decimal:
    """Stripe's amount in major units."""
    return Decimal(minor).scaleb(-exponent(currency))


def in_charge_currency(*, fee: int, fee_currency: str, rate: Decimal | None, currency: str) -> Decimal | None:
    """A fee taken in the account's currency, in the currency that was charged; None without a rate.

    `rate` is Stripe's: units of the account's currency for one of the charge's. Rounded half up to the minor unit.
    """
    own = from_minor(minor=fee, currency=fee_currency)
    if fee_currency.upper() == currency.upper():
        return own
    if not rate:
        return None
    return (own / rate).quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)


def _step(currency: str) -> int:
    """What an amount must be a multiple of."""
    currency = currency.upper()
    if currency in WHOLE_IN_HUNDREDTHS:
        return 100
    return 10 if currency in THREE_DECIMAL else 1
