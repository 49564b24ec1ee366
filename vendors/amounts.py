"""Sums that a database has made."""

from decimal import Decimal

from oscar_apps.partner.prices import quantize


def exact(total: Decimal | None, currency: str) -> Decimal:
    """A sum of amounts in whole minor units; zero for none. SQLite adds decimals as floats and may be off by 1e-14."""
    return quantize(Decimal(total or 0), currency)
