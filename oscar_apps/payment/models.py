"""What was asked of the buyer, what came, what went back, and every word exchanged with a provider about it.

Rows are written by `payment.services` alone; amounts are in the source's currency, major units.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.payment.abstract_models import AbstractSource


class Source(AbstractSource):
    """One attempt to pay an order. `reference` is ours, unique, and what the provider knows the attempt by.

    Oscar's three amounts keep their meaning: allocated is what was asked for, debited what came, refunded what went
    back or is on its way back.
    """

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
    provider_id = models.CharField(_("Number at the provider"), max_length=255, blank=True)
    #: How the buyer paid at the provider: "telebirr", "card".
    method = models.CharField(_("Paid by"), max_length=50, blank=True)
    fee = models.DecimalField(_("Charge of the provider"), max_digits=12, decimal_places=2, default=0)
    #: The order had no use for this money: it was paid already, or had ended. All of it goes back.
    is_surplus = models.BooleanField(default=False)
    #: The provider's page of this attempt, for a buyer who comes back.
    redirect_url = models.TextField(blank=True)
    #: When the sweep asks the provider next; empty when there is nothing to ask.
    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    num_checks = models.PositiveIntegerField(default=0)
    #: What a person has to look at: another amount than was asked for, a chargeback. Empty when all is well.
    problem = models.CharField(_("Problem"), max_length=255, blank=True)
    #: Ids of the consignments the amount is for; empty means every one the order has.
    covers: Any = models.JSONField(default=list, blank=True)

    class Meta(AbstractSource.Meta):
        verbose_name = _("Payment")
        verbose_name_plural = _("Payments")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="source_reference_once"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["paid", "refunded"], is_surplus=False),
                name="source_one_payment_of_an_order",
            ),
            models.CheckConstraint(
                condition=Q(amount_refunded__lte=F("amount_debited")), name="source_refunded_within_captured"
            ),
        ]


class SourceChange(models.Model):
    """Every move of a payment: from where to where, and what told us. Append-only."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="changes")
    old_status = models.CharField(max_length=10, choices=Source.Status.choices)
    new_status = models.CharField(max_length=10, choices=Source.Status.choices)
    #: "start", "webhook", "return", "sweep", "expiry", "buyer", "refund", "admin" or "cash".
    cause = models.CharField(max_length=10)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "payment"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.old_status} > {self.new_status}"


