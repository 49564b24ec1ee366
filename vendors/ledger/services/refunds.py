"""Money that goes back: owed to the buyer at once, paid out later, or taken back; and what sellers get back of fees.

What a partial refund returns is a share of what is left, by largest remainder over the stored numbers of the journal:
refunding the rest returns the rest, so that all parts together return exactly all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from oscar_apps.partner.prices import apportion
from vendors.amounts import exact
from vendors.commission.models import Party
from vendors.terms import Terms, current_terms

from ..accounts import (
    BY_HAND,
    COMMISSION,
    FEE_VAT,
    GATEWAY_FEES,
    REFUND_LOSS,
    REFUNDS_DUE,
    SUSPENSE,
    Ref,
    clearing,
    lock,
    payable,
)
from ..models import Account, Entry, Purpose, Transaction
from .journal import Booking, Posting, book, find, inverse_of, pair
from .payments import fees_of_shares

Kind = Transaction.Kind
ZERO = Decimal(0)


@transaction.atomic
def book_refund(*, refund: Any, parts: Sequence[Any]) -> Booking:
    """Money is owed back to the buyer; called by the receiver of `refund_requested`.

    Sellers lose their parts of it. What becomes of the commission and of the provider's charge is the terms' matter.
    Without parts it is money without an order. Raises `Unbalanced` when the parts do not sum to the refund.
    """
    amounts = _amounts(parts)
    refs = {payable(consignment.partner_id) for consignment in amounts}
    lock(refs, currency=refund.currency)
    booked = find(kind=Kind.REFUND, source=str(refund.pk))
    if booked is not None:
        return Booking(transaction=booked, created=False)
    return book(
        kind=Kind.REFUND,
        source=str(refund.pk),
        currency=refund.currency,
        order=refund.source.order,
        description=refund.reason,
        postings=_postings(refund=refund, amounts=amounts),
    )


def _amounts(parts: Sequence[Any]) -> dict[Any, Decimal]:
    """By consignment: a refund may name several lines of one."""
    amounts: dict[Any, Decimal] = {}
    for part in parts:
        consignment = part.share.consignment
        amounts[consignment] = amounts.get(consignment, ZERO) + part.amount
    return amounts


def _postings(*, refund: Any, amounts: Mapping[Any, Decimal]) -> list[Posting]:
    due = Posting(account=REFUNDS_DUE, amount=-refund.amount, purpose=Purpose.REFUND)
    if not amounts:
        return [Posting(account=SUSPENSE, amount=refund.amount, purpose=Purpose.REFUND), due]
    terms = current_terms()
    fees = _fees(refund.source) if refund.source.fee else {}
    stands = stands_of(consignment_ids=[consignment.pk for consignment in amounts], currency=refund.currency)
    postings = [due]
    for consignment, amount in amounts.items():
        stand = stands[consignment.pk]
        returned = _Returned(
            stand=stand,
            amount=amount,
            currency=refund.currency,
            consignment_id=consignment.pk,
            partner_id=consignment.partner_id,
        )
        postings += returned.goods()
        postings += returned.commission(terms)
        postings += returned.fee(terms, share=fees.get(consignment.pk, ZERO))
    return postings


def _fees(source: Any) -> dict[int, Decimal]:
    return fees_of_shares(fee=source.fee, shares=list(source.shares.all()), currency=source.currency)


@dataclass(frozen=True)
class Stand:
    """What the journal says of one consignment on its seller's account, by purpose; debit positive."""

    sums: Mapping[str, Decimal]

    def of(self, *purposes: str) -> Decimal:
        return sum((self.sums.get(purpose, ZERO) for purpose in purposes), ZERO)

    @property
    def left(self) -> Decimal:
        """What of the sale has not been refunded yet."""
        return -self.of(Purpose.SALE) - self.of(Purpose.REFUND)


def stands_of(*, consignment_ids: Sequence[int], currency: str) -> dict[int, Stand]:
    """Of each of these consignments; one query. Called with the sellers' accounts locked."""
    entries = Entry.objects.filter(
        consignment_id__in=consignment_ids, currency=currency, account__kind=Account.Kind.SELLER_PAYABLE
    )
    sums: dict[int, dict[str, Decimal]] = {pk: {} for pk in consignment_ids}
    for pk, purpose, total in entries.order_by().values_list("consignment_id", "purpose").annotate(Sum("amount")):
        sums[pk][purpose] = exact(total, currency)
    return {pk: Stand(found) for pk, found in sums.items()}


