"""The journal: what every sale, refund and hand-over of cash means for everybody's money, in double entry.

Rows are written by `ledger.services` alone and never changed: the database refuses it. Amounts are `Decimal` in major
units; debit is positive, credit negative, and the entries of a transaction sum to zero in each currency.
"""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """Where money is, or to whom it is owed. One for each kind, owner (gateway or seller) and currency."""

    class Kind(models.TextChoices):
        CLEARING = "clearing", _("Money at the provider")
        CASH_FROM_SELLER = "cash_from_seller", _("Cash due from the seller")
        CASH_FROM_COURIER = "cash_from_courier", _("Cash due from the courier")
        SELLER_PAYABLE = "seller_payable", _("Owed to the seller")
        COMMISSION = "commission", _("Commission income")
        FEE_VAT = "fee_vat", _("Value added tax on the commission")
        GATEWAY_FEES = "gateway_fees", _("Charges of the providers")
        REFUNDS_DUE = "refunds_due", _("Refunds due to buyers")
        SUSPENSE = "suspense", _("Money without an order")
        REFUND_LOSS = "refund_loss", _("Losses of the market by refunds")

    #: "kind:owner:currency", as `accounts.Ref` writes it.
    code = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("Account"), max_length=20, choices=Kind.choices)
    gateway = models.CharField(_("Gateway"), max_length=50, blank=True)
    partner = models.ForeignKey("partner.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("Currency"), max_length=12)

    class Meta:
        app_label = "vendors"
        ordering = ["code"]
        verbose_name = _("Account")
        verbose_name_plural = _("Accounts")

    def __str__(self) -> str:
        owner = str(self.partner) if self.partner_id else self.gateway
        return f"{self.get_kind_display()}: {owner}" if owner else str(self.get_kind_display())


class Transaction(models.Model):
    """One fact and its entries. `kind` and `source` name the fact: it is booked once, however often it is told."""

    class Kind(models.TextChoices):
        SALE = "sale", _("Sale")
        GATEWAY_FEE = "gateway_fee", _("Charge of the provider")
        SURPLUS = "surplus", _("Paid without need")
        REFUND = "refund", _("Refund")
        REFUND_SETTLED = "refund_settled", _("Refund paid out")
        REFUND_REVERSED = "refund_reversed", _("Refund taken back")
        RESTOCK = "restock", _("Goods back in stock")
        CHARGEBACK = "chargeback", _("Taken back by the buyer's bank")
        CASH_COLLECTED = "cash_collected", _("Cash collected")
        CASH_REMITTED = "cash_remitted", _("Cash handed over")

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=100)
    order = models.ForeignKey("order.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(_("Description"), max_length=255, blank=True)
    occurred_at = models.DateTimeField(_("Date"), default=timezone.now, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "vendors"
        ordering = ["-id"]
        verbose_name = _("Transaction")
        verbose_name_plural = _("Transactions")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="journal_fact_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source}"


class Purpose(models.TextChoices):
    """What an amount is for; both sides of it carry the same purpose."""

    SALE = "sale", _("Sale")
    COMMISSION = "commission", _("Commission")
    COMMISSION_VAT = "commission_vat", _("Value added tax on the commission")
    GATEWAY_FEE = "gateway_fee", _("Charge of the provider")
    SURPLUS = "surplus", _("Paid without need")
    REFUND = "refund", _("Refund to the buyer")
    COMMISSION_RETURN = "commission_return", _("Commission given back")
    COMMISSION_VAT_RETURN = "commission_vat_return", _("Value added tax on the commission given back")
    GATEWAY_FEE_RETURN = "gateway_fee_return", _("Charge of the provider given back")
    REFUND_FEE = "refund_fee", _("Charge of the provider lost by the refund")
    PAID_BACK = "paid_back", _("Paid back to the buyer")
    CHARGEBACK = "chargeback", _("Taken back by the buyer's bank")
    CASH_KEPT = "cash_kept", _("Kept in cash")
    REMITTANCE = "remittance", _("Cash handed over")


class Entry(models.Model):
    """One side of an amount. Of a seller's entry `available_at` is set once: when its goods are delivered."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    purpose = models.CharField(_("Purpose"), max_length=25, choices=Purpose.choices)
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=12)
    consignment = models.ForeignKey(
        "order.Consignment", null=True, blank=True, on_delete=models.PROTECT, related_name="journal_entries"
    )
    partner = models.ForeignKey("partner.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: From when a payout may take it; empty while nobody knows.
    available_at = models.DateTimeField(_("Available from"), null=True, blank=True)

    class Meta:
        app_label = "vendors"
        ordering = ["-id"]
        verbose_name = _("Entry")
        verbose_name_plural = _("Journal")
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="entry_not_of_zero")]
        indexes = [models.Index(fields=["account", "-id"], name="entry_account_newest")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def for_seller(self) -> Decimal:
        """The amount as its seller counts: what it gets is positive."""
        return -self.amount

    @property
    def seller_words(self) -> str:
        """What a seller's entry is for. A sale on the account of cash is the money it has in hand."""
        in_hand = self.purpose == Purpose.SALE and self.account.kind == Account.Kind.CASH_FROM_SELLER
        return gettext("Collected in cash") if in_hand else str(self.get_purpose_display())

    @property
    def size(self) -> Decimal:
        """The amount without its side."""
        return abs(self.amount)
