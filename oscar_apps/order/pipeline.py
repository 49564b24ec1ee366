"""Which way a consignment may go. The one table that the event handler, screens and tests read."""

from collections.abc import Iterable
from typing import Any, TypeVar

from .models import ConsignmentStatus, OrderStatus

S = ConsignmentStatus
C = TypeVar("C")

#: From -> the statuses it may move to.
MOVES: dict[str, frozenset[str]] = {
    S.AWAITING_PAYMENT: frozenset({S.PLACED, S.CANCELLED}),
    S.PLACED: frozenset({S.ACCEPTED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.PART_SHIPPED, S.SHIPPED, S.CANCELLED}),
    S.PART_SHIPPED: frozenset({S.SHIPPED, S.REFUSED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.REFUSED}),
    S.DELIVERED: frozenset(),
    S.REFUSED: frozenset(),
    S.CANCELLED: frozenset(),
}

#: Money came after all for what was cancelled for want of it; the event handler checks the rest.
REOPENS: dict[str, frozenset[str]] = {S.CANCELLED: frozenset({S.AWAITING_PAYMENT})}

#: It ended without a sale: nothing is owed for it, and what was paid goes back.
UNSOLD = frozenset({S.CANCELLED, S.REFUSED})
FINAL = UNSOLD | {S.DELIVERED}
#: While nothing has left the seller.
CANCELLABLE = frozenset({S.AWAITING_PAYMENT, S.PLACED, S.ACCEPTED})
#: The order in which the buyer sees the steps.
PROGRESS = (S.PLACED, S.ACCEPTED, S.SHIPPED, S.DELIVERED)


def allowed_moves(consignment: Any) -> frozenset[str]:
    """Statuses this consignment may move to now."""
    return MOVES[consignment.status]


def cancellable(consignment: Any) -> bool:
    """Whether buyer or seller may still cancel it: nothing has been shipped."""
    return consignment.status in CANCELLABLE


def open_parts(consignments: Iterable[C]) -> list[C]:
    """Those that have not ended without a sale: what is to be paid and sent, or has been."""
    return [consignment for consignment in consignments if consignment.status not in UNSOLD]


def all_cancellable(consignments: Iterable[Any]) -> bool:
    """Whether the order can be cancelled as a whole: something is left of it, and nothing has been shipped."""
    left = open_parts(consignments)
    return bool(left) and all(map(cancellable, left))


def under_way(consignment: Any) -> bool:
    """Whether parcels may be on their way, which arrive or are refused."""
    return S.REFUSED in MOVES[consignment.status]


def has_expired(consignment: Any) -> bool:
    """Whether it was cancelled only because nobody paid in time: nobody wanted it cancelled."""
    last = consignment.status_changes.order_by("pk").last()
    return (
        consignment.status == S.CANCELLED
        and last is not None
        and (last.old_status, last.actor_role) == (S.AWAITING_PAYMENT, "system")
    )


def order_status(statuses: list[str]) -> str:
    """The order's own status from its consignments'."""
    if all(status in UNSOLD for status in statuses):
        return OrderStatus.CANCELLED
    if all(status in FINAL for status in statuses):
        return OrderStatus.COMPLETED
    if all(status in UNSOLD | {S.AWAITING_PAYMENT} for status in statuses):
        return OrderStatus.PENDING
    return OrderStatus.OPEN
