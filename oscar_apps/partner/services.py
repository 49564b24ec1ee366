"""The only writers of stock and price. Quantities are pieces; every change is one movement in the same transaction.

What decides is a conditional UPDATE whose row count must be the number of records; CHECK constraints stand behind it.
Locks (see `locks`) only make the numbers fresh and the waiting orderly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.outbox.services import publish_many

from .availability import pieces_left
from .exceptions import InsufficientStock, InvalidStockAdjustment, Shortage, StockUnknown
from .locks import lock_stockrecords
from .models import StockMovement, StockRecord
from .prices import quantize
from .winning import StockChange, by_pk, follow_stock, refresh_winning_offers

#: More than this of one offer is a slip of the finger.
MOST_IN_STOCK = 10_000_000

Kind = StockMovement.Kind


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a movement says beside its numbers."""

    kind: str
    reference: str = ""
    reason: str = ""
    actor: Any = None


def allocate(
    *, records: Mapping[int, StockRecord], quantities: Mapping[int, int], reference: str, actor: Any = None
) -> None:
    """Hold stock for an order. `records` come from `lock_stockrecords` in this transaction; one quantity per record.

    All or nothing: raises `InsufficientStock` with every shortage and writes nothing. Records whose stock is not
    counted are passed over. Does not look at the seller's or the product's state; that is the caller's.
    """
    chosen = _counted(records, quantities)
    shortages = _shortages(chosen, quantities)
    if shortages:
        raise InsufficientStock(shortages)
    deltas = {pk: (0, quantities[pk]) for pk in chosen}
    _move(chosen, deltas, Note(kind=Kind.ALLOCATED, reference=reference, actor=actor))


def allocate_one(*, stockrecord_id: int, quantity: int, reference: str = "", actor: Any = None) -> None:
    """`allocate` for a single record, with its own transaction and lock."""
    with transaction.atomic():
        records = lock_stockrecords([stockrecord_id])
        allocate(records=records, quantities={stockrecord_id: quantity}, reference=reference, actor=actor)


def release(*, quantities: Mapping[int, int], reference: str, actor: Any = None, reason: str = "") -> None:
    """Give allocated stock back to the shelf: an order was cancelled. Raises `InvalidStockAdjustment` for too many."""
    note = Note(kind=Kind.RELEASED, reference=reference, reason=reason, actor=actor)
    _move_locked({pk: (0, -quantity) for pk, quantity in quantities.items()}, note)


def consume(*, quantities: Mapping[int, int], reference: str, actor: Any = None) -> None:
    """Goods left the house: in stock and allocated both go down. Raises `InvalidStockAdjustment` for too many."""
    note = Note(kind=Kind.SHIPPED, reference=reference, actor=actor)
    _move_locked({pk: (-quantity, -quantity) for pk, quantity in quantities.items()}, note)


def take_back(*, quantities: Mapping[int, int], reference: str, actor: Any = None, reason: str = "") -> None:
    """Returned goods are on the shelf again."""
    note = Note(kind=Kind.RETURNED, reference=reference, reason=reason, actor=actor)
    _move_locked({pk: (quantity, 0) for pk, quantity in quantities.items()}, note)


def receive(*, stockrecord_id: int, quantity: int, reason: str, actor: Any = None) -> None:
    """New goods arrived. A record that was not counted so far starts at `quantity`."""
    _require_positive({stockrecord_id: quantity})
    with transaction.atomic():
        record = _lock_one(stockrecord_id)
        _start_counting(record)
        _move({record.pk: record}, {record.pk: (quantity, 0)}, Note(kind=Kind.RECEIVED, reason=reason, actor=actor))


def adjust(*, stockrecord_id: int, new_in_stock: int, reason: str, actor: Any = None) -> None:
    """Set the number on the shelf after a count. Never below what is allocated: raises `InvalidStockAdjustment`."""
    with transaction.atomic():
        record = _lock_one(stockrecord_id)
        _start_counting(record)
        delta = new_in_stock - record.num_in_stock
        if delta:
            _move({record.pk: record}, {record.pk: (delta, 0)}, Note(kind=Kind.ADJUSTED, reason=reason, actor=actor))


def record_opening(*, stockrecords: Iterable[StockRecord], actor: Any = None, reason: str = "") -> None:
    """Write the first movement of records just created with stock on the shelf, in bulk, in the same transaction."""
    StockMovement.objects.bulk_create(
        [
            StockMovement(
                stockrecord=record, kind=Kind.RECEIVED, in_stock_delta=record.num_in_stock, reason=reason, actor=actor
            )
            for record in stockrecords
            if record.num_in_stock
        ],
        batch_size=1000,
    )


def set_price(
    *, stockrecord_id: int, price: Decimal, compare_at_price: Decimal | None = None, actor: Any = None
) -> None:
    """Set the price (tax included, in the record's currency) and the price before; the winner follows."""
    with transaction.atomic():
        record = _lock_one(stockrecord_id)
        before = None if compare_at_price is None else quantize(compare_at_price, record.price_currency)
        StockRecord.objects.filter(pk=record.pk).update(
            price=quantize(price, record.price_currency), compare_at_price=before, date_updated=timezone.now()
        )
        refresh_winning_offers(product_ids=[record.product_id])
        publish_many([("offer.updated", {"product_ids": _with_parents([record])})])


def _move_locked(deltas: Mapping[int, tuple[int, int]], note: Note) -> None:
    _require_positive({pk: max(map(abs, delta)) for pk, delta in deltas.items()})
    with transaction.atomic():
        records = lock_stockrecords(deltas)
        if len(records) != len(deltas):
            raise StockUnknown(f"no such stock records: {sorted(set(deltas) - set(records))}")
        chosen = _counted(records, deltas)
        _move(chosen, {pk: deltas[pk] for pk in chosen}, note)


