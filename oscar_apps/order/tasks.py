"""Scheduled work of the order room."""

from django.utils import timezone

from oscar_apps.payment.services import may_expire

from .exceptions import IllegalMove
from .models import Order, OrderStatus
from .processing import EventHandler


def expire_unpaid_orders(*, limit: int = 200) -> int:
    """Cancel orders whose time to pay is over: stock, voucher and offer uses go back. Returns how many.

    The provider is asked once more before (`payment.services.may_expire`). Safe to run twice at once, and beside a
    payment: the handler locks each order and refuses what has moved meanwhile.
    """
    due = Order.objects.filter(status=OrderStatus.PENDING, expires_at__lt=timezone.now()).order_by("expires_at")
    silent: set[str] = set()
    return sum(_expire(order, silent) for order in due[:limit])


def _expire(order: Order, silent: set[str]) -> bool:
    if not may_expire(order=order, silent=silent):
        return False
    try:
        EventHandler().expire(order)
    except IllegalMove:
        return False
    return True
