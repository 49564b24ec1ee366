"""Reads of orders. Every one is scoped on fetch: by person, by secret, or by seller."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from marketplace.prepared import PreparedSelect, hang

from . import pipeline
from .models import Consignment, ConsignmentStatus, Line, Order, OrderStatus, PaymentStatus, ShippingEvent

S = ConsignmentStatus


@dataclass(frozen=True)
class Step:
    """One step of the progress a buyer sees; `state` is "done", "current", "next" or "failed"."""

    label: str | Promise
    state: str
    date: datetime | None = None

    @property
    def when(self) -> str:
        """The day and time in the reader's language, or nothing."""
        return date_format(localtime(self.date), "SHORT_DATETIME_FORMAT") if self.date else ""


def _with_parts(orders: QuerySet[Order]) -> QuerySet[Order]:
    parcels = ShippingEvent.objects.filter(event_type__code=ShippingEvent.SHIPPED).select_related("arrival")
    consignments = Consignment.objects.select_related("partner").prefetch_related(
        Prefetch("lines", Line.objects.order_by("pk")),
        Prefetch("shipping_events", parcels.order_by("pk").prefetch_related("line_quantities"), to_attr="parcels"),
        "status_changes",
    )
    return orders.prefetch_related(Prefetch("consignments", consignments.order_by("pk")))


def orders_of(user: Any) -> QuerySet[Order]:
    """A person's own orders, newest first, with their consignments."""
    return _with_parts(Order.objects.filter(user=user).order_by("-date_placed", "-pk"))


def order_of_user(*, user: Any, number: str) -> Order | None:
    """One order of this person with all its parts, or None: foreign orders do not exist for them."""
    orders = Order.objects.filter(user=user, number=number).select_related("shipping_address__country")
    return _with_parts(orders).first()


def order_by_secret(*, number: str, secret: str) -> Order | None:
    """The order for who holds its link; compared in constant time."""
    orders = Order.objects.filter(number=number).select_related("shipping_address__country", "user")
    order = _with_parts(orders).first()
    return order if order and _holds(order, secret) else None


def _write_order(number: str) -> QuerySet[Order]:
    return Order.objects.filter(number=number).select_related("shipping_address__country", "user").order_by()


def _write_consignments(order_id: int) -> QuerySet[Consignment]:
    return Consignment.objects.filter(order_id=order_id).select_related("partner").order_by("pk")


def _write_lines(order_id: int) -> QuerySet[Line]:
    return Line.objects.filter(order_id=order_id).order_by("pk")


_order_rows = PreparedSelect(_write_order)
_consignment_rows = PreparedSelect(_write_consignments)
_line_rows = PreparedSelect(_write_lines)


def placed_order(*, number: str, secret: str) -> Order | None:
    """`order_by_secret` for the page right after placing: with sellers and lines, without parcels and history."""
    order = next((row for row in _order_rows(number) if _holds(row, secret)), None) if "\0" not in number else None
    if order is None:
        return None
    lines, consignments = _line_rows(order.pk), _consignment_rows(order.pk)
    for consignment in consignments:
        hang(consignment, "lines", [line for line in lines if line.consignment_id == consignment.pk])
    hang(order, "consignments", consignments)
    return order


def _holds(order: Order, secret: str) -> bool:
    return hmac.compare_digest(order.secret.encode(), secret.encode())


def find_for_guest(*, number: str, contact: str) -> Order | None:
    """The order with this number whose e-mail or phone the asker knows; for sending the link, not for showing."""
    from phonenumber_field.phonenumber import to_python

    order = Order.objects.filter(number=number.strip().upper()).first()
    if order is None:
        return None
    given = contact.strip()
    if "@" in given:
        return order if order.contact_email and order.contact_email.lower() == given.lower() else None
    phone = to_python(given)
    return order if phone and phone.is_valid() and phone.as_e164 == order.contact_phone else None


def consignments_of(partner_ids: Iterable[int]) -> QuerySet[Consignment]:
    """What these sellers have to fulfil, newest first. The seller's whole view: nobody else's rows."""
    parcels = ShippingEvent.objects.filter(event_type__code=ShippingEvent.SHIPPED).select_related("arrival")
    return (
        Consignment.objects.filter(partner_id__in=list(partner_ids))
        .select_related("order__shipping_address__country", "partner")
        .prefetch_related(
            Prefetch("lines", Line.objects.order_by("pk")),
            Prefetch("shipping_events", parcels.order_by("pk").prefetch_related("line_quantities"), to_attr="parcels"),
            "status_changes",
        )
        .order_by("-placed_at", "-pk")
    )


def amount_due(order: Order) -> Decimal:
    """What is to be paid: the totals of the parts that are not cancelled, tax included, in the order's currency."""
    return sum((part.total for part in pipeline.open_parts(order.consignments.all())), Decimal(0))


def status_word(order: Order) -> str:
    """The single word of the API: pending, processing, shipped, delivered, cancelled or refunded."""
    if order.payment_status == PaymentStatus.REFUNDED:
        return "refunded"
    statuses = {part.status for part in order.consignments.all()} - pipeline.UNSOLD
    if not statuses:
        return "cancelled"
    if statuses == {S.DELIVERED}:
        return "delivered"
    if statuses <= {S.SHIPPED, S.DELIVERED}:
        return "shipped"
    if order.status == OrderStatus.PENDING or statuses == {S.PLACED}:
        return "pending"
    return "processing"


def progress(consignment: Consignment) -> list[Step]:
    """The steps of one seller's part, in order, with the date of those that are done."""
    dates = {change.new_status: change.created_at for change in consignment.status_changes.all()}
    if consignment.status == S.CANCELLED:
        return [
            Step(_("Placed"), "done", consignment.placed_at),
            Step(_("Cancelled"), "failed", dates.get(S.CANCELLED)),
        ]
    if consignment.status == S.REFUSED:
        return _steps_of_refused(consignment, dates)
    status = S.SHIPPED if consignment.status == S.PART_SHIPPED else consignment.status
    reached = pipeline.PROGRESS.index(status) if status in pipeline.PROGRESS else -1
    return [
        _step(position=position, step=step, reached=reached, dates=dates, consignment=consignment)
        for position, step in enumerate(pipeline.PROGRESS)
    ]


def _steps_of_refused(consignment: Consignment, dates: dict[str, datetime]) -> list[Step]:
    steps = [
        Step(_("Placed"), "done", consignment.placed_at),
        Step(S.SHIPPED.label, "done", dates.get(S.SHIPPED) or dates.get(S.PART_SHIPPED)),
        Step(S.REFUSED.label, "failed", dates.get(S.REFUSED)),
    ]
    back = Step(_("Goods are back"), "done", consignment.goods_back_at) if consignment.goods_back_at else None
    return [*steps, back] if back else steps


def _step(*, position: int, step: str, reached: int, dates: dict[str, datetime], consignment: Consignment) -> Step:
    label = S(step).label
    if step == S.SHIPPED and consignment.status == S.PART_SHIPPED:
        return Step(S.PART_SHIPPED.label, "current", dates.get(S.PART_SHIPPED))
    if position < reached or (position == reached and step == S.DELIVERED):
        return Step(label, "done", dates.get(step))
    return Step(label, "current" if position == reached else "next", dates.get(step) if position == reached else None)