class Share(models.Model):
    """A consignment's part of what was captured, stored at capture and never derived again."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="shares")
    consignment = models.ForeignKey("order.Consignment", on_delete=models.PROTECT, related_name="payment_shares")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    #: What went back of it or is on its way.
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        app_label = "payment"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "consignment"], name="share_once_per_consignment"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="share_refunded_within_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.amount}"


class Refund(models.Model):
    """Money on its way back to the buyer. Requested in the transaction of its reason, sent to the provider after it."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        #: A call is going out; found again after a crash, it is asked about and never sent blindly.
        SENDING = "sending", _("Being sent")
        PENDING = "pending", _("The provider is working on it")
        #: For a person: the provider cannot do it, refused, or what happened is not known.
        BY_HAND = "by_hand", _("To be paid back by hand")
        SUCCEEDED = "succeeded", _("Paid back")
        REVERSED = "reversed", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=12)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.REQUESTED)
    reason = models.CharField(_("Reason"), max_length=255, blank=True)
    #: What makes the same wish the same refund ("consignment:17:cancelled"); chosen by who asks.
    key = models.CharField(max_length=128, unique=True)
    provider_id = models.CharField(_("Number at the provider"), max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: "buyer", "seller", "admin" or "system": kept when the person is erased.
    actor_role = models.CharField(max_length=10, default="system")
    #: Of a refund by hand: transfer number, who paid it out, or why it was taken back.
    proof = models.CharField(_("Proof"), max_length=255, blank=True)
    #: What the provider said when it did not work.
    problem = models.CharField(_("Problem"), max_length=255, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True, db_index=True)
    num_tries = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "payment"
        ordering = ["-created_at"]
        verbose_name = _("Refund")
        verbose_name_plural = _("Refunds")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_above_zero")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def reason_text(self) -> str:
        """In the reader's language where no person gave the reason."""
        return gettext(self.reason) if self.reason and self.actor_role == "system" else self.reason


class RefundPart(models.Model):
    """What of a refund concerns one consignment, and which goods of it, where it is about goods."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="parts")
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="refund_parts")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    line = models.ForeignKey("order.Line", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=0)
    #: How many of these pieces went back on the seller's shelf with the refund.
    restocked = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "payment"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_part_above_zero"),
            models.CheckConstraint(condition=Q(restocked__lte=F("quantity")), name="refund_part_restocked_once"),
        ]

    def __str__(self) -> str:
        return str(self.amount)


class ProviderNotice(models.Model):
    """A webhook whose signature was right. The unique event id makes a repeat a repeat."""

    gateway = models.CharField(max_length=50)
    event_id = models.CharField(max_length=255)
    name = models.CharField(max_length=100)
    reference = models.CharField(max_length=255, blank=True, db_index=True)
    summary = models.JSONField(default=dict)
    #: What it led to: "confirmed", "nothing to do", "unknown reference", ... Empty while it is being worked on.
    outcome = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "payment"
        ordering = ["-id"]
        verbose_name = _("Message from a provider")
        verbose_name_plural = _("Messages from providers")
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="provider_notice_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.name}"


class ProviderCall(models.Model):
    """One request to a provider, redacted: no keys, no personal data. Pruned after `PROVIDER_CALL_DAYS`."""

    gateway = models.CharField(max_length=50)
    operation = models.CharField(max_length=50)
    reference = models.CharField(max_length=255, blank=True, db_index=True)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    milliseconds = models.PositiveIntegerField(default=0)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    #: "ok", "refused" or "unavailable"; "sent" while no answer is known.
    outcome = models.CharField(max_length=20)
    request: Any = models.JSONField(default=dict)
    response: Any = models.JSONField(default=dict)

    class Meta:
        app_label = "payment"
        ordering = ["-id"]
        verbose_name = _("Request to a provider")
        verbose_name_plural = _("Requests to providers")

    def __str__(self) -> str:
        return f"{self.gateway} {self.operation} {self.reference}"


class GatewayOption(models.Model):
    """How the operator offers a gateway: in which place, under which name, for which orders. Edited in Wagtail."""

    code = models.CharField(_("Gateway"), max_length=50, unique=True)
    is_active = models.BooleanField(pgettext_lazy("payment method", "Offered"), default=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    #: Empty: the gateway's own words.
    name = models.CharField(_("Name"), max_length=100, blank=True)
    description = models.CharField(_("Description"), max_length=255, blank=True)
    min_total = models.DecimalField(_("From an order total of"), max_digits=12, decimal_places=2, null=True, blank=True)
    max_total = models.DecimalField(
        _("Up to an order total of"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    #: Two-letter codes; empty means every country.
    countries = models.JSONField(_("Countries"), default=list, blank=True)
    #: Sellers who do not take it; an order with goods of one of them is not offered it.
    refused_by = models.ManyToManyField(
        "partner.Partner", verbose_name=_("Sellers who do not take it"), blank=True, related_name="+"
    )

    class Meta:
        app_label = "payment"
        ordering = ["position", "code"]
        verbose_name = _("Payment method")
        verbose_name_plural = _("Payment methods")

    def __str__(self) -> str:
        return self.name or self.code


from .cash.models import BlockedPhone as BlockedPhone
from .cash.models import CashCollection as CashCollection
from .cash.models import CashRule as CashRule
from .cash.models import CourierRemittance as CourierRemittance
from oscar.apps.payment.models import *
