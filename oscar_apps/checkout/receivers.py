"""What the checkout takes back when an order comes to nothing."""

from typing import Any

from django.dispatch import receiver

from oscar_apps.order.signals import order_cancelled

from .vouchers import release_usage


@receiver(order_cancelled)
def give_uses_back(sender: type, order: Any, **kwargs: Any) -> None:
    """In the transaction that cancels, so that a use is never both given back and kept."""
    release_usage(order=order)
