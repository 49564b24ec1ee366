"""Keeps `WinningOffer`, the read model of which offer a product shows, exact in the transaction of every change.

Among the active offers of visible sellers the winner is, in this order: in stock; seller sells now; lowest price; best
rated seller; oldest offer; lowest id. A parent shows the best of its public variants' winners.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from .locks import CHUNK, lock_creation, lock_winning_offers
from .models import StockRecord, WinningOffer

#: What "always there" counts as where a number is needed.
UNCOUNTED = 1_000_000

_WRITTEN = (
    "stockrecord", "partner", "price", "compare_at_price", "currency", "sale_percentage", "available",
    "in_stock", "offers_count", "is_listed", "date_created", "num_sold", "rating",
)  # fmt: skip
_ATTNAMES = tuple(f"{name}_id" if name in {"stockrecord", "partner"} else name for name in _WRITTEN)

_FACTS = (
    "pk", "structure", "parent_id", "is_public", "date_created", "num_sold", "rating", "product_class__track_stock",
)  # fmt: skip
_OFFER_COLUMNS = (
    "product_id", "pk", "partner_id", "price", "compare_at_price", "price_currency", "num_in_stock", "num_allocated",
    "partner__is_selling", "partner__is_on_holiday", "partner__rating", "date_created",
)  # fmt: skip


class Standing(NamedTuple):
    """How an offer compares with others; the smallest wins."""

    sold_out: bool
    closed: bool
    price: Decimal
    unrated: bool
    minus_rating: Decimal
    created: datetime
    stockrecord_id: int


class Offer(NamedTuple):
    """One seller's offer as the ranking sees it."""

    is_counted: bool
    product_id: int
    stockrecord_id: int
    partner_id: int
    price: Decimal
    compare_at_price: Decimal | None
    currency: str
    num_in_stock: int | None
    num_allocated: int | None
    is_selling: bool
    is_on_holiday: bool
    rating: Decimal | None
    created: datetime

    @property
    def pieces(self) -> int:
        """What no order holds, or `UNCOUNTED`."""
        if not self.is_counted or self.num_in_stock is None:
            return UNCOUNTED
        return max(0, self.num_in_stock - (self.num_allocated or 0))

    @property
    def is_open(self) -> bool:
        return self.is_selling and not self.is_on_holiday

    @property
    def available(self) -> int:
        """Pieces that can be bought: none of a seller who does not sell now."""
        return self.pieces if self.is_open else 0

    @property
    def standing(self) -> Standing:
        return Standing(
            sold_out=self.pieces <= 0,
            closed=not self.is_open,
            price=self.price,
            unrated=self.rating is None,
            minus_rating=-(self.rating or Decimal(0)),
            created=self.created,
            stockrecord_id=self.stockrecord_id,
        )


@dataclass(frozen=True, kw_only=True)
class StockChange:
    """What became of one locked stock record: available pieces before and after."""

    stockrecord_id: int
    product_id: int
    parent_id: int | None
    before: int
    after: int

    @property
    def ran_out(self) -> bool:
        return self.before > 0 >= self.after

    @property
    def came_back(self) -> bool:
        return self.after > 0 >= self.before


def refresh_winning_offers(*, product_ids: Iterable[int]) -> None:
    """Compute the winning offers of these products and their parents anew, in the caller's transaction if it has one.

    Any number of ids; only rows that differ are written. Call it after whatever the winner or its row depends on: a new
    offer, a price, stock that ran out or came back, a seller's state, a product's state.
    """
    ids = set(product_ids)
    if ids:
        with transaction.atomic(savepoint=False):
            _refresh(ids)


def refresh_partner(*, partner_id: int) -> None:
    """The same for everything this seller offers, after its state, holiday or rating changed."""
    records = StockRecord.objects.filter(partner_id=partner_id)
    refresh_winning_offers(product_ids=records.values_list("product_id", flat=True).order_by().iterator())


def rebuild_winning_offers(*, chunk_size: int = 5000) -> Iterator[int]:
    """Compute every product's row anew, a chunk in a transaction; yields how many products are done so far."""
    done = 0
    for ids in _product_chunks(chunk_size):
        refresh_winning_offers(product_ids=ids)
        done += len(ids)
        yield done


