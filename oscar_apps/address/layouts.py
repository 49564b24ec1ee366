"""Which fields an address has in each country, in the order a person writes them, and what they are called there."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .regions import CITIES, regions_of

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Field:
    """One input: `name` is the model's field, `autocomplete` the browser's word, `half` stands beside another."""

    name: str
    label: Words
    required: bool = False
    help: Words = ""
    autocomplete: str = "off"
    half: bool = False


REGION = Field("region_code", _("Region"), required=True, autocomplete="address-level1")
LANDMARK = Field(
    "landmark", _("Landmark"), help=_("What the driver can see from the road, for example “behind the bus station”.")
)

ETHIOPIA = (
    REGION,
    Field(
        "line4", _("City or town"), help=_("Not needed where the region is the city."), autocomplete="address-level2"
    ),
    Field("sub_city", _("Sub-city or zone"), required=True, autocomplete="address-level3", half=True),
    Field("woreda", _("Woreda"), half=True),
    Field("kebele", _("Kebele"), half=True),
    Field("line1", _("Street, building or house number"), help=_("This or a landmark."), autocomplete="address-line1"),
    LANDMARK,
)
KENYA = (
    Field("region_code", _("County"), required=True, autocomplete="address-level1"),
    Field("line4", _("Town"), autocomplete="address-level2", half=True),
    Field("postcode", _("Postcode"), autocomplete="postal-code", half=True),
    Field("line1", _("Street and building"), autocomplete="address-line1"),
    LANDMARK,
)
ELSEWHERE = (
    Field("line1", _("Street and house number"), required=True, autocomplete="address-line1"),
    Field("line2", _("Flat, floor, building"), autocomplete="address-line2"),
    Field("line4", _("City"), required=True, autocomplete="address-level2", half=True),
    Field("postcode", _("Postcode"), autocomplete="postal-code", half=True),
    Field("state", _("State or province"), autocomplete="address-level1"),
)
BY_COUNTRY = {"ET": ETHIOPIA, "KE": KENYA}
#: At least one of these must be given, so that the parcel finds the door.
PLACES = {"ET": ("line1", "landmark"), "KE": ("line1", "landmark")}
#: Everything any country may ask for; what this one does not ask for is left empty.
ALL_FIELDS = ("line1", "line2", "line4", "state", "postcode", "region_code", "sub_city", "woreda", "kebele", "landmark")


def layout_of(country: str) -> tuple[Field, ...]:
    """The fields of an address in this country."""
    return BY_COUNTRY.get(country, ELSEWHERE)


def needs_region(country: str) -> bool:
    """Whether delivery there depends on a region that the buyer must name first."""
    return bool(regions_of(country))


def needs_town(*, country: str, region: str) -> bool:
    """Whether a town must be named: not where the region is a city, nor elsewhere, where the field itself says so."""
    return country in BY_COUNTRY and region not in CITIES
