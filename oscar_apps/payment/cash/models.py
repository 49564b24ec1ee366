"""Cash that was taken at the door: who took it for which consignment, and what couriers have handed over since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Collector(models.TextChoices):
        SELLER = "seller", _("The seller")
        COURIER = "courier", _("The courier")

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
