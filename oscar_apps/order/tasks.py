"""Scheduled work of the order room."""

from django.utils import timezone

from .exceptions import IllegalMove
from .models import Order, OrderStatus
from .processing import EventHandler


def expire_unpaid_orders(*, limit: int = 200) -> int:
    """Cancel orders whose time to pay is over: stock, voucher and offer uses go back. Returns how many.

    Safe to run twice at once: the handler locks each order and refuses what has moved meanwhile.
    """
    due = Order.objects.filter(status=OrderStatus.PENDING, expires_at__lt=timezone.now()).order_by("expires_at")
    return sum(_expire(order) for order in due[:limit])


def _expire(order: Order) -> bool:
    try:
        EventHandler().cancel_order(order, reason="not paid in time")
    except IllegalMove:
        return False
    return True
