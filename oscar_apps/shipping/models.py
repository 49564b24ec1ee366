"""Shipping: each seller's methods and the zones they serve. Prices include tax, in the shop's currency."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShippingZone(models.Model):
    """Where a method delivers: countries, narrowed to regions (ISO 3166-2) where some are named."""

    partner = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="shipping_zones")
    name = models.CharField(_("Name"), max_length=100)
    #: ISO 3166-1 alpha-2 codes; empty means every country.
    countries = models.JSONField(_("Countries"), default=list, blank=True)
    #: ISO 3166-2 codes; empty means the whole of the countries.
    regions = models.JSONField(_("Regions"), default=list, blank=True)

    class Meta:
        app_label = "shipping"
        verbose_name = _("Shipping zone")
        verbose_name_plural = _("Shipping zones")

    def __str__(self) -> str:
        return self.name

    def covers(self, *, country: str, region: str) -> bool:
        """Whether an address in this country and region is served."""
        if self.countries and country not in self.countries:
            return False
        return not self.regions or region in self.regions


class PartnerShippingMethod(models.Model):
    """One way in which a seller sends goods, with its price rule and promise in days."""

    class Kind(models.TextChoices):
        FLAT = "flat", _("Flat price")
        WEIGHT = "weight", _("By weight")
        FREE_ABOVE = "free_above", _("Free above an amount")
        PICKUP = "pickup", _("Collect from the seller")

    partner = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="shipping_methods")
    zone = models.ForeignKey(ShippingZone, null=True, blank=True, on_delete=models.CASCADE, related_name="methods")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=100)
    price = models.DecimalField(_("Price"), max_digits=12, decimal_places=2, default=0)
    price_per_kg = models.DecimalField(_("Price for each kilogram"), max_digits=12, decimal_places=2, default=0)
    free_above = models.DecimalField(_("Free above"), max_digits=12, decimal_places=2, null=True, blank=True)
    min_days = models.PositiveSmallIntegerField(_("Arrives after, days"), default=1)
    max_days = models.PositiveSmallIntegerField(_("and before, days"), default=3)
    pickup_address = models.CharField(_("Where to collect"), max_length=255, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("position", "Order"), default=0)
    is_active = models.BooleanField(pgettext_lazy("shipping method", "Offered"), default=True)

    class Meta:
        app_label = "shipping"
        ordering = ["position", "id"]
        verbose_name = _("Shipping method")
        verbose_name_plural = _("Shipping methods")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(price_per_kg__gte=0), name="shipping_price_not_negative"
            ),
            models.CheckConstraint(condition=Q(min_days__lte=models.F("max_days")), name="shipping_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


from oscar.apps.shipping.models import *
