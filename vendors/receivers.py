"""What the wing books when the core makes a fact: inside the fact's own transaction, so that both stand or fall."""

from typing import Any

from django.dispatch import receiver

from oscar_apps.order.signals import order_committing

from .commission import services as commission


@receiver(order_committing, dispatch_uid="vendors.freeze_commission")
def freeze_commission(*, order: Any, **kwargs: Any) -> None:
    """What the market takes of each line is agreed when the order is placed."""
    commission.freeze(order=order)