def differences() -> Iterator[tuple[int, tuple[str, ...]]]:
    """Product id and what is wrong with its row, for every product; nothing is written."""
    for ids in _product_chunks(CHUNK):
        present = {row.product_id: row for row in WinningOffer.objects.filter(product_id__in=ids)}
        wanted = _compute(ids)
        for pk in sorted(present.keys() | wanted.keys()):
            wrong = _differing(wanted.get(pk), present.get(pk))
            if wrong:
                yield pk, wrong


def _product_chunks(size: int) -> Iterator[list[int]]:
    products, last = _products().order_by("pk"), 0
    while ids := list(products.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        yield ids
        last = ids[-1]


def follow_stock(changes: Sequence[StockChange]) -> None:
    """Bring the rows in line with changed stock; called by `partner.services` with the stock records locked.

    While nothing runs out or comes back the winner stays the winner: its number changes and nothing else. All rows are
    locked at once, before anything is written.
    """
    parents = {change.parent_id for change in changes if change.parent_id}
    rows = lock_winning_offers({change.product_id for change in changes} | parents)
    anew = {change.product_id for change in changes if _may_change_winner(change, rows)}
    steady = [change for change in changes if change.product_id not in anew]
    _shift_available(steady, rows)
    refresh_winning_offers(product_ids=anew)


def _may_change_winner(change: StockChange, rows: Mapping[int, WinningOffer]) -> bool:
    row = rows.get(change.product_id)
    if row is None or (change.parent_id and change.parent_id not in rows):
        return True
    return change.came_back or (change.ran_out and row.stockrecord_id == change.stockrecord_id)


def _shift_available(changes: Sequence[StockChange], rows: Mapping[int, WinningOffer]) -> None:
    """Change `available` of the winners among these records, then their parents' sums."""
    deltas: dict[int, int] = {}
    parents: set[int] = set()
    for change in changes:
        row = rows[change.product_id]
        if row.in_stock and row.stockrecord_id == change.stockrecord_id:
            deltas[row.pk] = change.after - change.before
            parents.update({change.parent_id} if change.parent_id else ())
    if deltas:
        WinningOffer.objects.filter(pk__in=deltas).update(available=F("available") + by_pk(deltas))
        _sum_up_parents(parents)


def by_pk(values: Mapping[int, int]) -> Value | Case:
    """An SQL expression for each row's own number; a plain number when all have the same."""
    distinct = set(values.values())
    if len(distinct) == 1:
        return Value(distinct.pop(), output_field=IntegerField())
    return Case(
        *(When(pk=pk, then=Value(value)) for pk, value in values.items()), default=Value(0), output_field=IntegerField()
    )


def _sum_up_parents(parent_ids: Iterable[int]) -> None:
    ids = sorted(parent_ids)
    if not ids:
        return
    variants = WinningOffer.objects.filter(product__parent_id=OuterRef("product_id"), product__is_public=True)
    total = variants.order_by().values("product__parent_id").annotate(total=Sum("available")).values("total")
    WinningOffer.objects.filter(product_id__in=ids).update(available=Coalesce(Subquery(total), 0))


def _refresh(ids: set[int]) -> None:
    everything = sorted(ids | _parents_of(ids))
    present = _lock_rows(everything)
    for start in range(0, len(everything), CHUNK):
        chunk = everything[start : start + CHUNK]
        wanted = _compute(chunk)
        _write([row for pk, row in wanted.items() if _differing(row, present.get(pk))])
        gone = [pk for pk in chunk if pk in present and pk not in wanted]
        if gone:
            WinningOffer.objects.filter(product_id__in=gone).delete()


def _parents_of(ids: Iterable[int]) -> set[int]:
    parents: set[int] = set()
    for chunk in _chunks(ids):
        children = _products().filter(pk__in=chunk, parent__isnull=False)
        parents.update(children.values_list("parent_id", flat=True))
    return parents


def _lock_rows(ids: Sequence[int]) -> dict[int, WinningOffer]:
    """Lock the rows that exist and the right to create those that do not."""
    existing: set[int] = set()
    for chunk in _chunks(ids):
        existing.update(WinningOffer.objects.filter(product_id__in=chunk).values_list("product_id", flat=True))
    lock_creation(set(ids) - existing)
    return lock_winning_offers(ids)


def _compute(ids: Sequence[int]) -> dict[int, WinningOffer]:
    """The rows these products should have, unsaved; a product without a visible offer is left out."""
    facts = {fact["pk"]: fact for fact in _products().filter(pk__in=ids).values(*_FACTS)}
    variants = _public_variants([pk for pk, fact in facts.items() if fact["structure"] == "parent"])
    counted = _counted(facts, variants)
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in ranked_offers(counted=counted):
        if offer.product_id in facts:
            offers[offer.product_id].append(offer)
        if offer.product_id in variants:
            offers[variants[offer.product_id]].append(offer)
    return {pk: _row(fact, offers[pk]) for pk, fact in facts.items() if offers[pk]}


def _products() -> Any:
    return get_model("catalogue", "Product").objects.order_by()


def _public_variants(parent_ids: Sequence[int]) -> dict[int, int]:
    """Variant -> parent."""
    if not parent_ids:
        return {}
    return dict(_products().filter(parent_id__in=parent_ids, is_public=True).values_list("pk", "parent_id"))


def _counted(facts: Mapping[int, Mapping[str, Any]], variants: Mapping[int, int]) -> dict[int, bool]:
    """Whether the type of each product that may have offers counts stock; a variant is of its parent's type.

    Three small questions by primary key instead of one with five joins, which goes wrong on tables just filled in bulk.
    """
    parents = {pk: fact["parent_id"] for pk, fact in facts.items() if fact["parent_id"]} | dict(variants)
    known = {pk: fact["product_class__track_stock"] for pk, fact in facts.items() if fact["structure"] != "child"}
    missing = set(parents.values()) - known.keys()
    if missing:
        known.update(_products().filter(pk__in=missing).values_list("pk", "product_class__track_stock"))
    own = {pk: known[pk] for pk, fact in facts.items() if fact["structure"] == "standalone"}
    return own | {pk: known[parent] for pk, parent in parents.items()}


def ranked_offers(*, counted: Mapping[int, bool]) -> list[Offer]:
    """Active offers of visible sellers of these products, best first. The value says whether its stock is counted."""
    records = StockRecord.objects.filter(product_id__in=list(counted), is_active=True, price__isnull=False)
    rows = records.filter(partner__is_visible=True).order_by().values_list(*_OFFER_COLUMNS)
    return sorted((Offer(counted[row[0]], *row) for row in rows), key=lambda offer: offer.standing)


def _row(fact: Mapping[str, Any], offers: Sequence[Offer]) -> WinningOffer:
    """The row of one product from its offers (a parent's: of all its variants), best first."""
    best = offers[0]
    winners: dict[int, Offer] = {}
    for offer in offers:
        winners.setdefault(offer.product_id, offer)
    available = sum(offer.available for offer in winners.values())
    return WinningOffer(
        product_id=fact["pk"],
        stockrecord_id=best.stockrecord_id,
        partner_id=best.partner_id,
        price=best.price,
        compare_at_price=best.compare_at_price,
        currency=best.currency,
        sale_percentage=sale_percentage(price=best.price, compare_at_price=best.compare_at_price),
        available=available,
        in_stock=available > 0,
        offers_count=len({offer.partner_id for offer in offers}),
        is_listed=fact["is_public"] and fact["structure"] != "child",
        date_created=fact["date_created"],
        num_sold=fact["num_sold"],
        rating=fact["rating"],
    )


def sale_percentage(*, price: Decimal, compare_at_price: Decimal | None) -> int:
    """Whole percent saved, never more than the truth; 0 when it is not on sale."""
    if compare_at_price is None or compare_at_price <= price:
        return 0
    return int(((compare_at_price - price) * 100 / compare_at_price).quantize(Decimal(1), rounding=ROUND_DOWN))


def _differing(wanted: WinningOffer | None, present: WinningOffer | None) -> tuple[str, ...]:
    """The columns in which the two differ, "row" when one of them is not there."""
    if wanted is None or present is None:
        return () if wanted is present else ("row",)
    return tuple(name for name in _ATTNAMES if getattr(wanted, name) != getattr(present, name))


def _write(rows: Sequence[WinningOffer]) -> None:
    if rows:
        WinningOffer.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["product"], update_fields=_WRITTEN, batch_size=CHUNK
        )


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
