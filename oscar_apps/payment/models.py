from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.payment.abstract_models import AbstractSource


class Source(AbstractSource):
    """How an order is paid: one row for each attempt, written by `payment.services`."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        REFUNDED = "refunded", _("Refunded")

    #: Code of the gateway in `payment.gateways.registry`.
    gateway = models.CharField(_("Gateway"), max_length=50)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    date_created = models.DateTimeField(default=timezone.now, editable=False)
    date_settled = models.DateTimeField(null=True, blank=True)


from oscar.apps.payment.models import *
