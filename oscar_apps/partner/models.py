"""Partner: who sells, what they offer, which offer wins, and how stock moved."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from .availability import is_counted, pieces_left


class Partner(AbstractPartner):
    """What a buyer may see of a seller and what the strategy needs; the business behind it is `vendors.Vendor`."""

    slug = models.SlugField(_("Address"), max_length=128, unique=True)
    tagline = models.CharField(_("Tagline"), max_length=200, blank=True)
    story = models.TextField(_("Story"), blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    logo = models.ImageField(_("Logo"), upload_to="shops/", blank=True)
    banner = models.ImageField(_("Banner"), upload_to="shops/", blank=True)
    rating = models.DecimalField(_("Rating"), max_digits=3, decimal_places=2, null=True, blank=True, editable=False)
    #: Follows the vendor's state: only an active seller's goods can be bought.
    is_selling = models.BooleanField(_("Sells now"), default=False, editable=False)
    is_on_holiday = models.BooleanField(_("On holiday"), default=False, editable=False)
    holiday_until = models.DateField(_("Back on"), null=True, blank=True, editable=False)
    #: False while suspended or not yet approved: the shop and its offers are not shown at all.
    is_visible = models.BooleanField(_("Shown"), default=False, editable=False)
    is_vat_registered = models.BooleanField(_("Registered for value added tax"), default=True)
    date_created = models.DateTimeField(_("Since"), default=timezone.now, editable=False)

    def get_absolute_url(self) -> str:
        return reverse("shops:detail", kwargs={"slug": self.slug})

    @property
    def is_open(self) -> bool:
        """Whether this seller's goods can be bought now."""
        return self.is_selling and self.is_visible and not self.is_on_holiday


