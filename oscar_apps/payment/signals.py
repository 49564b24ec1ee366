"""Money facts, sent inside the transaction that makes them true: the wing's journal stands or falls with them.

Receivers write rows; they must not call out. Every amount is a `Decimal` in the source's currency.
"""

from django.dispatch import Signal

#: A payment of an order was confirmed for the first time. Arguments: `source`, `order`, `shares` (each consignment's
#: part of the captured amount; they sum to it), `fee` (the provider's charge, `Decimal`, zero where it does not say).
payment_captured = Signal()

#: Money came in that the order has no use for (paid twice, or after it ended); a refund of all of it follows.
#: Arguments: `source`, `order`, `amount`, `fee`.
surplus_captured = Signal()

#: Money is owed back to the buyer. Arguments: `refund`, `parts` (each names a share and an amount; none for a surplus).
refund_requested = Signal()

#: The money has left (by the provider, or by hand with proof). Arguments: `refund`.
refund_settled = Signal()

#: The refund will not happen: what `refund_requested` booked is reversed. Arguments: `refund`, `parts`.
refund_reversed = Signal()

#: The provider says that the buyer's bank takes the money back. Arguments: `source`, `amount`, `note`.
chargeback_noted = Signal()

#: Cash of a consignment was collected. Arguments: `collection` (consignment, amount, currency, collector).
cash_collected = Signal()

#: A courier handed over what it had collected. Arguments: `remittance`, `collections`.
cash_remitted = Signal()
