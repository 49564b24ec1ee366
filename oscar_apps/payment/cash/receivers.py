"""Hand-over is when cash is paid: what a consignment's arrival means for its money."""

from typing import Any

from django.dispatch import receiver

from oscar_apps.order.models import Consignment, ConsignmentStatus
from oscar_apps.order.pipeline import UNSOLD
from oscar_apps.order.signals import consignment_moved

from ..locks import lock_order
from . import services
from .rules import rule_for


@receiver(consignment_moved, dispatch_uid="payment.cash")
def follow_consignment(*, consignment: Consignment, new_status: str, **kwargs: Any) -> None:
    """Inside the transaction of the move: delivered is collected; a part without a sale is waited for no longer."""
    if new_status not in UNSOLD | {ConsignmentStatus.DELIVERED}:
        return
    if consignment.order.payment_method != services.CODE:
        return
    if new_status in UNSOLD:
        services.settle(held=lock_order(consignment.order_id))
        return
    change = consignment.status_changes.order_by("pk").last()
    address = consignment.order.shipping_address
    place = {"country": address.country_id, "region": address.region_code} if address else {"country": "", "region": ""}
    services.collect(
        consignment=consignment, collector=rule_for(**place).collector, actor=change.actor if change else None
    )
