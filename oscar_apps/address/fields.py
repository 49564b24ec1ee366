"""Address fields for countries whose addresses have no street number and no postcode."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceFields(models.Model):
    """What an Ethiopian address has: region, zone or sub-city, woreda, kebele and a landmark."""

    region_code = models.CharField(
        _("Region"), max_length=6, blank=True, help_text=_("ISO 3166-2, for example ET-AA"), db_index=True
    )
    sub_city = models.CharField(_("Zone or sub-city"), max_length=100, blank=True)
    woreda = models.CharField(_("Woreda"), max_length=50, blank=True)
    kebele = models.CharField(_("Kebele"), max_length=50, blank=True)
    landmark = models.CharField(_("Landmark"), max_length=255, blank=True)

    #: What the back office finds an address by; not the country, which would cost every saved address a query.
    search_fields = (
        "first_name",
        "last_name",
        "line1",
        "line2",
        "landmark",
        "sub_city",
        "line4",
        "state",
        "postcode",
    )
    #: Oscar writes an address out in this order.
    base_fields = (
        "salutation",
        "line1",
        "line2",
        "line3",
        "landmark",
        "kebele",
        "woreda",
        "sub_city",
        "line4",
        "state",
        "postcode",
        "country",
    )

    class Meta:
        abstract = True
