"""Lines, parcels and stock of a consignment. Called by the event handler with the consignment locked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from oscar_apps.partner import services as stock
from oscar_apps.partner.locks import lock_stockrecords

from .exceptions import IllegalMove
from .models import Consignment, Line, Order, ShippingEvent


@cache
def _event_type_id(code: str) -> int:
    """Oscar's event type with this code (made by `post_migrate`), remembered by this process."""
    return get_model("order", "ShippingEventType").objects.get(code=code).pk


def shipped_quantities(consignment: Consignment) -> dict[int, int]:
    """Pieces sent so far by line id."""
    rows = (
        get_model("order", "ShippingEventQuantity")
        .objects.filter(event__consignment=consignment, event__event_type__code=ShippingEvent.SHIPPED)
        .values_list("line_id")
        .annotate(sent=Sum("quantity"))
    )
    return dict(rows)


def quantities_left(consignment: Consignment) -> dict[int, int]:
    """Pieces still to be sent by line id, lines with none left out."""
    sent = shipped_quantities(consignment)
    lines = Line.objects.filter(consignment=consignment).order_by("pk")
    left = {line.pk: _still_wanted(line, line.quantity - sent.get(line.pk, 0)) for line in lines}
    return {pk: count for pk, count in left.items() if count > 0}


def _still_wanted(line: Line, unsent: int) -> int:
    """Unsent pieces less those that were dropped. A line that never held stock (it is not counted) drops none."""
    if line.allocation_cancelled:
        return 0
    return min(unsent, line.num_allocated) if line.num_allocated else unsent


def take_from_lines(
    *, consignment: Consignment, quantities: Mapping[int, int] | None, actor: Any
) -> tuple[dict[int, int], bool]:
    """Consume the stock of what is sent. Returns the pieces by line id, and whether nothing is left."""
    left = quantities_left(consignment)
    sent = dict(left) if quantities is None else {pk: count for pk, count in quantities.items() if count}
    if not sent:
        raise IllegalMove(_("Say how many pieces you are sending."))
    for pk, count in sent.items():
        if count < 0 or count > left.get(pk, 0):
            raise IllegalMove(_("You cannot send more than is left of a line."))
    lines = {line.pk: line for line in Line.objects.filter(pk__in=sent, consignment=consignment)}
    _consume(lines=lines, sent=sent, reference=consignment.number, actor=actor)
    return sent, sent == left


def _consume(*, lines: Mapping[int, Line], sent: Mapping[int, int], reference: str, actor: Any) -> None:
    taken: dict[int, int] = defaultdict(int)
    for pk in sorted(sent):
        line = lines[pk]
        if not line.stockrecord_id or not line.num_allocated:
            continue
        changed = Line.objects.filter(pk=pk, num_allocated__gte=sent[pk]).update(
            num_allocated=F("num_allocated") - sent[pk]
        )
        if not changed:
            raise IllegalMove(_("These goods have been sent or released already."))
        taken[line.stockrecord_id] += sent[pk]
    if taken:
        stock.consume(quantities=taken, reference=reference, actor=actor)


def release_lines(*, consignment: Consignment, reason: str, actor: Any) -> None:
    """Give back what the lines still hold. A line's own count goes to zero first, so a repeat finds nothing."""
    released: dict[int, int] = defaultdict(int)
    held = Line.objects.filter(consignment=consignment, num_allocated__gt=0, stockrecord__isnull=False).order_by("pk")
    for line in held:
        changed = Line.objects.filter(pk=line.pk, num_allocated=line.num_allocated).update(
            num_allocated=0, allocation_cancelled=True
        )
        if changed:
            released[line.stockrecord_id] += line.num_allocated
    if released:
        stock.release(quantities=released, reference=consignment.number, actor=actor, reason=reason)


