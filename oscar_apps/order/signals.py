"""Signals sent inside the transaction that makes a fact true, so that a wing's rows stand or fall with it."""

from django.dispatch import Signal
from oscar.apps.order.signals import *  # noqa: F403

#: An order is being written. Arguments: `order` (its lines at hand: `order.lines.all()` asks nothing), `user`.
#: Receivers write rows; they must not call out.
order_committing = Signal()

#: The whole order has ended unfulfilled. Arguments: `order`. Receivers give back what it used up, once.
order_cancelled = Signal()

#: An order that had ended unpaid was paid after all. Arguments: `order`. Receivers take again what they gave back, or
#: raise `IllegalMove`, and then the order stays cancelled.
order_reopened = Signal()

#: A consignment has moved. Arguments: `consignment`, `old_status`, `new_status`.
consignment_moved = Signal()
