"""Whether stock records, their movements and the winning offers agree. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import StockMovement, StockRecord
from .winning import differences


@dataclass(frozen=True, kw_only=True)
class StockMismatch:
    """A stock record whose numbers are not the sums of its movements; all in pieces."""

    stockrecord_id: int
    in_stock: int
    moved_in_stock: int
    allocated: int
    moved_allocated: int

    def __str__(self) -> str:
        return (
            f"stock record {self.stockrecord_id}: in stock {self.in_stock}, movements {self.moved_in_stock}; "
            f"allocated {self.allocated}, movements {self.moved_allocated}"
        )


def stock_mismatches() -> Iterator[StockMismatch]:
    """Every record, counted or not, that differs from its movement log."""
    records = StockRecord.objects.annotate(
        in_stock=Coalesce(F("num_in_stock"), 0),
        allocated=Coalesce(F("num_allocated"), 0),
        moved_in_stock=_moved("in_stock_delta"),
        moved_allocated=_moved("allocated_delta"),
    )
    wrong: QuerySet[StockRecord, dict[str, Any]] = records.filter(
        ~Q(in_stock=F("moved_in_stock")) | ~Q(allocated=F("moved_allocated"))
    ).values("pk", "in_stock", "moved_in_stock", "allocated", "moved_allocated")
    for row in wrong.order_by("pk").iterator():
        yield StockMismatch(stockrecord_id=row.pop("pk"), **row)


def winning_mismatches() -> Iterator[str]:
    """Every product whose winning offer is missing, too much, or not what it should be."""
    for product_id, names in differences():
        yield f"product {product_id}: winning offer differs in {', '.join(names)}"


def _moved(column: str) -> Coalesce:
    movements = StockMovement.objects.filter(stockrecord=OuterRef("pk")).order_by()
    total = movements.values("stockrecord").annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total), 0, output_field=IntegerField())
