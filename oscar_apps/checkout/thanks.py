"""What the page after an order shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from oscar_apps.address.selectors import address_lines
from oscar_apps.payment.gateways.registry import PaymentMethod, method_of
from oscar_apps.shipping.promises import arrival


@dataclass(frozen=True, slots=True)
class Part:
    """One seller's part with the promise the buyer was given."""

    consignment: Any
    lines: Sequence[Any]
    when: str


@dataclass(frozen=True, slots=True)
class Thanks:
    order: Any
    parts: Sequence[Part]
    address: Sequence[str]
    phone: str
    gateway: PaymentMethod
    is_guest: bool


def thanks_page(*, order: Any) -> Thanks:
    """`order` comes from `order.selectors.placed_order`."""
    address = order.shipping_address
    return Thanks(
        order=order,
        parts=[_part(consignment, order) for consignment in order.consignments.all()],
        address=address_lines(address) if address else [],
        phone=str(address.phone_number or "") if address else "",
        gateway=method_of(order.payment_method),
        is_guest=order.user_id is None,
    )


def _part(consignment: Any, order: Any) -> Part:
    when = ""
    if consignment.max_days is not None and consignment.min_days is not None:
        ordered = timezone.localdate(order.date_placed)
        when = arrival(min_days=consignment.min_days, max_days=consignment.max_days, ordered=ordered)
    return Part(consignment, list(consignment.lines.all()), when)
