"""The only writer of order and consignment status.

Every public method is one transaction: lock order, then consignment; check the move; write; record who; publish.
Stock moves here too: shipping consumes what was allocated, cancelling releases it, each exactly once.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.order.processing import EventHandler as OscarEventHandler

from marketplace.outbox.services import publish

from . import pipeline
from .exceptions import IllegalMove
from .fulfilment import (
    drop_from_lines,
    hold_lines,
    parcels_arrived,
    parcels_without_arrival,
    put_on_shelf,
    quantities_left,
    record_arrivals,
    record_parcel,
    release_lines,
    take_from_lines,
)
from .models import Consignment, ConsignmentStatus, ConsignmentStatusChange, Order, OrderStatus, ShippingEvent
from .signals import consignment_moved, order_cancelled, order_reopened

S = ConsignmentStatus


class EventHandler(OscarEventHandler):
    """Moves consignments along the pipeline. `role` is "buyer", "seller", "admin" or "system"."""

    def __init__(self, user: Any = None, role: str = "system", **kwargs: Any) -> None:
        super().__init__(user=user, **kwargs)
        self.role = role

    # What people do

    @transaction.atomic
    def confirm(self, order: Order) -> None:
        """The order is paid (or needs no payment first): every waiting part goes to its seller."""
        locked = self._lock_order(order)
        for consignment in self._lock_consignments(locked):
            if consignment.status == S.AWAITING_PAYMENT:
                self._move(consignment, S.PLACED)
        locked.expires_at = None
        locked.save(update_fields=["expires_at"])
        self._settle_order(locked)

    @transaction.atomic
    def accept(self, consignment: Consignment) -> None:
        """The seller takes the order on. Raises `IllegalMove`."""
        order, locked = self._lock(consignment)
        self._move(locked, S.ACCEPTED)
        self._settle_order(order)

    @transaction.atomic
    def ship(
        self,
        consignment: Consignment,
        quantities: Mapping[int, int] | None = None,
        *,
        carrier: str = "",
        tracking_number: str = "",
        tracking_url: str = "",
        notes: str = "",
    ) -> ShippingEvent:
        """Send one parcel with these quantities by line id; None means all that is left.

        Raises `IllegalMove` when a quantity is more than is left or the consignment is not accepted.
        """
        order, locked = self._lock(consignment)
        if locked.status not in (S.ACCEPTED, S.PART_SHIPPED):
            raise IllegalMove(_("Accept the order before you ship it, and ship it only once."))
        sent, complete = take_from_lines(consignment=locked, quantities=quantities, actor=self.user)
        details = {
            "carrier": carrier,
            "tracking_number": tracking_number,
            "tracking_url": tracking_url,
            "notes": notes,
            "actor": self.user,
        }
        parcel = record_parcel(consignment=locked, sent=sent, **details)
        target = S.SHIPPED if complete else S.PART_SHIPPED
        if locked.status != target:
            self._move(locked, target, shipped_at=timezone.now() if complete else None)
        ids = {"event_id": parcel.pk, "consignment_id": locked.pk, "order_id": order.pk}
        publish("parcel.shipped", ids)
        self._settle_order(order)
        return parcel

    @transaction.atomic
    def deliver(self, consignment: Consignment, parcel: ShippingEvent | None = None) -> None:
        """A parcel has arrived, or all of them. When the last one has, the consignment is delivered."""
        order, locked = self._lock(consignment)
        waiting = parcels_without_arrival(locked) if pipeline.under_way(locked) else []
        arrived = [row for row in waiting if parcel is None or row.pk == parcel.pk]
        if not arrived:
            raise IllegalMove(_("There is no parcel on its way that could have arrived."))
        record_arrivals(parcels=arrived, actor=self.user)
        if locked.status == S.SHIPPED and len(arrived) == len(waiting):
            self._move(locked, S.DELIVERED, delivered_at=timezone.now())
        self._settle_order(order)

    @transaction.atomic
    def cancel_consignment(self, consignment: Consignment, reason: str = "") -> None:
        """End one seller's part before anything is shipped; its stock goes back once. Raises `IllegalMove`."""
        order, locked = self._lock(consignment)
        self._end(order, [locked], reason)

    @transaction.atomic
    def cancel_order(self, order: Order, reason: str = "") -> None:
        """End every part that is still open. Raises `IllegalMove` when one has been shipped already."""
        locked = self._lock_order(order)
        consignments = pipeline.open_parts(self._lock_consignments(locked))
        if not consignments:
            raise IllegalMove(_("This order is cancelled already."))
        self._end(locked, consignments, reason)

    @transaction.atomic
    def expire(self, order: Order) -> None:
        """The time to pay is over. Raises `IllegalMove` when it has been paid, has ended or was put off meanwhile."""
        locked = self._lock_order(order)
        if locked.status != OrderStatus.PENDING or locked.expires_at is None or locked.expires_at > timezone.now():
            raise IllegalMove(_("This order does not wait for its payment any more, or still has time."))
        waiting = [row for row in self._lock_consignments(locked) if row.status == S.AWAITING_PAYMENT]
        self._end(locked, waiting, "not paid in time")

    @transaction.atomic
    def reopen(self, order: Order) -> None:
        """An order that was cancelled for want of payment is paid after all: it waits for payment again, as before.

        Stock, voucher and offer uses are taken again, all or nothing. Raises `IllegalMove` when the order has not
        expired or a use is gone, `partner.exceptions.InsufficientStock` when a piece is.
        """
        locked = self._lock_order(order)
        parts = [row for row in self._lock_consignments(locked) if pipeline.has_expired(row)]
        if locked.status != OrderStatus.CANCELLED or not parts:
            raise IllegalMove(_("This order has not expired."))
        for part in parts:
            self._move(part, S.AWAITING_PAYMENT, moves=pipeline.REOPENS, note="paid after all", cancel_reason="")
        self._settle_order(locked)
        order_reopened.send(sender=type(self), order=locked)
        hold_lines(order=locked, consignments=parts, actor=self.user)

    @transaction.atomic
    def refuse(self, consignment: Consignment, reason: str = "") -> None:
        """The buyer did not take the parcel. What was not sent yet is released; the sent goods are on their way back.

        Raises `IllegalMove` when nothing is on its way or a parcel has been handed over already: that is a return.
        """
        order, locked = self._lock(consignment)
        if parcels_arrived(locked):
            raise IllegalMove(_("A parcel of this order has been handed over already, so it cannot be refused."))
        self._move(locked, S.REFUSED, note=reason, cancel_reason=reason[:255])
        self._settle_order(order)
        release_lines(consignment=locked, reason=reason, actor=self.user)

    @transaction.atomic
    def take_back(self, consignment: Consignment, quantities: Mapping[int, int] | None = None) -> None:
        """Refused goods are with the seller again. `quantities` by line id go back into stock (None: all that was
        sent); the rest is damaged or lost. Happens once; raises `IllegalMove`.
        """
        _order, locked = self._lock(consignment)
        waiting = Consignment.objects.filter(pk=locked.pk, status=S.REFUSED, goods_back_at__isnull=True)
        if not waiting.update(goods_back_at=timezone.now()):
            raise IllegalMove(_("These goods are back already, or nobody has refused them."))
        put_on_shelf(consignment=locked, quantities=quantities, actor=self.user)

    @transaction.atomic
    def drop(self, consignment: Consignment, quantities: Mapping[int, int]) -> None:
        """These pieces, by line id, will not be sent: what they hold is released. Raises `IllegalMove`.

        Where that leaves nothing more to send, a partly shipped consignment counts as shipped.
        """
        order, locked = self._lock(consignment)
        drop_from_lines(consignment=locked, quantities=quantities, actor=self.user)
        if quantities_left(locked):
            return
        if locked.status != S.PART_SHIPPED:
            raise IllegalMove(_("Nothing would be left to send. Cancel this part instead."))
        self._move(locked, S.SHIPPED, shipped_at=timezone.now())
        self._settle_order(order)

    # How it is written

    def _lock_order(self, order: Order) -> Order:
        return Order.objects.select_for_update(of=("self",)).get(pk=order.pk)

    def _lock_consignments(self, order: Order) -> list[Consignment]:
        return list(Consignment.objects.select_for_update().filter(order=order).order_by("pk"))

    def _lock(self, consignment: Consignment) -> tuple[Order, Consignment]:
        order = Order.objects.select_for_update(of=("self",)).get(pk=consignment.order_id)
        return order, Consignment.objects.select_for_update().get(pk=consignment.pk)

    def _move(
        self,
        consignment: Consignment,
        target: str,
        *,
        note: str = "",
        moves: Mapping[str, frozenset[str]] = pipeline.MOVES,
        **fields: Any,
    ) -> None:
        old = consignment.status
        if target not in moves.get(old, frozenset()):
            reason = _("A consignment that is “%(old)s” cannot become “%(new)s”.")
            raise IllegalMove(reason % {"old": S(old).label, "new": S(target).label})
        values = {name: value for name, value in fields.items() if value is not None}
        # The row count decides: without row locks (SQLite) a second mover finds the old status gone.
        changed = Consignment.objects.filter(pk=consignment.pk, status=old).update(status=target, **values)
        if not changed:
            raise IllegalMove(_("Somebody else has just changed this consignment. Please look again."))
        consignment.status = target
        self._record(consignment=consignment, old=old, new=target, note=note)

    def _record(self, *, consignment: Consignment, old: str, new: str, note: str) -> None:
        ConsignmentStatusChange.objects.create(
            consignment=consignment,
            old_status=old,
            new_status=new,
            actor=self.user,
            actor_role=self.role,
            note=note[:255],
        )
        consignment_moved.send(sender=type(self), consignment=consignment, old_status=old, new_status=new)
        publish(
            "order.status_changed",
            {
                "order_id": consignment.order_id,
                "consignment_id": consignment.pk,
                "axis": "fulfilment",
                "old": old,
                "new": new,
                "role": self.role,
            },
        )

    def _end(self, order: Order, consignments: list[Consignment], reason: str) -> None:
        """Cancel these. Stock goes back last: whoever places an order locks vouchers before stock, too."""
        for consignment in consignments:
            if not pipeline.cancellable(consignment):
                raise IllegalMove(_("It cannot be cancelled any more: goods have been shipped or it has ended."))
            self._move(consignment, S.CANCELLED, note=reason, cancel_reason=reason[:255])
        self._settle_order(order)
        for consignment in consignments:
            release_lines(consignment=consignment, reason=reason, actor=self.user)

    def _settle_order(self, order: Order) -> None:
        """Let the order's own status follow its consignments'."""
        statuses = list(order.consignments.values_list("status", flat=True))
        new = pipeline.order_status(statuses)
        if new == order.status:
            return
        old, order.status = order.status, new
        order.save(update_fields=["status"])
        if new == OrderStatus.CANCELLED:
            order_cancelled.send(sender=type(self), order=order)
        order.status_changes.create(old_status=old, new_status=new)
        change = {
            "order_id": order.pk,
            "consignment_id": None,
            "axis": "order",
            "old": old,
            "new": new,
            "role": self.role,
        }
        publish("order.status_changed", change)
