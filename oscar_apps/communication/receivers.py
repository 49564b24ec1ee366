"""The messages that follow from events. Each has a key made of what happened, so that nobody gets one twice."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Prefetch
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from marketplace.outbox.registry import subscribe
from oscar_apps.order.models import Consignment, ConsignmentStatus, Line, Order, OrderStatus, ShippingEvent
from oscar_apps.order.selectors import amount_due
from oscar_apps.payment.gateways.registry import display_name
from oscar_apps.payment.selectors import still_payable

from .recipients import buyer_of, seller_recipient, tell
from .registry import SellerContact, seller_contacts
from .wording import absolute, address_lines, line_words, order_words, part_words, payment_words

Context = Callable[[], Mapping[str, Any]]
#: An order that ended like this has never been paid.
UNPAID = frozenset({"pending", "failed"})


def _order(order_id: int) -> Order:
    consignments = Consignment.objects.select_related("partner").order_by("pk")
    parts = consignments.prefetch_related(Prefetch("lines", Line.objects.order_by("pk")))
    orders = Order.objects.select_related("user", "shipping_address__country")
    return orders.prefetch_related(Prefetch("consignments", parts)).get(pk=order_id)


def _goes_ahead(order: Order) -> bool:
    """Not while it waits for its payment, nor when it has ended before anybody was told of it."""
    return order.status not in {OrderStatus.PENDING, OrderStatus.CANCELLED}


def _is_placed(event: Event) -> bool:
    """An order counts as placed when it is made, or once it is paid where payment comes first."""
    if event.name == "order.created":
        return True
    return event.payload["axis"] == "order" and event.payload["old"] == OrderStatus.PENDING


@subscribe("order.created", "order.status_changed", key="communication.order_confirmation", slow=True)
def confirm_order(event: Event) -> None:
    """To the buyer: what was bought, from whom, when it comes, and the link to it."""
    if not _is_placed(event):
        return
    order = _order(event.payload["order_id"])
    if not _goes_ahead(order):
        return
    key = f"order.confirmation:{order.pk}"
    tell(buyer_of(order), key=key, template="order_confirmation", context=lambda: _confirmation(order))


def _confirmation(order: Order) -> dict[str, Any]:
    return {
        **order_words(order),
        "parts": [part_words(consignment) for consignment in order.consignments.all()],
        "address_lines": address_lines(order.shipping_address),
        "payment": payment_words(order),
    }


@subscribe("order.created", key="communication.order_waiting", slow=True)
def ask_for_payment(event: Event) -> None:
    """To the buyer of an order that is paid first: the link with which it can be paid, however this page is lost."""
    order = _order(event.payload["order_id"])
    if order.status == OrderStatus.PENDING:
        tell(buyer_of(order), key=f"order.waiting:{order.pk}", template="order_waiting", context=_payable(order))


def _payable(order: Order) -> Context:
    return lambda: {
        **order_words(order),
        "amount": amount_due(order),
        "parts": [part_words(consignment) for consignment in order.consignments.all()],
    }


@subscribe("payment.failed", "payment.cancelled", key="communication.payment_failed", slow=True)
def tell_of_failure(event: Event) -> None:
    """To the buyer whose payment did not go through, unless the page has told them already."""
    order = _order(event.payload["order_id"])
    if event.payload["cause"] in {"start", "return"} or order.payment_status != "failed" or not still_payable(order):
        return
    key = f"payment.failed:{event.payload['source_id']}"
    tell(buyer_of(order), key=key, template="payment_failed", context=_payable(order))


@subscribe("refund.requested", key="communication.refund_requested", slow=True)
def tell_of_refund(event: Event) -> None:
    """To the buyer: money is on its way back. What follows from a cancellation stands in that message."""
    refund = _refund(event)
    if refund.status in {"succeeded", "reversed"} or event.payload.get("again") or refund.key.endswith(":cancelled"):
        return
    _tell_of_money(refund, template="refund_requested")


@subscribe("refund.settled", key="communication.refund_settled", slow=True)
def tell_of_money_back(event: Event) -> None:
    """To the buyer: it has been paid back."""
    _tell_of_money(_refund(event), template="refund_settled")


def _refund(event: Event) -> Any:
    return get_model("payment", "Refund").objects.select_related("source").get(pk=event.payload["refund_id"])


def _tell_of_money(refund: Any, *, template: str) -> None:
    order = _order(refund.source.order_id)

    def context() -> dict[str, Any]:
        return {
            **order_words(order),
            "amount": refund.amount,
            "currency": refund.currency,
            "payment": display_name(refund.source.gateway),
            "is_surplus": refund.source.is_surplus,
            "reason": refund.reason if refund.actor_role in {"seller", "admin"} else "",
        }

    tell(buyer_of(order), key=f"{template}:{refund.pk}", template=template, context=context)


@subscribe("order.created", "order.status_changed", key="communication.new_order_notice", slow=True)
def tell_sellers(event: Event) -> None:
    """To each seller: their own part of the order and where it goes."""
    if not _is_placed(event):
        return
    order = _order(event.payload["order_id"])
    if not _goes_ahead(order):
        return
    consignments = list(order.consignments.all())
    contacts = seller_contacts.of(consignment.partner_id for consignment in consignments)
    for consignment in consignments:
        if contact := contacts.get(consignment.partner_id):
            _tell_seller(contact, consignment, order=order, kind="new_order")


def _tell_seller(contact: SellerContact, consignment: Consignment, *, order: Order, kind: str) -> None:
    def context() -> dict[str, Any]:
        return {
            "order": order,
            "currency": order.currency,
            "part": part_words(consignment),
            "address_lines": address_lines(order.shipping_address),
            "phone": order.contact_phone or str(getattr(order.shipping_address, "phone_number", "") or ""),
            "order_url": absolute(contact.order_url(consignment.number)),
            "reason": consignment.cancel_reason,
        }

    tell(seller_recipient(contact), key=f"seller.{kind}:{consignment.pk}", template=f"seller_{kind}", context=context)


@subscribe("parcel.shipped", key="communication.parcel_shipped", slow=True)
def tell_of_parcel(event: Event) -> None:
    """To the buyer: a parcel is on its way, with its tracking."""
    parcels = ShippingEvent.objects.prefetch_related("line_quantities__line")
    parcel = parcels.get(pk=event.payload["event_id"])
    order = _order(parcel.order_id)
    tell(
        buyer_of(order),
        key=f"parcel.shipped:{parcel.pk}",
        template="parcel_shipped",
        context=lambda: _parcel(order, parcel),
    )


def _parcel(order: Order, parcel: ShippingEvent) -> dict[str, Any]:
    pieces = [line_words(row.line, quantity=row.quantity) for row in parcel.line_quantities.all()]
    consignment = next(part for part in order.consignments.all() if part.pk == parcel.consignment_id)
    part = part_words(consignment, lines=())
    return {**order_words(order), "parcel": parcel, "part": part, "lines": pieces}


@subscribe("order.status_changed", key="communication.delivered", slow=True)
def tell_of_delivery(event: Event) -> None:
    """To the buyer: everything of one seller has arrived."""
    if event.payload["axis"] != "fulfilment" or event.payload["new"] != ConsignmentStatus.DELIVERED:
        return
    order = _order(event.payload["order_id"])
    consignment = _part(order, event)
    tell(
        buyer_of(order),
        key=f"consignment.delivered:{consignment.pk}",
        template="consignment_delivered",
        context=lambda: {**order_words(order), "part": part_words(consignment)},
    )


@subscribe("order.status_changed", key="communication.cancelled", slow=True)
def tell_of_cancellation(event: Event) -> None:
    """To the buyer: one seller's part is cancelled; or, when none is left, the whole order, in one message."""
    if event.payload["new"] != "cancelled" or event.payload["axis"] == "payment":
        return
    order = _order(event.payload["order_id"])
    if order.status == OrderStatus.CANCELLED:
        key, parts = f"order.cancelled:{order.pk}", list(order.consignments.all())
    else:
        consignment = _part(order, event)
        key, parts = f"consignment.cancelled:{consignment.pk}", [consignment]
    tell(buyer_of(order), key=key, template="order_cancelled", context=_cancellation(order, parts, event))


