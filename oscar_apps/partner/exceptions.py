"""What can go wrong with stock, in words that name the record and the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from oscar.apps.partner.exceptions import ImportingError, InvalidStockAdjustment

__all__ = ["ImportingError", "InsufficientStock", "InvalidStockAdjustment", "Shortage", "StockUnknown"]


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """One stock record that has less than was asked for; both numbers in pieces."""

    stockrecord_id: int
    product_id: int
    wanted: int
    available: int


class InsufficientStock(Exception):
    """Nothing was allocated: at least one record has too little. `shortages` names every one of them."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = list(shortages)
        super().__init__(", ".join(f"record {s.stockrecord_id}: {s.available} of {s.wanted}" for s in self.shortages))


class StockUnknown(InvalidStockAdjustment):
    """The stock record does not exist, or its stock is not counted and so cannot be set."""
