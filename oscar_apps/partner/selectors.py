"""Reading offers and stock for pages and screens."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from .availability import Base as Availability
from .models import Partner, StockRecord
from .prices import Base as Price
from .strategy import Strategy
from .winning import ranked_offers


@dataclass(frozen=True, kw_only=True)
class ShownOffer:
    """One seller's offer on a product page. `price` is tax included; `availability.message` is ready to be shown."""

    stockrecord: StockRecord
    price: Price
    availability: Availability
    is_winner: bool

    @property
    def partner(self) -> Partner:
        return self.stockrecord.partner


def offers_of(*, product: Any) -> list[ShownOffer]:
    """The offers of visible sellers, winner first; of a parent, the best offer of each seller over its variants."""
    is_counted = product.get_product_class().track_stock
    ranked = ranked_offers(counted=dict.fromkeys(_offered_as(product), is_counted))
    best: dict[int, int] = {}
    for offer in ranked:
        best.setdefault(offer.partner_id, offer.stockrecord_id)
    records = StockRecord.objects.select_related("partner", "product").in_bulk(best.values())
    return [_shown(product, records[pk], is_winner=position == 0) for position, pk in enumerate(best.values())]


def _offered_as(product: Any) -> list[int]:
    if not product.is_parent:
        return [product.pk]
    return [child.pk for child in product.get_public_children()]


def _shown(product: Any, record: StockRecord, *, is_winner: bool) -> ShownOffer:
    if record.product_id == product.pk:
        record.product = product
    else:
        record.product.parent = product
    info = Strategy().fetch_for_product(record.product, record)
    return ShownOffer(stockrecord=record, price=info.price, availability=info.availability, is_winner=is_winner)


def low_stock(*, partner_id: int) -> QuerySet[StockRecord]:
    """A seller's offers that ran low or out, the fewest pieces first, each with `free` (pieces no order holds)."""
    free = F("num_in_stock") - Coalesce(F("num_allocated"), 0)
    level = Coalesce(F("low_stock_threshold"), settings.LOW_STOCK_DEFAULT)
    records = StockRecord.objects.filter(partner_id=partner_id, is_active=True, num_in_stock__isnull=False)
    return records.alias(level=level).annotate(free=free).filter(free__lte=F("level")).order_by("free", "pk")
