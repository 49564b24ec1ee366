"""Countries with their English names, from Babel's tables: the shop's own first, then its neighbours."""

from typing import Final

from babel import Locale
from django.conf import settings
from oscar.core.loading import get_model

#: Codes in Babel's table that are no country an address can have.
NOT_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
NEIGHBOURS: Final = ("ET", "KE", "DJ", "SO", "SD", "SS", "ER", "UG", "TZ", "RW")


def load_countries() -> int:
    """Add the countries that are missing; returns how many. What an operator has changed stays."""
    country = get_model("address", "Country")
    known = set(country.objects.values_list("pk", flat=True))
    rows = [
        country(
            iso_3166_1_a2=code,
            name=name,
            printable_name=name,
            display_order=_rank(code),
            is_shipping_country=True,
        )
        for code, name in sorted(_names().items())
        if code not in known
    ]
    return len(country.objects.bulk_create(rows))


def _names() -> dict[str, str]:
    territories = Locale("en").territories
    return {code: name for code, name in territories.items() if code.isalpha() and code not in NOT_COUNTRIES}


def _rank(code: str) -> int:
    """Higher stands first in Oscar's list."""
    if code == settings.SHOP_COUNTRY:
        return 100
    return 50 - NEIGHBOURS.index(code) if code in NEIGHBOURS else 0
