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
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
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
_ATTNAMES = tuple(WinningOffer._meta.get_field(name).attname for name in _WRITTEN)


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
    """One seller's offer as the ranking sees it. `pieces` is what no order holds, or `UNCOUNTED`."""

    product_id: int
    parent_id: int | None
    product_public: bool
    stockrecord_id: int
    partner_id: int
    price: Decimal
    compare_at_price: Decimal | None
    currency: str
    pieces: int
    is_open: bool
    rating: Decimal | None
    created: datetime

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

    @property
    def available(self) -> int:
        """Pieces that can be bought: none of a seller who does not sell now."""
        return self.pieces if self.is_open else 0


@dataclass(frozen=True, kw_only=True)
class StockChange:
    """What became of one locked stock record: available pieces before and after."""

    stockrecord_id: int
    product_id: int
    parent_id: int | None
    before: int
    after: int

    @property
    def ran_out_or_came_back(self) -> bool:
        return (self.before <= 0) != (self.after <= 0)


def refresh_winning_offers(*, product_ids: Iterable[int]) -> None:
    """Compute the winning offers of these products and of their parents anew, in the caller's transaction if it has one.

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
    products, last, done = get_model("catalogue", "Product").objects.order_by("pk"), 0, 0
    while ids := list(products.filter(pk__gt=last).values_list("pk", flat=True)[:chunk_size]):
        refresh_winning_offers(product_ids=ids)
        last, done = ids[-1], done + len(ids)
        yield done


def follow_stock(changes: Sequence[StockChange]) -> None:
    """Bring the rows in line with changed stock; called by `partner.services` with the stock records locked.

    While nothing runs out or comes back the winner stays the winner: its number changes and nothing else.
    """
    anew = {change.product_id for change in changes if change.ran_out_or_came_back}
    steady = [change for change in changes if not change.ran_out_or_came_back]
    if steady:
        anew |= _shift_available(steady)
    refresh_winning_offers(product_ids=anew)


def _shift_available(changes: Sequence[StockChange]) -> set[int]:
    """Change `available` of the winners among these, then their parents' sums; returns products that need more."""
    parents = {change.parent_id for change in changes if change.parent_id}
    rows = lock_winning_offers({change.product_id for change in changes} | parents)
    deltas: dict[int, int] = {}
    for change in changes:
        row = rows.get(change.product_id)
        if row and row.in_stock and row.stockrecord_id == change.stockrecord_id:
            deltas[row.pk] = change.after - change.before
    if deltas:
        WinningOffer.objects.filter(pk__in=deltas).update(available=F("available") + by_pk(deltas))
        _sum_up_parents(parents)
    return {c.product_id for c in changes if c.product_id not in rows or (c.parent_id and c.parent_id not in rows)}


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
        _write([row for pk, row in wanted.items() if _differs(row, present.get(pk))])
        gone = [pk for pk in chunk if pk in present and pk not in wanted]
        if gone:
            WinningOffer.objects.filter(product_id__in=gone).delete()


def _parents_of(ids: Iterable[int]) -> set[int]:
    parents: set[int] = set()
    for chunk in _chunks(ids):
        children = get_model("catalogue", "Product").objects.filter(pk__in=chunk, parent__isnull=False)
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
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers_shown(Q(product_id__in=ids) | Q(product__parent_id__in=ids)):
        offers[offer.product_id].append(offer)
        if offer.parent_id and offer.product_public:
            offers[offer.parent_id].append(offer)
    products = get_model("catalogue", "Product").objects.filter(pk__in=ids)
    facts = products.values("pk", "structure", "is_public", "date_created", "num_sold", "rating")
    return {fact["pk"]: _row(fact, offers[fact["pk"]]) for fact in facts if offers[fact["pk"]]}


def offers_shown(condition: Q) -> list[Offer]:
    """Active offers of visible sellers, best first."""
    records = StockRecord.objects.filter(condition, is_active=True, price__isnull=False, partner__is_visible=True)
    counted = Coalesce("product__product_class__track_stock", "product__parent__product_class__track_stock")
    offers = [_offer(*values) for values in _offer_values(records.annotate(counted=counted))]
    return sorted(offers, key=lambda offer: offer.standing)


def _offer_values(records: QuerySet[StockRecord]) -> QuerySet[Any, tuple[Any, ...]]:
    return records.order_by().values_list(
        "product_id", "product__parent_id", "product__is_public", "pk", "partner_id", "price", "compare_at_price",
        "price_currency", "counted", "num_in_stock", "num_allocated", "partner__is_selling", "partner__is_on_holiday",
        "partner__rating", "date_created",
    )  # fmt: skip


def _offer(*values: Any) -> Offer:
    *identity, counted, in_stock, allocated, is_selling, is_on_holiday, rating, created = values
    is_counted = counted and in_stock is not None
    pieces = max(0, in_stock - (allocated or 0)) if is_counted else UNCOUNTED
    return Offer(*identity, pieces, is_selling and not is_on_holiday, rating, created)


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


def _differs(row: WinningOffer, present: WinningOffer | None) -> bool:
    return present is None or any(getattr(row, name) != getattr(present, name) for name in _ATTNAMES)


def _write(rows: Sequence[WinningOffer]) -> None:
    if rows:
        WinningOffer.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["product"], update_fields=_WRITTEN, batch_size=CHUNK
        )


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