def _cancellation(order: Order, parts: list[Consignment], event: Event) -> Context:
    role = event.payload.get("role", "")
    return lambda: {
        **order_words(order),
        "parts": [part_words(consignment) for consignment in parts],
        "is_whole": order.status == OrderStatus.CANCELLED,
        "reason": parts[0].cancel_reason if parts and role in {"seller", "admin"} else "",
        "is_expired": role == "system" and order.payment_status in UNPAID and order.expires_at is not None,
    }


@subscribe("order.status_changed", key="communication.cancelled_by_buyer", slow=True)
def tell_seller_of_cancellation(event: Event) -> None:
    """To the seller: the buyer does not want it any more."""
    payload = event.payload
    if payload["axis"] != "fulfilment" or payload["new"] != ConsignmentStatus.CANCELLED or not _by_buyer(event):
        return
    order = _order(payload["order_id"])
    consignment = _part(order, event)
    if contact := seller_contacts.of([consignment.partner_id]).get(consignment.partner_id):
        _tell_seller(contact, consignment, order=order, kind="order_cancelled")


def _by_buyer(event: Event) -> bool:
    """Cancelled by the person who ordered, after the seller had been told of the order."""
    return event.payload.get("role") == "buyer" and event.payload["old"] != ConsignmentStatus.AWAITING_PAYMENT


def _part(order: Order, event: Event) -> Consignment:
    return next(part for part in order.consignments.all() if part.pk == event.payload["consignment_id"])
