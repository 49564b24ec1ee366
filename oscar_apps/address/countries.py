"""Countries we deliver to, named in the reader's language."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.core.cache import cache
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from oscar.core.loading import get_model

COUNTRIES_KEY = "address:shipping-countries"
#: A country switched on or off by the operator is seen this many seconds later at most.
COUNTRIES_SECONDS = 60


def shipping_countries() -> list[tuple[str, str]]:
    """Code and name of every country orders may go to, the operator's order first, then by name."""
    rows = cache.get(COUNTRIES_KEY)
    if rows is None:
        countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
        rows = list(countries.order_by("-display_order", "printable_name").values_list("pk", "printable_name"))
        cache.set(COUNTRIES_KEY, rows, COUNTRIES_SECONDS)
    return list(_in_language(tuple(rows), get_language() or "en"))


@lru_cache(maxsize=16)
def _in_language(rows: tuple[tuple[str, str], ...], language: str) -> tuple[tuple[str, str], ...]:
    names = _names(language)
    return tuple((code, names.get(code) or name or code) for code, name in rows)


def country_options(*, countries: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a country select. Some two hundred of them, so they are written once for each choice."""
    return _options(tuple(countries), chosen)


@lru_cache(maxsize=64)
def _options(countries: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    rows = ((code, mark_safe(" selected") if code == chosen else "", name) for code, name in countries)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def country_name(code: str, *, fallback: str = "") -> str:
    """A country's name in the active language."""
    return _names(get_language() or "en").get(code) or fallback or code


@lru_cache(maxsize=16)
def _names(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return dict(locale.territories)
