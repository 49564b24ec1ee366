"""Money that came in: sales, the provider's charge, money without an order, and what a bank took back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_apps.partner.prices import apportion, quantize
from vendors.commission.models import Party
from vendors.commission.selectors import commission_of
from vendors.terms import current_terms

from ..accounts import COMMISSION, FEE_VAT, GATEWAY_FEES, SUSPENSE, Ref, clearing, payable
from ..models import Purpose, Transaction
from .journal import Booking, Posting, book, pair

Kind = Transaction.Kind


def book_sale(*, source: Any, order: Any, shares: Sequence[Any], fee: Decimal) -> Booking:
    """A payment of an order was confirmed: each seller gets its share less commission and the tax on it.

    Called by the receiver of `payment_captured`. `fee` is the provider's charge in the source's currency, zero where
    it does not say; the shares sum to what was captured.
    """
    booking = book(
        kind=Kind.SALE,
        source=f"source:{source.pk}",
        currency=source.currency,
        order=order,
        description=source.reference,
        postings=sale_postings(money=clearing(source.gateway), amounts=_by_consignment(shares)),
    )
    book_fee(source=source, order=order, fee=fee, shares=shares)
    return booking


def sale_postings(*, money: Ref, amounts: Mapping[Any, Decimal]) -> list[Posting]:
    """Entries of a sale whose money stands on account `money`; `amounts` is by consignment, tax included."""
    commissions = commission_of(consignment_ids=[part.pk for part in amounts])
    postings: list[Posting] = []
    for part, amount in amounts.items():
        commission, vat = commissions.get(part.pk, (Decimal(0), Decimal(0)))
        seller = payable(part.partner_id)
        about = {"consignment_id": part.pk, "partner_id": part.partner_id}
        postings += pair(debit=money, credit=seller, amount=amount, purpose=Purpose.SALE, **about)
        postings += pair(debit=seller, credit=COMMISSION, amount=commission, purpose=Purpose.COMMISSION, **about)
        postings += pair(debit=seller, credit=FEE_VAT, amount=vat, purpose=Purpose.COMMISSION_VAT, **about)
    return postings


def _by_consignment(shares: Sequence[Any]) -> dict[Any, Decimal]:
    return {share.consignment: share.amount for share in shares}


def book_fee(*, source: Any, order: Any, fee: Decimal, shares: Sequence[Any] = ()) -> Booking | None:
    """The provider's charge, borne by the market or by the sellers in proportion to their shares (`MoneyTerms`).

    None when there is none. Of money without an order it is always the market's.
    """
    if not fee:
        return None
    by_sellers = bool(shares) and current_terms().gateway_fee_bearer == Party.SELLER
    money = clearing(source.gateway)
    if by_sellers:
        postings = _fee_of_sellers(money=money, fee=fee, shares=shares, currency=source.currency)
    else:
        postings = pair(debit=GATEWAY_FEES, credit=money, amount=fee, purpose=Purpose.GATEWAY_FEE)
    return book(
        kind=Kind.GATEWAY_FEE,
        source=f"source:{source.pk}",
        currency=source.currency,
        order=order,
        description=source.reference,
        postings=postings,
    )


def fees_of_shares(*, fee: Decimal, shares: Sequence[Any], currency: str) -> dict[int, Decimal]:
    """A charge split over consignments by what they brought in (largest remainder)."""
    ordered = sorted(shares, key=lambda share: share.pk)
    parts = apportion(amount=fee, weights=[share.amount for share in ordered], currency=currency)
    return {share.consignment_id: part for share, part in zip(ordered, parts, strict=True)}


def _fee_of_sellers(*, money: Ref, fee: Decimal, shares: Sequence[Any], currency: str) -> list[Posting]:
    parts = fees_of_shares(fee=fee, shares=shares, currency=currency)
    postings: list[Posting] = []
    for share in shares:
        partner_id = share.consignment.partner_id
        postings += pair(
            debit=payable(partner_id),
            credit=money,
            amount=parts[share.consignment_id],
            purpose=Purpose.GATEWAY_FEE,
            consignment_id=share.consignment_id,
            partner_id=partner_id,
        )
    return postings


def book_surplus(*, source: Any, order: Any, amount: Decimal, fee: Decimal) -> Booking:
    """Money the order has no use for: it stands apart until it is paid back."""
    booking = book(
        kind=Kind.SURPLUS,
        source=f"source:{source.pk}",
        currency=source.currency,
        order=order,
        description=source.reference,
        postings=pair(debit=clearing(source.gateway), credit=SUSPENSE, amount=amount, purpose=Purpose.SURPLUS),
    )
    book_fee(source=source, order=order, fee=fee)
    return booking


def book_chargeback(*, source: Any, amount: Decimal, note: str) -> Booking:
    """The buyer's bank took `amount` back. It stands in suspense until a person decides whose loss it is.

    Told again with the same amount it is the same fact.
    """
    taken = quantize(amount, source.currency)
    return book(
        kind=Kind.CHARGEBACK,
        source=f"source:{source.pk}:{taken}",
        currency=source.currency,
        order=source.order,
        description=note or source.reference,
        postings=pair(debit=SUSPENSE, credit=clearing(source.gateway), amount=taken, purpose=Purpose.CHARGEBACK),
    )