def _move(records: Mapping[int, StockRecord], deltas: Mapping[int, tuple[int, int]], note: Note) -> None:
    """Change in stock and allocated of these locked records, log it, and bring what follows from it in line."""
    if not deltas:
        return
    before = {pk: record.net_stock_level for pk, record in records.items()}
    if _update_within_bounds(deltas) != len(deltas):
        _refuse(records, deltas)
    _log(deltas, note)
    for pk, (in_stock, allocated) in deltas.items():
        records[pk].num_in_stock += in_stock
        records[pk].num_allocated = (records[pk].num_allocated or 0) + allocated
    _tell(records, before)


def _update_within_bounds(deltas: Mapping[int, tuple[int, int]]) -> int:
    """The guard: rows change only where 0 <= allocated <= in stock still holds afterwards. Returns how many did."""
    in_stock = F("num_in_stock") + by_pk({pk: delta[0] for pk, delta in deltas.items()})
    allocated = Coalesce(F("num_allocated"), 0) + by_pk({pk: delta[1] for pk, delta in deltas.items()})
    rows = StockRecord.objects.filter(pk__in=deltas).alias(_in_stock=in_stock, _allocated=allocated)
    rows = rows.filter(_allocated__gte=0, _in_stock__gte=F("_allocated"), _in_stock__lte=MOST_IN_STOCK)
    return rows.update(num_in_stock=in_stock, num_allocated=allocated)


def _refuse(records: Mapping[int, StockRecord], deltas: Mapping[int, tuple[int, int]]) -> None:
    """Some rows would not change: nothing may. The transaction is marked, because others already have."""
    fresh = StockRecord.objects.select_related("product__product_class", "product__parent__product_class").in_bulk(
        deltas
    )
    transaction.set_rollback(True)
    shortages = _shortages(fresh, {pk: allocated for pk, (in_stock, allocated) in deltas.items() if not in_stock})
    if shortages:
        raise InsufficientStock(shortages)
    raise InvalidStockAdjustment(f"stock records {sorted(deltas)} do not allow these changes: {dict(deltas)}")


def _shortages(records: Mapping[int, StockRecord], quantities: Mapping[int, int]) -> list[Shortage]:
    return [
        Shortage(stockrecord_id=pk, product_id=record.product_id, wanted=quantities[pk], available=record.available)
        for pk, record in records.items()
        if pk in quantities and record.available < quantities[pk]
    ]


def _log(deltas: Mapping[int, tuple[int, int]], note: Note) -> None:
    StockMovement.objects.bulk_create(
        StockMovement(
            stockrecord_id=pk,
            kind=note.kind,
            in_stock_delta=in_stock,
            allocated_delta=allocated,
            reference=note.reference,
            reason=note.reason,
            actor=note.actor,
        )
        for pk, (in_stock, allocated) in deltas.items()
    )


def _tell(records: Mapping[int, StockRecord], before: Mapping[int, int]) -> None:
    changes = [_change(record, before[pk]) for pk, record in records.items()]
    changes = [change for change in changes if change.before != change.after]
    if not changes:
        return
    follow_stock(changes)
    crossed = any(_page_differs(change) for change in changes)
    events = [("stock.updated", {"product_ids": _with_parents(records.values()), "crossed": crossed})]
    publish_many(
        events + [_low(records[c.stockrecord_id]) for c in changes if _became_low(records[c.stockrecord_id], c)]
    )


def _change(record: StockRecord, before: int) -> StockChange:
    return StockChange(
        stockrecord_id=record.pk,
        product_id=record.product_id,
        parent_id=record.product.parent_id,
        before=before,
        after=record.net_stock_level,
    )


def _page_differs(change: StockChange) -> bool:
    return change.ran_out_or_came_back or pieces_left(change.before) != pieces_left(change.after)


def _became_low(record: StockRecord, change: StockChange) -> bool:
    return change.after <= record.low_stock_level < change.before


def _low(record: StockRecord) -> tuple[str, dict[str, Any]]:
    payload = {
        "stockrecord_id": record.pk,
        "product_id": record.product_id,
        "partner_id": record.partner_id,
        "available": record.available,
    }
    return "stock.low", payload


def _with_parents(records: Iterable[StockRecord]) -> list[int]:
    ids = {record.product_id for record in records} | {record.product.parent_id for record in records}
    return sorted(pk for pk in ids if pk)


def _counted(records: Mapping[int, StockRecord], wanted: Mapping[int, Any]) -> dict[int, StockRecord]:
    """The records whose stock is counted; raises `StockUnknown` when one is missing."""
    missing = set(wanted) - set(records)
    if missing:
        raise StockUnknown(f"no such stock records: {sorted(missing)}")
    return {pk: records[pk] for pk in wanted if records[pk].can_track_allocations}


def _require_positive(quantities: Mapping[int, int]) -> None:
    wrong = {pk: quantity for pk, quantity in quantities.items() if quantity <= 0}
    if wrong:
        raise ValueError(f"quantities must be positive: {wrong}")


def _lock_one(stockrecord_id: int) -> StockRecord:
    record = lock_stockrecords([stockrecord_id]).get(stockrecord_id)
    if record is None:
        raise StockUnknown(f"no such stock record: {stockrecord_id}")
    return record


def _start_counting(record: StockRecord) -> None:
    if record.num_in_stock is None:
        StockRecord.objects.filter(pk=record.pk, num_in_stock__isnull=True).update(num_in_stock=0, num_allocated=0)
        record.num_in_stock = record.num_allocated = 0
