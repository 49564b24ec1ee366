"""Cash at the door: the sale is booked when the money changes hands, whoever's hands they are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from oscar_apps.payment.cash.rules import CODE

from ..accounts import CASH_FROM_COURIER, Kind, cash_from_seller, clearing, payable
from ..models import Purpose, Transaction
from .journal import Booking, Posting, book, pair
from .payments import sale_postings


def book_collection(*, collection: Any) -> Booking:
    """The cash of a consignment was taken. A courier owes all of it to the market.

    A seller keeps its own part at once and owes the rest, the commission and the tax on it (reverse settlement).
    Called by the receiver of `cash_collected`.
    """
    consignment = collection.consignment
    by_seller = collection.collector == "seller"
    holder = cash_from_seller(consignment.partner_id) if by_seller else CASH_FROM_COURIER
    postings = sale_postings(money=holder, amounts={consignment: collection.amount})
    if by_seller:
        postings += _kept(consignment=consignment, postings=postings)
    return book(
        kind=Transaction.Kind.CASH_COLLECTED,
        source=f"collection:{collection.pk}",
        currency=collection.currency,
        order=consignment.order,
        description=consignment.number,
        occurred_at=collection.collected_at,
        postings=postings,
    )


def _kept(*, consignment: Any, postings: Sequence[Posting]) -> list[Posting]:
    """What the seller has coming from this sale it has in hand already."""
    due = -sum((each.amount for each in postings if each.account.kind == Kind.SELLER_PAYABLE), Decimal(0))
    partner_id = consignment.partner_id
    return pair(
        debit=payable(partner_id),
        credit=cash_from_seller(partner_id),
        amount=due,
        purpose=Purpose.CASH_KEPT,
        consignment_id=consignment.pk,
        partner_id=partner_id,
    )


def book_remittance(*, remittance: Any, collections: Sequence[Any]) -> Booking:
    """A courier handed over the cash of these collections. Raises `Unbalanced` when they do not sum to it."""
    handed = [
        Posting(
            account=CASH_FROM_COURIER,
            amount=-each.amount,
            purpose=Purpose.REMITTANCE,
            consignment_id=each.consignment_id,
            partner_id=each.consignment.partner_id,
        )
        for each in collections
    ]
    received = Posting(account=clearing(CODE), amount=remittance.amount, purpose=Purpose.REMITTANCE)
    return book(
        kind=Transaction.Kind.CASH_REMITTED,
        source=f"remittance:{remittance.pk}",
        currency=remittance.currency,
        description=remittance.reference,
        occurred_at=remittance.received_at,
        postings=[received, *handed],
    )
