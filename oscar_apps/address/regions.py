"""Regions of the countries whose addresses name one, by ISO 3166-2 code. Delivery zones are made of these."""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = str | Promise

#: ISO still has one code for what became the South Ethiopia and Central Ethiopia regions in 2023.
ETHIOPIA: dict[str, Words] = {
    "ET-AA": _("Addis Ababa"),
    "ET-AF": _("Afar"),
    "ET-AM": _("Amhara"),
    "ET-BE": _("Benishangul-Gumuz"),
    "ET-DD": _("Dire Dawa"),
    "ET-GA": _("Gambela"),
    "ET-HA": _("Harari"),
    "ET-OR": _("Oromia"),
    "ET-SI": _("Sidama"),
    "ET-SO": _("Somali"),
    "ET-SN": _("South and Central Ethiopia"),
    "ET-SW": _("South West Ethiopia"),
    "ET-TI": _("Tigray"),
}

KENYA: dict[str, Words] = {
    "KE-01": _("Baringo"),
    "KE-02": _("Bomet"),
    "KE-03": _("Bungoma"),
    "KE-04": _("Busia"),
    "KE-05": _("Elgeyo-Marakwet"),
    "KE-06": _("Embu"),
    "KE-07": _("Garissa"),
    "KE-08": _("Homa Bay"),
    "KE-09": _("Isiolo"),
    "KE-10": _("Kajiado"),
    "KE-11": _("Kakamega"),
    "KE-12": _("Kericho"),
    "KE-13": _("Kiambu"),
    "KE-14": _("Kilifi"),
    "KE-15": _("Kirinyaga"),
    "KE-16": _("Kisii"),
    "KE-17": _("Kisumu"),
    "KE-18": _("Kitui"),
    "KE-19": _("Kwale"),
    "KE-20": _("Laikipia"),
    "KE-21": _("Lamu"),
    "KE-22": _("Machakos"),
    "KE-23": _("Makueni"),
    "KE-24": _("Mandera"),
    "KE-25": _("Marsabit"),
    "KE-26": _("Meru"),
    "KE-27": _("Migori"),
    "KE-28": _("Mombasa"),
    "KE-29": _("Murang'a"),
    "KE-30": _("Nairobi"),
    "KE-31": _("Nakuru"),
    "KE-32": _("Nandi"),
    "KE-33": _("Narok"),
    "KE-34": _("Nyamira"),
    "KE-35": _("Nyandarua"),
    "KE-36": _("Nyeri"),
    "KE-37": _("Samburu"),
    "KE-38": _("Siaya"),
    "KE-39": _("Taita-Taveta"),
    "KE-40": _("Tana River"),
    "KE-41": _("Tharaka-Nithi"),
    "KE-42": _("Trans Nzoia"),
    "KE-43": _("Turkana"),
    "KE-44": _("Uasin Gishu"),
    "KE-45": _("Vihiga"),
    "KE-46": _("Wajir"),
    "KE-47": _("West Pokot"),
}

BY_COUNTRY: dict[str, dict[str, Words]] = {"ET": ETHIOPIA, "KE": KENYA}
#: Regions that are one city: the address needs no town beside it.
CITIES = frozenset({"ET-AA", "ET-DD", "ET-HA", "KE-28", "KE-30"})


def regions_of(country: str) -> dict[str, Words]:
    """Code and name of each region of a country; empty where addresses name none."""
    return BY_COUNTRY.get(country, {})


def region_name(code: str) -> Words:
    """The name of a region in the active language, or the code itself where it is not known."""
    return BY_COUNTRY.get(code[:2], {}).get(code, code)


def region_choices(country: str) -> list[tuple[str, str]]:
    """Regions for a select, by name in the active language."""
    return list(_choices(country, get_language() or ""))


@lru_cache(maxsize=64)
def _choices(country: str, language: str) -> tuple[tuple[str, str], ...]:
    named = [(code, str(name)) for code, name in regions_of(country).items()]
    return tuple(sorted(named, key=lambda pair: pair[1]))
