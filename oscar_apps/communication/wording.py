"""Orders in words, in the active language: dates of arrival, addresses, links, rows of amounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from oscar_apps.order.models import Consignment, ConsignmentStatus, Line, Order, ShippingAddress
from oscar_apps.payment.cash import rules as cash
from oscar_apps.payment.gateways.registry import display_name
from oscar_apps.shipping.promises import arrival as promised


@dataclass(frozen=True)
class LineWords:
    """One line of a message. `total` in the order's currency, tax included, before discounts."""

    title: str
    details: str
    quantity: int
    total: Decimal
    image_url: str


@dataclass(frozen=True)
class PartWords:
    """One seller's part of an order, as a message shows it; amounts in the order's currency, tax included."""

    seller: str
    number: str
    lines: tuple[LineWords, ...]
    shipping_method: str
    shipping: Decimal
    discount: Decimal
    total: Decimal
    arrival: str
    is_cancelled: bool


def absolute(path: str) -> str:
    """The address of a path of the shop for somebody who reads it elsewhere; full addresses stay as they are."""
    return path if "://" in path or not path else f"{settings.SHOP_BASE_URL.rstrip('/')}{path}"


def part_words(consignment: Consignment, *, lines: Iterable[Line] | None = None) -> PartWords:
    return PartWords(
        seller=consignment.partner.name,
        number=consignment.number,
        lines=tuple(line_words(line) for line in (consignment.lines.all() if lines is None else lines)),
        shipping_method=consignment.shipping_method,
        shipping=consignment.shipping_incl_tax,
        discount=consignment.discount,
        total=consignment.total,
        arrival=arrival(consignment),
        is_cancelled=consignment.status == ConsignmentStatus.CANCELLED,
    )


def line_words(line: Line, *, quantity: int | None = None) -> LineWords:
    """`quantity` where a parcel holds fewer pieces than were ordered."""
    variant = line.variant_details or {}
    return LineWords(
        title=line.title,
        details=", ".join(str(variant[name]) for name in ("color", "size") if variant.get(name)),
        quantity=line.quantity if quantity is None else quantity,
        total=line.line_price_before_discounts_incl_tax,
        image_url=absolute(line.image_url),
    )


def arrival(consignment: Consignment) -> str:
    """ "Arrives Nov 24 – 26": what the buyer was promised, counted from the order; empty where nothing was."""
    if consignment.max_days is None:
        return ""
    placed = timezone.localtime(consignment.placed_at).date()
    return promised(min_days=consignment.min_days or 0, max_days=consignment.max_days, ordered=placed)


def address_lines(address: ShippingAddress | None) -> tuple[str, ...]:
    """The address as it is written on a parcel, without the phone."""
    if address is None:
        return ()
    comma = pgettext("between the parts of an address", ", ")
    quarter = comma.join(filter(None, [_kebele(address.kebele), _woreda(address.woreda), address.sub_city]))
    rows = [address.salutation, address.line1, address.line2, address.landmark, quarter, address.line4, address.state]
    return tuple(row for row in [*rows, address.postcode, str(address.country)] if row)


def _woreda(value: str) -> str:
    return gettext("Woreda %(name)s") % {"name": value} if value else ""


def _kebele(value: str) -> str:
    return gettext("Kebele %(name)s") % {"name": value} if value else ""


def payment_words(order: Order) -> str:
    """The name of the way this order is paid."""
    return display_name(order.payment_method)


def order_words(order: Order) -> dict[str, Any]:
    """What every message to the buyer needs."""
    return {
        "order": order,
        "order_url": absolute(order.secret_url),
        "pay_url": absolute(order.payment_url),
        "currency": order.currency,
        "is_paid": order.payment_status == "paid",
        "is_cash": order.payment_method == cash.CODE,
    }