class StockRecord(AbstractStockRecord):
    """One seller's offer of one product: price with tax, stock and allocation.

    `num_in_stock` and `num_allocated` of a saved record are written by `services` alone: `save()` leaves both as
    they are in the database, so that a form left open for an hour cannot bring back the stock of an hour ago.
    """

    STOCK_FIELDS = frozenset({"num_in_stock", "num_allocated"})

    compare_at_price = models.DecimalField(_("Price before"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost_price = models.DecimalField(_("Cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_active = models.BooleanField(_("Offered"), default=True)

    class Meta(AbstractStockRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product", "partner"], name="stockrecord_one_per_product_and_partner"),
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True) | Q(num_allocated__gte=0),
                name="stockrecord_allocated_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(num_in_stock__isnull=True)
                | Q(num_allocated__isnull=True)
                | Q(num_allocated__lte=F("num_in_stock")),
                name="stockrecord_allocated_within_stock",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0), name="stockrecord_price_not_negative"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") is None:
            fields = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = fields - self.STOCK_FIELDS - self.get_deferred_fields()
        super().save(*args, **kwargs)

    @property
    def available(self) -> int:
        """What can still be bought: in stock less allocated, never below zero."""
        return max(0, self.net_stock_level)

    @property
    def can_track_allocations(self) -> bool:
        """Oscar's name for `is_counted`."""
        return is_counted(product=self.product, stockrecord=self)

    @property
    def low_stock_level(self) -> int:
        """From this many available pieces down the seller is told."""
        return settings.LOW_STOCK_DEFAULT if self.low_stock_threshold is None else self.low_stock_threshold

    def allocate(self, quantity: int) -> None:
        """Oscar's door to `services.allocate`; raises `InsufficientStock`."""
        from . import services

        services.allocate_one(stockrecord_id=self.pk, quantity=quantity)
        self._reload_stock()

    allocate.alters_data = True  # type: ignore[attr-defined]

    def cancel_allocation(self, quantity: int) -> None:
        """Oscar's door to `services.release`; raises `InvalidStockAdjustment` for more than is allocated."""
        from . import services

        if not self.can_track_allocations:
            return
        services.release(quantities={self.pk: quantity}, reference="")
        self._reload_stock()

    cancel_allocation.alters_data = True  # type: ignore[attr-defined]

    def consume_allocation(self, quantity: int) -> None:
        """Oscar's door to `services.consume`; raises `InvalidStockAdjustment` for more than is allocated."""
        from . import services

        if not self.can_track_allocations:
            return
        services.consume(quantities={self.pk: quantity}, reference="")
        self._reload_stock()

    consume_allocation.alters_data = True  # type: ignore[attr-defined]

    def _reload_stock(self) -> None:
        self.refresh_from_db(fields=["num_in_stock", "num_allocated"])


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added, never changed or removed; the database's triggers say the same."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("Stock movements are never changed; write a new one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Stock movements are never deleted.")


class StockMovement(models.Model):
    """One change of one stock record: who, why, how many. Append-only; the sums equal the record.

    Written by `partner.services` in the transaction of the change. A record that has movements cannot be deleted.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ADJUSTED = "adjusted", _("Adjusted")
        ALLOCATED = "allocated", _("Allocated to an order")
        RELEASED = "released", _("Released")
        SHIPPED = "shipped", pgettext_lazy("stock", "Shipped")
        RETURNED = "returned", _("Returned")

    id = models.BigAutoField(primary_key=True)
    stockrecord = models.ForeignKey(StockRecord, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: Change of `num_in_stock` and of `num_allocated`, in pieces.
    in_stock_delta = models.IntegerField(default=0)
    allocated_delta = models.IntegerField(default=0)
    #: What it belongs to: an order number, an import, a person's reason.
    reference = models.CharField(max_length=128, blank=True, db_index=True)
    reason = models.CharField(max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        app_label = "partner"
        ordering = ["-id"]
        verbose_name = _("Stock movement")
        verbose_name_plural = _("Stock movements")

    def __str__(self) -> str:
        return f"{self.kind} {self.in_stock_delta:+d}/{self.allocated_delta:+d}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError("Stock movements are never changed; write a new one.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("Stock movements are never deleted.")


def _listed(*fields: str, name: str) -> models.Index:
    return models.Index(fields=fields, name=name, condition=Q(is_listed=True))


class WinningOffer(models.Model):
    """Read model: the offer that pages and lists show. Written by `partner.winning` in the transaction of the change.

    One row for every product that has an offer: standalone and child products by their own offers, parents by the
    best of their children. Amounts are in `currency`, tax included.
    """

    product = models.OneToOneField("catalogue.Product", on_delete=models.CASCADE, related_name="winning_offer")
    stockrecord = models.ForeignKey(StockRecord, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="winning_offers")
    price = models.DecimalField(max_digits=12, decimal_places=2)
    compare_at_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=12)
    #: Whole percent saved against `compare_at_price`; 0 when it is not on sale.
    sale_percentage = models.PositiveSmallIntegerField(default=0)
    #: Pieces that can be bought of the winning offer (of all variants' winners for a parent).
    available = models.PositiveIntegerField(default=0)
    in_stock = models.BooleanField(default=False)
    #: Sellers that offer this product (any variant) and are shown.
    offers_count = models.PositiveSmallIntegerField(default=1)
    #: Copied from the product so that lists need no join to sort: what is listed is public and not a child.
    is_listed = models.BooleanField(default=False)
    date_created = models.DateTimeField()
    num_sold = models.PositiveIntegerField(default=0)
    rating = models.FloatField(null=True)
    #: What "best rated" sorts by. A column, because only a plain column is read along its index on every database.
    stars = models.GeneratedField(
        expression=Coalesce("rating", Value(0.0)), output_field=models.FloatField(), db_persist=True
    )

    class Meta:
        app_label = "partner"
        indexes = [
            # Of listed rows alone: SQLite reads `WHERE is_listed` along no index that has it as a column.
            _listed("-in_stock", "-date_created", "-product", name="winning_newest"),
            _listed("price", "product", name="winning_price"),
            _listed("-num_sold", "-product", name="winning_popular"),
            _listed("-stars", "-product", name="winning_rating"),
            models.Index(fields=["partner", "is_listed", "-date_created"], name="winning_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.price} {self.currency}"

    @property
    def left(self) -> int | None:
        """The number for "Only N left", None when there are plenty or none."""
        return pieces_left(self.available)

    @property
    def is_on_sale(self) -> bool:
        return self.sale_percentage > 0

    @property
    def saving(self) -> Decimal:
        """How much less than before, in `currency`; zero when it is not on sale."""
        return (self.compare_at_price - self.price) if self.compare_at_price and self.is_on_sale else Decimal(0)


from oscar.apps.partner.models import *
