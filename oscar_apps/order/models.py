"""Order: one purchase of a buyer, with a consignment for each seller."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.address.abstract_models import AbstractBillingAddress, AbstractShippingAddress
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder, AbstractShippingEvent
from phonenumber_field.modelfields import PhoneNumberField

from oscar_apps.address.fields import PlaceFields


def new_secret() -> str:
    """The part of a guest's order link that cannot be guessed (128 bits)."""
    return secrets.token_urlsafe(16)


class OrderStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for payment")
    OPEN = "open", pgettext_lazy("order", "Open")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class PaymentStatus(models.TextChoices):
    PENDING = "pending", _("Not paid yet")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    REFUNDED = "refunded", _("Refunded")


class ConsignmentStatus(models.TextChoices):
    """Where one seller's part stands; the moves are in `order.pipeline`."""

    AWAITING_PAYMENT = "awaiting_payment", _("Waiting for payment")
    PLACED = "placed", _("Placed")
    ACCEPTED = "accepted", _("Accepted")
    PART_SHIPPED = "part_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused at the door")
    CANCELLED = "cancelled", _("Cancelled")


class ShippingAddress(PlaceFields, AbstractShippingAddress):
    """Where an order goes: a copy, so that a change in the address book changes no order."""


class BillingAddress(PlaceFields, AbstractBillingAddress):
    """Whom an order is billed to."""


class Order(AbstractOrder):
    """One purchase. Its fulfilment is its consignments', its payment status is written by `payment` services."""

    guest_phone = PhoneNumberField(_("Phone of the buyer"), blank=True)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    payment_status = models.CharField(
        _("Payment"), max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PENDING
    )
    payment_method = models.CharField(_("Payment method"), max_length=50, blank=True)
    language = models.CharField(_("Language of the buyer"), max_length=10, blank=True)
    customer_notes = models.TextField(_("Notes of the buyer"), blank=True)
    admin_notes = models.TextField(_("Internal notes"), blank=True)
    subtotal = models.DecimalField(_("Goods before discounts"), max_digits=12, decimal_places=2, default=0)
    discount = models.DecimalField(_("Discounts"), max_digits=12, decimal_places=2, default=0)
    tax = models.DecimalField(_("Value added tax contained"), max_digits=12, decimal_places=2, default=0)
    #: An unpaid order holds its stock until then; empty for cash on delivery.
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta(AbstractOrder.Meta):
        constraints = [
            models.UniqueConstraint(fields=["basket"], condition=Q(basket__isnull=False), name="order_one_per_basket"),
        ]
        indexes = [
            models.Index(fields=["user", "-date_placed"], name="order_user_newest"),
            models.Index(fields=["status", "-date_placed"], name="order_status_newest"),
            models.Index(fields=["guest_phone"], name="order_guest_phone", condition=~Q(guest_phone="")),
        ]

    @property
    def secret_url(self) -> str:
        """The page of this order for who holds the link; a guest's only door to it."""
        return reverse("customer:guest-order", kwargs={"number": self.number, "secret": self.secret})

    @property
    def payment_url(self) -> str:
        """Where this order is paid and where it says how that stands, for who holds the link."""
        return reverse("checkout:payment", kwargs={"number": self.number, "secret": self.secret})

    @property
    def contact_email(self) -> str:
        return self.guest_email or (self.user.email if self.user and self.user.email else "")

    @property
    def contact_phone(self) -> str:
        phone = self.guest_phone or (self.user.phone if self.user else "")
        return str(phone or "")


class Consignment(models.Model):
    """One seller's part of an order, with its own number, status, shipping and totals (tax included, order's currency).

    `status` is written by `order.processing.EventHandler` alone.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="consignments")
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="consignments")
    number = models.CharField(_("Number"), max_length=140, unique=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=ConsignmentStatus.choices, default=ConsignmentStatus.AWAITING_PAYMENT
    )
    shipping_code = models.CharField(max_length=128, blank=True)
    shipping_method = models.CharField(_("Shipping"), max_length=128, blank=True)
    #: What the buyer was told: days from placement, both ends.
    min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    subtotal = models.DecimalField(_("Goods before discounts"), max_digits=12, decimal_places=2)
    discount = models.DecimalField(_("Discounts"), max_digits=12, decimal_places=2, default=0)
    shipping_incl_tax = models.DecimalField(_("Shipping"), max_digits=12, decimal_places=2, default=0)
    shipping_tax = models.DecimalField(_("Tax in shipping"), max_digits=12, decimal_places=2, default=0)
    tax = models.DecimalField(_("Value added tax contained"), max_digits=12, decimal_places=2, default=0)
    #: subtotal - discount + shipping_incl_tax
    total = models.DecimalField(_("Total"), max_digits=12, decimal_places=2)
    placed_at = models.DateTimeField(auto_now_add=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    #: When refused goods lay with the seller again.
    goods_back_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("Reason of the cancellation"), max_length=255, blank=True)

    class Meta:
        app_label = "order"
        ordering = ["id"]
        verbose_name = _("Consignment")
        verbose_name_plural = _("Consignments")
        constraints = [
            models.UniqueConstraint(fields=["order", "partner"], name="consignment_one_per_order_and_partner"),
            models.CheckConstraint(
                condition=Q(total=F("subtotal") - F("discount") + F("shipping_incl_tax")),
                name="consignment_total_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["partner", "status", "-placed_at"], name="consignment_partner_status")]

    def __str__(self) -> str:
        return self.number


class ConsignmentStatusChange(models.Model):
    """Who moved a consignment from where to where, when, and why. Append-only."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="status_changes")
    old_status = models.CharField(max_length=20, choices=ConsignmentStatus.choices)
    new_status = models.CharField(max_length=20, choices=ConsignmentStatus.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: "buyer", "seller", "admin" or "system": kept when the person is erased.
    actor_role = models.CharField(max_length=10)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "order"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.old_status} > {self.new_status}"


class Line(AbstractLine):
    """One product of one consignment, with what it was called and cost when it was bought."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="lines", null=True)
    #: {"color": ..., "color_hex": ..., "size": ...} of the variant at the time of the order.
    variant_details = models.JSONField(default=dict, blank=True)
    image_url = models.CharField(max_length=255, blank=True)
    #: The rate of value added tax in this line's price, percent; 0 for a seller who is not registered.
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=0)

    class Meta(AbstractLine.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(num_allocated__lte=F("quantity")), name="line_allocated_within_quantity")
        ]


class ShippingEvent(AbstractShippingEvent):
    """A parcel on its way, or its arrival (`parcel` then names the event that sent it)."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="shipping_events", null=True)
    parcel = models.OneToOneField("self", on_delete=models.CASCADE, related_name="arrival", null=True, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=100, blank=True)
    tracking_number = models.CharField(_("Tracking number"), max_length=100, blank=True)
    tracking_url = models.URLField(_("Tracking link"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    SHIPPED: ClassVar[str] = "shipped"
    DELIVERED: ClassVar[str] = "delivered"


from oscar.apps.order.models import *
