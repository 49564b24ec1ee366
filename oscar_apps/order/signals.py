"""Signals sent inside the transaction that makes a fact true, so that a wing's rows stand or fall with it."""

from django.dispatch import Signal
from oscar.apps.order.signals import *  # noqa: F403

#: An order is being written. Arguments: `order`, `user`. Receivers write rows; they must not call out.
order_committing = Signal()

#: The whole order has ended unfulfilled. Arguments: `order`. Receivers give back what it used up, once.
order_cancelled = Signal()

#: A consignment has moved. Arguments: `consignment`, `old_status`, `new_status`.
consignment_moved = Signal()
