"""Reading addresses."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from .countries import country_name
from .models import UserAddress
from .regions import region_name


def address_book(user: Any) -> list[UserAddress]:
    """A person's addresses, the default first, then the most used."""
    entries = UserAddress.objects.filter(user=user, country__is_shipping_country=True)
    return list(entries.order_by("-is_default_for_shipping", "-num_orders_as_shipping_address", "-pk"))


def address_lines(address: Any) -> list[str]:
    """An address as it is written on a parcel: the name first, the country only where it is not the shop's."""
    name = f"{address.first_name} {address.last_name}".strip()
    abroad = country_name(address.country_id) if address.country_id != settings.SHOP_COUNTRY else ""
    street = [address.line1, address.line2, address.landmark, _ward(address)]
    return [name, *filter(None, [*street, _town(address), _region(address), abroad])]


def _town(address: Any) -> str:
    """Postcode and town; nothing where the town is the region, which is written by itself."""
    with override(settings.LANGUAGE_CODE):
        is_region = bool(address.region_code) and str(region_name(address.region_code)) == address.line4
    return " ".join(filter(None, [address.postcode, "" if is_region else address.line4]))


def _region(address: Any) -> str:
    return str(region_name(address.region_code)) if address.region_code else address.state


def _ward(address: Any) -> str:
    """Sub-city or zone, woreda and kebele in one line."""
    woreda = _("Woreda %(number)s") % {"number": address.woreda} if address.woreda else ""
    kebele = _("Kebele %(number)s") % {"number": address.kebele} if address.kebele else ""
    return pgettext("between the parts of an address", ", ").join(filter(None, [address.sub_city, woreda, kebele]))
