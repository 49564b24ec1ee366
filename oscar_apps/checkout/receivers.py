"""What the checkout takes back when an order comes to nothing, and gives again when it is paid after all."""

from typing import Any

from django.dispatch import receiver

from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.signals import order_cancelled, order_reopened

from .exceptions import VoucherRefused
from .vouchers import release_usage, repeat_usage


@receiver(order_cancelled)
def give_uses_back(sender: type, order: Any, **kwargs: Any) -> None:
    """In the transaction that cancels, so that a use is never both given back and kept."""
    release_usage(order=order)


@receiver(order_reopened)
def take_uses_again(sender: type, order: Any, **kwargs: Any) -> None:
    """In the transaction that reopens: somebody else may have had the last use meanwhile."""
    try:
        repeat_usage(order=order)
    except VoucherRefused as refusal:
        raise IllegalMove(str(refusal)) from refusal
