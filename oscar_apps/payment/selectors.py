"""Reads of payments: what may still be paid, in which ways, and how it stands."""

from typing import Any

from django.utils import timezone

from oscar_apps.order.pipeline import open_parts
from oscar_apps.order.selectors import amount_due

from .gateways.registry import PaymentMethod, available_gateways
from .models import Refund, RefundPart


def still_payable(order: Any) -> bool:
    """Whether the order waits for its payment and its time is not over."""
    return order.status == "pending" and (order.expires_at is None or order.expires_at > timezone.now())


def gateways_for(order: Any) -> list[PaymentMethod]:
    """The ways to pay first that what is due on this order can be paid with now."""
    offered = available_gateways(
        total=amount_due(order),
        currency=order.currency,
        country=order.shipping_address.country_id if order.shipping_address else "",
        partner_ids=[part.partner_id for part in open_parts(order.consignments.all())],
    )
    return [gateway for gateway in offered if gateway.pays_first]


def refunds_of(order: Any) -> list[Refund]:
    """What has gone back to the buyer or is on its way, oldest first; each with `sellers`, whose parts it is of."""
    rows = Refund.objects.filter(source__order=order).exclude(status=Refund.Status.REVERSED)
    found = list(rows.prefetch_related("parts__share__consignment__partner").order_by("created_at"))
    for refund in found:
        names = [part.share.consignment.partner.name for part in refund.parts.all()]
        refund.sellers = list(dict.fromkeys(names))  # type: ignore[attr-defined]
    return found


def refunded_quantities(*, line_ids: list[int]) -> dict[int, int]:
    """Pieces already refunded by line id; refunds that were taken back do not count."""
    parts = RefundPart.objects.filter(line_id__in=line_ids).exclude(refund__status="reversed")
    counts: dict[int, int] = {}
    for line_id, quantity in parts.values_list("line_id", "quantity"):
        counts[line_id] = counts.get(line_id, 0) + quantity
    return counts