@dataclass(frozen=True, kw_only=True)
class _Returned:
    """The entries of one consignment's part of a refund."""

    stand: Stand
    amount: Decimal
    currency: str
    consignment_id: int
    partner_id: int

    def _part_of(self, left: Decimal) -> Decimal:
        """This refund's part of something that is still to be returned with the rest of the sale."""
        rest = max(self.stand.left - self.amount, ZERO)
        return apportion(amount=left, weights=[self.amount, rest], currency=self.currency)[0]

    def _pair(self, *, debit: Ref, credit: Ref, amount: Decimal, purpose: str) -> list[Posting]:
        return pair(
            debit=debit,
            credit=credit,
            amount=amount,
            purpose=purpose,
            consignment_id=self.consignment_id,
            partner_id=self.partner_id,
        )

    @property
    def _seller(self) -> Ref:
        return payable(self.partner_id)

    def goods(self) -> list[Posting]:
        """The seller's side; the buyer's is one entry for the whole refund."""
        about = {"consignment_id": self.consignment_id, "partner_id": self.partner_id}
        return [Posting(account=self._seller, amount=self.amount, purpose=Purpose.REFUND, **about)]

    def commission(self, terms: Terms) -> list[Posting]:
        """The commission and its tax go back to the seller unless the terms say that the seller loses them."""
        if terms.refund_commission_loser == Party.SELLER:
            return []
        taken = self.stand.of(Purpose.COMMISSION, Purpose.COMMISSION_RETURN)
        vat = self.stand.of(Purpose.COMMISSION_VAT, Purpose.COMMISSION_VAT_RETURN)
        return [
            *self._pair(
                debit=COMMISSION, credit=self._seller, amount=self._part_of(taken), purpose=Purpose.COMMISSION_RETURN
            ),
            *self._pair(
                debit=FEE_VAT, credit=self._seller, amount=self._part_of(vat), purpose=Purpose.COMMISSION_VAT_RETURN
            ),
        ]

    def fee(self, terms: Terms, *, share: Decimal) -> list[Posting]:
        """The provider keeps its charge: who bore it and who shall lose it may be two parties.

        `share` is this consignment's share of the whole charge.
        """
        borne = self.stand.of(Purpose.GATEWAY_FEE)
        if terms.refund_fee_loser == Party.PLATFORM and borne:
            left = borne + self.stand.of(Purpose.GATEWAY_FEE_RETURN)
            given = self._part_of(left)
            return self._pair(debit=REFUND_LOSS, credit=self._seller, amount=given, purpose=Purpose.GATEWAY_FEE_RETURN)
        if terms.refund_fee_loser == Party.SELLER and not borne:
            left = share - self.stand.of(Purpose.REFUND_FEE)
            charged = self._part_of(left)
            return self._pair(debit=self._seller, credit=GATEWAY_FEES, amount=charged, purpose=Purpose.REFUND_FEE)
        return []


def book_settlement(*, refund: Any) -> Booking:
    """The money has left: from the provider, or by hand where there is a proof of it."""
    money = clearing(BY_HAND if refund.proof else refund.source.gateway)
    return book(
        kind=Kind.REFUND_SETTLED,
        source=str(refund.pk),
        currency=refund.currency,
        order=refund.source.order,
        description=refund.proof or refund.provider_id,
        postings=pair(debit=REFUNDS_DUE, credit=money, amount=refund.amount, purpose=Purpose.PAID_BACK),
    )


@transaction.atomic
def book_reversal(*, refund: Any) -> Booking | None:
    """The refund does not happen, or came back: all that was booked for it is taken back. None when nothing was."""
    booked = [find(kind=kind, source=str(refund.pk)) for kind in (Kind.REFUND, Kind.REFUND_SETTLED)]
    postings = [posting for row in booked if row is not None for posting in inverse_of(row)]
    if not postings:
        return None
    sellers = {posting.account for posting in postings if posting.account.kind == Account.Kind.SELLER_PAYABLE}
    lock(sellers, currency=refund.currency)
    return book(
        kind=Kind.REFUND_REVERSED,
        source=str(refund.pk),
        currency=refund.currency,
        order=refund.source.order,
        description=refund.proof or refund.problem,
        postings=postings,
    )


def note_restock(*, consignment: Any) -> Booking | None:
    """A paid consignment was cancelled and its goods are back in stock: a note without entries, for who reads on.

    The money follows by its refund. None when no money of it was booked.
    """
    if not Entry.objects.filter(consignment=consignment).exists():
        return None
    return book(
        kind=Kind.RESTOCK,
        source=f"consignment:{consignment.pk}",
        currency=consignment.order.currency,
        order=consignment.order,
        description=consignment.number,
        postings=(),
    )
