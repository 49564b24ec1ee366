"""What the market takes of a sale: the terms that an operator edits, and the line frozen when an order is placed."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import register_setting

from marketplace.backoffice.panels import TemplatePanel

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Party(models.TextChoices):
    """Who loses an amount."""

    PLATFORM = "platform", _("The market")
    SELLER = "seller", _("The seller")


FIELDS = (
    "commission_rate",
    "commission_vat_rate",
    "gateway_fee_bearer",
    "refund_commission_loser",
    "refund_fee_loser",
    "return_window_days",
)


def terms_of_installation(instance: models.Model, form: Any) -> dict[str, Any]:
    """What counts where a field is empty: words and values, for the form."""
    values = [(instance._meta.get_field(name), getattr(settings, name.upper())) for name in FIELDS]
    return {"installed": [(field.verbose_name, dict(field.choices or ()).get(value, value)) for field, value in values]}


@register_setting(icon="calculator")
class MoneyTerms(BaseGenericSetting):
    """The market's terms of money. An empty field stands for the value of the environment (see `.env.example`).

    Read through `terms.current_terms`. A change concerns what is placed or booked from then on.
    """

    commission_rate = models.DecimalField(
        _("Commission, percent"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT,
        help_text=_("Of goods without value added tax. A seller may have a rate of its own."),
    )  # fmt: skip
    commission_vat_rate = models.DecimalField(
        _("Value added tax on the commission, percent"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=PERCENT,
    )  # fmt: skip
    gateway_fee_bearer = models.CharField(
        _("Who bears the charge of the provider"), max_length=10, choices=Party.choices, blank=True
    )
    refund_commission_loser = models.CharField(
        _("Refund: who loses the commission"), max_length=10, choices=Party.choices, blank=True,
        help_text=_("The market: the seller gets its commission back."),
    )  # fmt: skip
    refund_fee_loser = models.CharField(
        _("Refund: who loses the charge of the provider"), max_length=10, choices=Party.choices, blank=True
    )
    return_window_days = models.PositiveSmallIntegerField(
        _("Days to return goods"), null=True, blank=True,
        help_text=_("A seller's money becomes available so many days after delivery."),
    )  # fmt: skip

    panels = [
        TemplatePanel("backoffice/money_terms.html", context=terms_of_installation),
        *(FieldPanel(name) for name in FIELDS),
    ]

    class Meta:
        app_label = "vendors"
        verbose_name = _("Terms of money")
        verbose_name_plural = _("Terms of money")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class CommissionLine(models.Model):
    """The commission of one order line as it was agreed when the order was placed. Append-only, also in the database.

    Amounts are in `currency`, each rounded half-up to its minor unit; `base` is the line's price after discounts
    without the buyer's value added tax. Booked in the journal when the money of the line comes in.
    """

    class Rule(models.TextChoices):
        DEFAULT = "default", _("Rate for all sellers")
        SELLER = "seller", _("This seller's own rate")

    line = models.OneToOneField("order.Line", on_delete=models.PROTECT, related_name="commission")
    consignment = models.ForeignKey("order.Consignment", on_delete=models.PROTECT, related_name="commission_lines")
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("Rule"), max_length=10, choices=Rule.choices)
    rate = models.DecimalField(_("Rate, percent"), max_digits=5, decimal_places=2)
    base = models.DecimalField(_("Base"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("Commission"), max_digits=12, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    vat = models.DecimalField(_("Value added tax on the commission"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "vendors"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def rule_words(self) -> str:
        """Which rule set the rate, in words: "Rate for all sellers: 10 %"."""
        return f"{self.get_rule_display()}: {self.rate.normalize():f} %"
