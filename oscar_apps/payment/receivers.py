"""What the payment room does when others move."""

from typing import Any

from django.dispatch import receiver

from marketplace.outbox.models import Event
from marketplace.outbox.registry import subscribe
from oscar_apps.order.models import Consignment
from oscar_apps.order.pipeline import UNSOLD
from oscar_apps.order.signals import consignment_moved

from . import services


@receiver(consignment_moved)
def give_money_back(sender: type, consignment: Consignment, new_status: str, **kwargs: Any) -> None:
    """In the transaction that ends a part without a sale: what was paid for it goes back."""
    if new_status not in UNSOLD or not consignment.payment_shares.exists():
        return
    change = consignment.status_changes.order_by("pk").last()
    services.refund_consignment(
        consignment=consignment,
        reason=consignment.cancel_reason or (change.note if change else ""),
        key=f"consignment:{consignment.pk}:cancelled",
        actor=change.actor if change else None,
        role=change.actor_role if change else "system",
    )


@subscribe("refund.requested", key="payment.send_refund", slow=True)
def send_refund(event: Event) -> None:
    """After the commit; a refund that is not waiting to be sent is left alone."""
    services.send_refund(refund_id=event.payload["refund_id"])
