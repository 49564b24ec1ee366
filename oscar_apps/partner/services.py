"""The only writers of stock and price. Quantities are pieces; every change is one movement in the same transaction.

What decides is a conditional UPDATE whose row count must be the number of records; CHECK constraints stand behind it.
Locks (see `locks`) only make the numbers fresh and the waiting orderly.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from marketplace.outbox.services import publish_many

from .availability import pieces_left
from .exceptions import InsufficientStock, InvalidStockAdjustment, Shortage, StockUnknown
from .locks import lock_partner, lock_stockrecords
from .models import Partner, StockMovement, StockRecord
from .prices import quantize
from .winning import StockChange, follow_stock, refresh_winning_offers

#: More than this of one offer is a slip of the finger.
MOST_IN_STOCK = 10_000_000

Kind = StockMovement.Kind
#: Change of in stock and of allocated.
Delta = tuple[int, int]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class OfferDetails:
    """A new offer. Amounts in the currency of the shop, tax included; `num_in_stock` None: always there."""

    partner_sku: str
    price: Decimal
    num_in_stock: int | None = 0
    compare_at_price: Decimal | None = None
    cost_price: Decimal | None = None
    low_stock_threshold: int | None = None


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
    _require_positive(quantities)
    found = _found(records, quantities)
    chosen = {pk: record for pk, record in found.items() if record.can_track_allocations}
    shortages = _shortages(chosen, quantities)
    if shortages:
        raise InsufficientStock(shortages)
    note = Note(kind=Kind.ALLOCATED, reference=reference, actor=actor)
    _move(chosen, {pk: (0, quantities[pk]) for pk in chosen}, note)


def allocate_one(*, stockrecord_id: int, quantity: int, reference: str = "", actor: Any = None) -> None:
    """`allocate` for a single record, with its own transaction and lock."""
    with transaction.atomic():
        records = lock_stockrecords([stockrecord_id])
        allocate(records=records, quantities={stockrecord_id: quantity}, reference=reference, actor=actor)


def release(*, quantities: Mapping[int, int], reference: str, actor: Any = None, reason: str = "") -> None:
    """Give allocated stock back to the shelf: an order was cancelled. Raises `InvalidStockAdjustment` for too many."""
    _move_each(quantities, (0, -1), Note(kind=Kind.RELEASED, reference=reference, reason=reason, actor=actor))


def consume(*, quantities: Mapping[int, int], reference: str, actor: Any = None) -> None:
    """Goods left the house: in stock and allocated both go down. Raises `InvalidStockAdjustment` for too many."""
    _move_each(quantities, (-1, -1), Note(kind=Kind.SHIPPED, reference=reference, actor=actor))


def take_back(*, quantities: Mapping[int, int], reference: str, actor: Any = None, reason: str = "") -> None:
    """Returned goods lie on the shelf again."""
    _move_each(quantities, (1, 0), Note(kind=Kind.RETURNED, reference=reference, reason=reason, actor=actor))


def receive(*, stockrecord_id: int, quantity: int, reason: str, actor: Any = None) -> None:
    """New goods arrived. A record that had no number starts at `quantity`."""
    _require_positive({stockrecord_id: quantity})
    with transaction.atomic():
        note = Note(kind=Kind.RECEIVED, reason=reason, actor=actor)
        _put_on_shelf(_lock_one(stockrecord_id), quantity, note)


def adjust(*, stockrecord_id: int, new_in_stock: int, reason: str, actor: Any = None) -> None:
    """Set the number on the shelf after a count. Never below what is allocated: raises `InvalidStockAdjustment`."""
    with transaction.atomic():
        record = _lock_one(stockrecord_id)
        note = Note(kind=Kind.ADJUSTED, reason=reason, actor=actor)
        _put_on_shelf(record, new_in_stock - (record.num_in_stock or 0), note)


def record_opening(*, stockrecords: Iterable[StockRecord], actor: Any = None, reason: str = "") -> None:
    """Write the first movement of records just created with stock on the shelf, in bulk, in the same transaction."""
    deltas = {record.pk: (record.num_in_stock, 0) for record in stockrecords if record.num_in_stock}
    _log(deltas, Note(kind=Kind.RECEIVED, reason=reason, actor=actor))


def create_offer(*, product: Any, partner: Partner, details: OfferDetails, actor: Any = None) -> StockRecord:
    """A seller begins to offer a product (standalone or a variant). Raises IntegrityError where it already does."""
    values = asdict(details) | {"price": quantize(details.price, settings.SHOP_CURRENCY)}
    with transaction.atomic():
        lock_partner(partner.pk)
        record = StockRecord.objects.create(
            product=product, partner=partner, price_currency=settings.SHOP_CURRENCY, num_allocated=0, **values
        )
        record_opening(stockrecords=[record], actor=actor)
        _offer_changed(record)
    return record


def set_price(
    *, stockrecord_id: int, price: Decimal, compare_at_price: Decimal | None = None, actor: Any = None
) -> None:
    """Set the price (tax included, in the record's currency) and the price before (None: not on sale).

    Raises ValueError for a negative price. Baskets keep the offer; their owners are shown that the price has changed.
    """
    if price < 0:
        raise ValueError(f"a price is not negative: {price}")
    with transaction.atomic():
        record = _lock_one(stockrecord_id)
        before = None if compare_at_price is None else quantize(compare_at_price, record.price_currency)
        _write_offer(record, price=quantize(price, record.price_currency), compare_at_price=before)
    logger.info("price of stock record %s: %s, was %s, by %s", stockrecord_id, price, record.price, actor)


def set_offered(*, stockrecord_id: int, is_offered: bool, actor: Any = None) -> None:
    """The seller takes the offer off sale or puts it back; what orders hold stays allocated."""
    with transaction.atomic():
        _write_offer(_lock_one(stockrecord_id), is_active=is_offered)
    logger.info("stock record %s offered: %s, by %s", stockrecord_id, is_offered, actor)


def _write_offer(record: StockRecord, **values: Any) -> None:
    StockRecord.objects.filter(pk=record.pk).update(**values, date_updated=timezone.now())
    _offer_changed(record)


def _offer_changed(record: StockRecord) -> None:
    refresh_winning_offers(product_ids=[record.product_id])
    publish_many([("offer.updated", {"product_ids": _with_parents([record])})])


def _put_on_shelf(record: StockRecord, delta: int, note: Note) -> None:
    """Change what lies on the shelf. A record that had no number gets one, so it is no longer always there."""
    if record.num_in_stock is None:
        StockRecord.objects.filter(pk=record.pk, num_in_stock__isnull=True).update(num_in_stock=0, num_allocated=0)
        record.num_in_stock = record.num_allocated = 0
        _offer_changed(record)
    if delta:
        _move({record.pk: record}, {record.pk: (delta, 0)}, note)


def _move_each(quantities: Mapping[int, int], signs: Delta, note: Note) -> None:
    """Lock the records and move each one's quantity, with these signs.

    What was allocated moves even if its product type has stopped counting since; only records without numbers stay.
    """
    _require_positive(quantities)
    with transaction.atomic():
        records = _found(lock_stockrecords(quantities), quantities)
        records = {pk: record for pk, record in records.items() if record.num_in_stock is not None}
        _move(records, {pk: (signs[0] * quantities[pk], signs[1] * quantities[pk]) for pk in records}, note)


def _move(records: Mapping[int, StockRecord], deltas: Mapping[int, Delta], note: Note) -> None:
    """Change in stock and allocated of these locked records, log it, and bring what follows from it in line."""
    if not deltas:
        return
    before = {pk: record.net_stock_level for pk, record in records.items()}
    if _update_within_bounds(deltas) != len(deltas):
        _refuse(deltas)
    _log(deltas, note)
    for pk, (in_stock, allocated) in deltas.items():
        records[pk].num_in_stock += in_stock
        records[pk].num_allocated = (records[pk].num_allocated or 0) + allocated
    _tell(records, before)


#: `change` has the columns id, change of in stock, change of allocated; both databases name them so.
_GUARDED_UPDATE = """UPDATE partner_stockrecord SET
        num_in_stock = num_in_stock + change.column2,
        num_allocated = COALESCE(num_allocated, 0) + change.column3
    FROM (VALUES {rows}) AS change
    WHERE partner_stockrecord.id = change.column1
        AND COALESCE(num_allocated, 0) + change.column3 BETWEEN 0 AND num_in_stock + change.column2
        AND num_in_stock + change.column2 <= %s
"""


def _update_within_bounds(deltas: Mapping[int, Delta]) -> int:
    """The guard: rows change only where 0 <= allocated <= in stock holds afterwards too. Returns how many did.

    One statement for all records, written by hand: building it from expressions costs ten times as much as running it.
    """
    rows = ", ".join(["(%s, %s, %s)"] * len(deltas))
    values = [number for pk, delta in deltas.items() for number in (pk, *delta)]
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED_UPDATE.format(rows=rows), [*values, MOST_IN_STOCK])
        return cursor.rowcount


def _refuse(deltas: Mapping[int, Delta]) -> None:
    """Some rows would not change, so none may: the transaction is marked to end without effect."""
    fresh = StockRecord.objects.in_bulk(deltas)
    transaction.set_rollback(True)
    held = {pk: allocated for pk, (in_stock, allocated) in deltas.items() if allocated > 0 and not in_stock}
    shortages = _shortages({pk: fresh[pk] for pk in held}, held)
    if shortages:
        raise InsufficientStock(shortages)
    raise InvalidStockAdjustment(f"stock does not allow these changes (in stock, allocated): {dict(deltas)}")


def _shortages(records: Mapping[int, StockRecord], quantities: Mapping[int, int]) -> list[Shortage]:
    return [
        Shortage(stockrecord_id=pk, product_id=record.product_id, wanted=quantities[pk], available=record.available)
        for pk, record in records.items()
        if record.available < quantities[pk]
    ]


def _log(deltas: Mapping[int, Delta], note: Note) -> None:
    rows = [
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
    ]
    StockMovement.objects.bulk_create(rows, batch_size=1000)


def _tell(records: Mapping[int, StockRecord], before: Mapping[int, int]) -> None:
    """The winning offers follow what is available now, and events say so."""
    counted = [record for record in records.values() if record.can_track_allocations]
    changes = [_change(record, before[record.pk]) for record in counted if record.net_stock_level != before[record.pk]]
    if not changes:
        return
    follow_stock(changes)
    payload = {"product_ids": _with_parents(counted), "crossed": any(map(_page_differs, changes))}
    low = [_low(records[change.stockrecord_id]) for change in changes if _became_low(records, change)]
    publish_many([("stock.updated", payload), *low])


def _change(record: StockRecord, before: int) -> StockChange:
    return StockChange(
        stockrecord_id=record.pk,
        product_id=record.product_id,
        parent_id=record.product.parent_id,
        before=before,
        after=record.net_stock_level,
    )


def _page_differs(change: StockChange) -> bool:
    return change.ran_out or change.came_back or pieces_left(change.before) != pieces_left(change.after)


def _became_low(records: Mapping[int, StockRecord], change: StockChange) -> bool:
    return change.after <= records[change.stockrecord_id].low_stock_level < change.before


def _low(record: StockRecord) -> tuple[str, dict[str, Any]]:
    ids = {"stockrecord_id": record.pk, "product_id": record.product_id, "partner_id": record.partner_id}
    return "stock.low", {**ids, "available": record.available}


def _with_parents(records: Iterable[StockRecord]) -> list[int]:
    ids = [(record.product_id, record.product.parent_id) for record in records]
    return sorted({pk for pair in ids for pk in pair if pk})


def _found(records: Mapping[int, StockRecord], wanted: Iterable[int]) -> dict[int, StockRecord]:
    """The wanted ones of these records; raises `StockUnknown` when one is missing."""
    missing = set(wanted) - set(records)
    if missing:
        raise StockUnknown(f"no such stock records: {sorted(missing)}")
    return {pk: records[pk] for pk in wanted}


def _lock_one(stockrecord_id: int) -> StockRecord:
    return _found(lock_stockrecords([stockrecord_id]), [stockrecord_id])[stockrecord_id]


def _require_positive(quantities: Mapping[int, int]) -> None:
    wrong = {pk: quantity for pk, quantity in quantities.items() if quantity <= 0}
    if wrong:
        raise ValueError(f"quantities must be positive: {wrong}")
