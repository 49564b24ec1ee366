"""Moves an order that was just placed into the past, with everything that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from oscar_apps.order.models import Consignment, ConsignmentStatus, ConsignmentStatusChange, Order, ShippingEvent

#: Hours after the order at which each step is reached at the earliest; never later than now.
STEPS: dict[str, float] = {
    ConsignmentStatus.PLACED: 0,
    ConsignmentStatus.ACCEPTED: 5,
    ConsignmentStatus.CANCELLED: 9,
    ConsignmentStatus.PART_SHIPPED: 26,
    ConsignmentStatus.SHIPPED: 49,
    ConsignmentStatus.DELIVERED: 98,
    ConsignmentStatus.REFUSED: 98,
}
#: Hours after the order at which refused goods lie with the seller again.
BACK_AFTER = 122


def date_back(order: Order, *, days: float) -> None:
    """Let the order have been placed `days` ago. Its history is spread over the time since, in the order it has.

    Stock movements and the journal keep their true time: they are never changed. So the money of a sample order is
    booked today, and becomes available after the return window from today.
    """
    placed = timezone.now() - timedelta(days=days)
    Order.objects.filter(pk=order.pk).update(date_placed=placed)
    for status_change in order.status_changes.all():
        status_change.date_created = _at(placed, 10)
        status_change.save(update_fields=["date_created"])
    for part in order.consignments.all():
        _date_part(part, placed)


def _date_part(part: Consignment, placed: datetime) -> None:
    changes = list(part.status_changes.order_by("pk"))
    for change in changes:
        when = _at(placed, STEPS.get(change.new_status, 0))
        ConsignmentStatusChange.objects.filter(pk=change.pk).update(created_at=when)
    _date_parcels(list(part.shipping_events.order_by("pk")), placed)
    dates: dict[str, Any] = {"placed_at": placed}
    if part.shipped_at:
        dates["shipped_at"] = _at(placed, STEPS[ConsignmentStatus.SHIPPED])
    if part.goods_back_at:
        dates["goods_back_at"] = _at(placed, BACK_AFTER)
    if part.delivered_at:
        dates["delivered_at"] = _at(placed, STEPS[ConsignmentStatus.DELIVERED])
    Consignment.objects.filter(pk=part.pk).update(**dates)


def _date_parcels(events: Sequence[ShippingEvent], placed: datetime) -> None:
    """Parcels left when their consignment was shipped, the first of several earlier; arrivals came after all."""
    parcels = [event for event in events if event.parcel_id is None]
    for place, event in enumerate(reversed(parcels)):
        step = ConsignmentStatus.SHIPPED if place == 0 else ConsignmentStatus.PART_SHIPPED
        ShippingEvent.objects.filter(pk=event.pk).update(date_created=_at(placed, STEPS[step]))
    arrived = [event.pk for event in events if event.parcel_id is not None]
    when = _at(placed, STEPS[ConsignmentStatus.DELIVERED])
    ShippingEvent.objects.filter(pk__in=arrived).update(date_created=when)


def _at(placed: datetime, hours: float) -> datetime:
    return min(placed + timedelta(hours=hours), timezone.now())
