"""Offers by the thousand, with the movements and winning offers that belong to them, set-based.

As in `services`, every change of stock has its movement in the same transaction. Nothing is published here: who
imports publishes one `offer.updated` for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from .locks import lock_stockrecords
from .models import StockRecord
from .services import record_opening
from .winning import refresh_winning_offers

BATCH = 1000


class NewPrice(NamedTuple):
    """A price with tax, in the record's currency, and the price before (None: not on sale)."""

    price: Decimal
    compare_at_price: Decimal | None


def create_offers(records: Sequence[StockRecord], *, reason: str) -> None:
    """Insert unsaved offers with their opening stock, and bring the winning offers of their products in line."""
    with transaction.atomic():
        StockRecord.objects.bulk_create(records, batch_size=BATCH)
        record_opening(stockrecords=records, reason=reason)
        refresh_winning_offers(product_ids={record.product_id for record in records})


def set_prices(prices: Mapping[int, NewPrice]) -> set[int]:
    """Set prices by stock record id, under the records' locks; returns the ids of the products they are for.

    Raises ValueError for a negative price; then nothing is written.
    """
    if any(new.price < 0 for new in prices.values()):
        raise ValueError("a price cannot be negative")
    with transaction.atomic():
        records = lock_stockrecords(prices)
        for pk, record in records.items():
            record.price, record.compare_at_price = prices[pk]
        StockRecord.objects.bulk_update(records.values(), ["price", "compare_at_price"], batch_size=200)
        products = {record.product_id for record in records.values()}
        refresh_winning_offers(product_ids=products)
    return products
