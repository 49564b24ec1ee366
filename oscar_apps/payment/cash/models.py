"""Cash that was taken at the door: who took it for which consignment, and what couriers have handed over since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


class Collector(models.TextChoices):
    SELLER = "seller", _("The seller")
    COURIER = "courier", _("The courier")


class CashRule(models.Model):
    """On what terms cash is taken in an area. The first rule that covers the address counts, by position."""

    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    #: ISO 3166-1 alpha-2; empty means every country.
    country = models.CharField(_("Country"), max_length=2, blank=True)
    #: ISO 3166-2 codes; empty means the whole country.
    regions = models.JSONField(_("Regions"), default=list, blank=True)
    is_offered = models.BooleanField(_("Cash is taken here"), default=True)
    max_total = models.DecimalField(
        _("Up to an order total of"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    max_open_orders = models.PositiveSmallIntegerField(_("Open cash orders of one buyer"), null=True, blank=True)
    collector = models.CharField(_("Collected by"), max_length=10, choices=Collector.choices)

    class Meta:
        app_label = "payment"
        ordering = ["position", "id"]
        verbose_name = _("Terms of cash on delivery")
        verbose_name_plural = _("Terms of cash on delivery")

    def __str__(self) -> str:
        return " ".join([self.country, *self.regions]).strip() or "*"


class BlockedPhone(models.Model):
    """A phone number that pays before delivery or not at all: parcels were refused, or it is misused."""

    phone = PhoneNumberField(_("Phone"))
    reason = models.CharField(_("Reason"), max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: From then on it counts no longer; the row stays for who asks later.
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "payment"
        ordering = ["-id"]
        verbose_name = _("Phone without cash on delivery")
        verbose_name_plural = _("Phones without cash on delivery")
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=Q(lifted_at=None), name="phone_blocked_once")
        ]

    def __str__(self) -> str:
        return str(self.phone)


class CourierRemittance(models.Model):
    """What a courier brought: the cash of many consignments at once, in `currency`."""

    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=12)
    #: Receipt or transfer number.
    reference = models.CharField(_("Reference"), max_length=255, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        app_label = "payment"
        ordering = ["-id"]
        verbose_name = _("Cash handed over")
        verbose_name_plural = _("Cash handed over")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="remittance_above_zero")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class CashCollection(models.Model):
    """The cash of one consignment, taken at hand-over. Written by `cash.services` alone."""

    Collector = Collector

    consignment = models.OneToOneField("order.Consignment", on_delete=models.PROTECT, related_name="cash_collection")
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=12)
    collector = models.CharField(_("Collected by"), max_length=10, choices=Collector.choices)
    collected_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    remittance = models.ForeignKey(
        CourierRemittance, null=True, blank=True, on_delete=models.PROTECT, related_name="collections"
    )

    class Meta:
        app_label = "payment"
        ordering = ["id"]
        verbose_name = _("Cash collected")
        verbose_name_plural = _("Cash collected")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="collection_above_zero"),
            models.CheckConstraint(
                condition=Q(remittance__isnull=True) | Q(collector="courier"), name="collection_remitted_by_courier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.amount} {self.currency}"