def hold_lines(*, order: Order, consignments: Sequence[Consignment], actor: Any) -> None:
    """Take the stock again that `release_lines` gave back. Raises `InsufficientStock`, or `IllegalMove`."""
    lines = list(Line.objects.filter(consignment__in=consignments, allocation_cancelled=True).order_by("pk"))
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.stockrecord_id is None:
            raise IllegalMove(_("An offer of this order does not exist any more."))
        wanted[line.stockrecord_id] += line.quantity
    records = lock_stockrecords(wanted)
    if wanted:
        stock.allocate(records=records, quantities=wanted, reference=order.number, actor=actor)
    for line in lines:
        held = line.quantity if records[line.stockrecord_id].can_track_allocations else 0
        Line.objects.filter(pk=line.pk).update(num_allocated=held, allocation_cancelled=False)


def drop_from_lines(*, consignment: Consignment, quantities: Mapping[int, int], actor: Any) -> None:
    """Release pieces that are not sent yet. Raises `IllegalMove` for more than a line holds."""
    released: dict[int, int] = defaultdict(int)
    for line in Line.objects.filter(consignment=consignment, pk__in=quantities).order_by("pk"):
        count = quantities[line.pk]
        changed = Line.objects.filter(pk=line.pk, num_allocated__gte=count, stockrecord__isnull=False).update(
            num_allocated=F("num_allocated") - count, allocation_cancelled=line.num_allocated == count
        )
        if not changed:
            raise IllegalMove(_("These goods have been sent or released already."))
        released[line.stockrecord_id] += count
    if released:
        stock.release(quantities=released, reference=consignment.number, actor=actor, reason="refunded")


def put_on_shelf(*, consignment: Consignment, quantities: Mapping[int, int] | None, actor: Any) -> None:
    """Sent goods that came back go into stock. Raises `IllegalMove` for more of a line than was sent."""
    sent = shipped_quantities(consignment)
    counts = dict(sent) if quantities is None else {pk: count for pk, count in quantities.items() if count}
    if any(count < 0 or count > sent.get(pk, 0) for pk, count in counts.items()):
        raise IllegalMove(_("More cannot come back than was sent."))
    returned: dict[int, int] = defaultdict(int)
    for line in Line.objects.filter(consignment=consignment, pk__in=counts, stockrecord__isnull=False):
        returned[line.stockrecord_id] += counts[line.pk]
    if returned:
        stock.take_back(quantities=returned, reference=consignment.number, actor=actor, reason="refused at the door")


def record_parcel(*, consignment: Consignment, sent: Mapping[int, int], **details: Any) -> ShippingEvent:
    """The shipping event of one parcel with its pieces."""
    parcel = ShippingEvent.objects.create(
        order_id=consignment.order_id,
        consignment=consignment,
        event_type_id=_event_type_id(ShippingEvent.SHIPPED),
        **details,
    )
    _record_pieces(event=parcel, pieces=sent)
    return parcel


def _record_pieces(*, event: ShippingEvent, pieces: Mapping[int, int]) -> None:
    model = get_model("order", "ShippingEventQuantity")
    model.objects.bulk_create(model(event=event, line_id=pk, quantity=count) for pk, count in pieces.items())


def parcels_arrived(consignment: Consignment) -> bool:
    """Whether any parcel has been handed over."""
    events = ShippingEvent.objects.filter(consignment=consignment)
    return events.filter(event_type__code=ShippingEvent.DELIVERED).exists()


def parcels_without_arrival(consignment: Consignment) -> list[ShippingEvent]:
    """Parcels on their way."""
    parcels = ShippingEvent.objects.filter(
        consignment=consignment, event_type__code=ShippingEvent.SHIPPED, arrival__isnull=True
    )
    return list(parcels.order_by("pk").prefetch_related("line_quantities"))


def record_arrivals(*, parcels: Sequence[ShippingEvent], actor: Any) -> None:
    """One event for each parcel that has come. A parcel arrives once: the database allows one arrival each."""
    for parcel in parcels:
        arrival = ShippingEvent.objects.create(
            order_id=parcel.order_id,
            consignment_id=parcel.consignment_id,
            event_type_id=_event_type_id(ShippingEvent.DELIVERED),
            parcel=parcel,
            actor=actor,
        )
        _record_pieces(event=arrival, pieces={row.line_id: row.quantity for row in parcel.line_quantities.all()})
