"""The business behind a partner. What a buyer may see of it is on `partner.Partner`."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField


class VendorState(models.TextChoices):
    """Only `vendors.services` writes one; the partner's flags (sells, holiday, shown) follow it."""

    PENDING = "pending", _("Waiting for approval")
    ACTIVE = "active", pgettext_lazy("seller", "Active")
    ON_HOLIDAY = "on_holiday", _("On holiday")
    SUSPENDED = "suspended", _("Suspended")


class Vendor(models.Model):
    """A seller as a business: legal person, contact, people and state."""

    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="vendor")
    state = models.CharField(
        _("State"), max_length=12, choices=VendorState.choices, default=VendorState.PENDING, editable=False
    )
    legal_name = models.CharField(_("Legal name"), max_length=200)
    tax_number = models.CharField(_("Tax number"), max_length=50, blank=True)
    email = models.EmailField(_("E-mail address"))
    phone = PhoneNumberField(_("Phone"), blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    holiday_until = models.DateField(_("Back on"), null=True, blank=True)
    state_reason = models.CharField(_("Reason"), max_length=255, blank=True)
    #: Empty: the market's rate (`commission.models.MoneyTerms`).
    commission_rate = models.DecimalField(
        _("Own commission rate, percent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Empty: the rate for all sellers. A change counts for orders placed from then on."),
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["legal_name"]
        verbose_name = _("Seller")
        verbose_name_plural = _("Sellers")

    def __str__(self) -> str:
        return self.legal_name


class VendorMember(models.Model):
    """A person who works for a seller, in one role."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        CATALOGUE = "catalogue", _("Catalogue")
        ORDERS = "orders", _("Orders")
        FINANCE = "finance", _("Finance")

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vendor_memberships")
    role = models.CharField(_("Role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Member")
        verbose_name_plural = _("Members")
        constraints = [models.UniqueConstraint(fields=["vendor", "user"], name="vendor_member_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class VendorStateChange(models.Model):
    """Who moved a seller from which state to which, and why. Append-only."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="state_changes")
    old_state = models.CharField(max_length=12, choices=VendorState.choices)
    new_state = models.CharField(max_length=12, choices=VendorState.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.old_state} > {self.new_state}"


from .commission.models import CommissionLine as CommissionLine
from .commission.models import MoneyTerms as MoneyTerms
from .ledger.models import Account as Account
from .ledger.models import Entry as Entry
from .ledger.models import Transaction as Transaction
