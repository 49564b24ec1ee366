"""Writes on an order that are no move: those are `processing.EventHandler`'s, placing is `checkout.services`'."""

from .models import Order


def set_admin_notes(*, order: Order, text: str) -> None:
    """Write the operators' own notes; buyers and sellers never see them."""
    order.admin_notes = text.strip()
    Order.objects.filter(pk=order.pk).update(admin_notes=order.admin_notes)
