"""The order in which a transaction locks what stock depends on. Nobody locks these rows anywhere else.

1. the seller                           `lock_partner` (its state changes, it begins to offer something)
2. stock records, by id                 `lock_stockrecords`
3. the right to create winning offers   `lock_creation` (only for products that have no row to lock)
4. winning offers, by product id        `lock_winning_offers`

Two transactions that take their locks in this order cannot wait for each other in a circle. The locks keep readings
fresh and the waiting orderly; what decides is always a conditional UPDATE and a CHECK constraint, because SQLite has no
row locks (there a transaction takes the one write lock at BEGIN). After a lock the next statement sees what others have
committed: this rests on READ COMMITTED, PostgreSQL's default. See docs/adr/0008-stock-locks.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from oscar.core.loading import get_model

from marketplace.prepared import PreparedSelect

from .models import Partner, StockRecord, WinningOffer

#: Beyond this many parameters a statement is split; below SQLite's oldest limit.
CHUNK = 500
_CREATION_LOCK = 0x57494E  # an advisory lock class of our own
_STRIPES = 64


def lock_partner(partner_id: int) -> Partner:
    """Lock a seller against changes of its state and against new offers of its own. Orders do not wait for it."""
    _require_transaction()
    return Partner.objects.select_for_update(no_key=True).get(pk=partner_id)


def lock_stockrecords(ids: Iterable[int]) -> dict[int, StockRecord]:
    """Lock these stock records until the end of the transaction; partner, product and product types come with them.

    Other transactions may still refer to the rows (a basket line's foreign key does not wait). Missing ids are
    left out.
    """
    _require_transaction()
    locked = StockRecord.objects.select_for_update(of=("self",), no_key=True).select_related("partner")
    records = {record.pk: record for record in locked.filter(pk__in=set(ids)).order_by("pk")}
    products = _products_with_types({record.product_id for record in records.values()})
    for record in records.values():
        record.product = products[record.product_id]
    return records


def _products_with_types(ids: Iterable[int]) -> dict[int, Any]:
    """Products, their parents and types by primary key: one join with all of them goes wrong on tables just filled."""
    products = get_model("catalogue", "Product").objects.select_related("product_class")
    found = products.in_bulk(ids)
    parents = products.in_bulk({product.parent_id for product in found.values() if product.parent_id})
    for product in found.values():
        if product.parent_id:
            product.parent = parents[product.parent_id]
    return found


def lock_loaded(loaded: Mapping[int, StockRecord]) -> dict[int, StockRecord]:
    """`lock_stockrecords` for records whose seller and product the caller has loaded: a narrow query without joins.

    Their own columns are read afresh; `partner` and `product` are the given ones. Missing ids are left out.
    """
    _require_transaction()
    records = {record.pk: record for record in _locked_records(list(loaded))}
    for pk, record in records.items():
        record.partner, record.product = loaded[pk].partner, loaded[pk].product
    return records


def lock_winning_offers(product_ids: Iterable[int]) -> dict[int, WinningOffer]:
    """Lock the winning offers of these products, by product id. Products without a row are left out."""
    ordered = sorted(set(product_ids))
    rows: dict[int, WinningOffer] = {}
    for start in range(0, len(ordered), CHUNK):
        chunk = _locked_winners(ordered[start : start + CHUNK])
        rows.update((offer.product_id, offer) for offer in chunk)
    return rows


def _write_locked_records(ids: list[int]) -> QuerySet[StockRecord]:
    return StockRecord.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")


def _write_locked_winners(product_ids: list[int]) -> QuerySet[WinningOffer]:
    offers = WinningOffer.objects.select_for_update(of=("self",), no_key=True)
    return offers.filter(product_id__in=product_ids).order_by("product_id")


_locked_records = PreparedSelect(_write_locked_records)
_locked_winners = PreparedSelect(_write_locked_winners)


def lock_creation(product_ids: Iterable[int]) -> None:
    """Queue up with everybody else who may create the winning offer of these products, which nobody can lock yet."""
    stripes = sorted({pk % _STRIPES for pk in product_ids})
    if not stripes or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, s) FROM unnest(%s::int[]) AS s", [_CREATION_LOCK, stripes])


def _require_transaction() -> None:
    """PostgreSQL refuses a lock outside a transaction by itself; SQLite would say nothing."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Stock is changed inside transaction.atomic() only.")
