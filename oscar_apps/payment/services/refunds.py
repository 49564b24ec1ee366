"""Money that goes back: asked for in the transaction of its reason, bounded by share and by what came, sent afterwards.

Who asks again with the same `key` gets the same refund.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.outbox.services import publish
from oscar_apps.order.models import Consignment, Line
from oscar_apps.partner.prices import apportion, quantize

from ..exceptions import RefundRefused
from ..gateways.registry import get_gateway
from ..locks import lock_order, lock_shares
from ..models import Refund, RefundPart, Share, Source
from ..selectors import refunded_quantities
from ..signals import refund_requested
from .moves import remark
from .restock import put_back

R = Refund.Status


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a refund concerns one share, in the currency of its payment; `quantity` pieces of `line` where goods."""

    share_id: int
    amount: Decimal
    line: Line | None = None
    quantity: int = 0
    restocked: int = 0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who asks for a refund and why. `key` makes the same wish the same refund."""

    key: str
    reason: str
    actor: Any = None
    role: str = "system"


def refund(
    *, source: Source, parts: Sequence[Part], key: str, reason: str, actor: Any = None, role: str = "system"
) -> Refund:
    """Give these parts back. Raises `RefundRefused` when that is more than is left; nothing is written then.

    Called inside or outside a transaction; the provider is asked after it (outbox event "refund.requested").
    """
    return _refund(
        source_id=source.pk,
        order_id=source.order_id,
        wish=Wish(key=key, reason=reason, actor=actor, role=role),
        parts=parts,
    )


def refund_rest(*, source: Source, reason: str, key: str, actor: Any = None, role: str = "system") -> Refund:
    """Give back all that is left of a payment."""
    wish = Wish(key=key, reason=reason, actor=actor, role=role)
    with transaction.atomic():
        held = lock_order(source.order_id)
        locked = held.source(source.pk)
        parts = _rests(lock_shares(locked))
        surplus = None if parts else locked.amount_debited - locked.amount_refunded
        return _refund(source_id=source.pk, order_id=source.order_id, wish=wish, parts=parts, amount=surplus)


def refund_consignment(
    *, consignment: Consignment, reason: str, key: str, actor: Any = None, role: str = "system"
) -> Refund | None:
    """Give back what is left of one seller's part; None when nothing was paid for it or nothing is left."""
    wish = Wish(key=key, reason=reason, actor=actor, role=role)
    with transaction.atomic():
        lock_order(consignment.order_id)
        shares = Share.objects.select_for_update().filter(consignment=consignment).order_by("pk")
        parts = _rests(shares)
        if not parts:
            return Refund.objects.filter(key=key).first()
        source_id = shares[0].source_id
        return _refund(source_id=source_id, order_id=consignment.order_id, wish=wish, parts=parts)


def refund_amount(
    *,
    source: Source,
    amount: Decimal,
    reason: str,
    key: str,
    consignment: Consignment | None = None,
    actor: Any = None,
    role: str = "system",
) -> Refund:
    """Give an amount back, of one seller's part or spread over all by what is left of each."""
    wish = Wish(key=key, reason=reason, actor=actor, role=role)
    with transaction.atomic():
        held = lock_order(source.order_id)
        shares = [
            share for share in lock_shares(held.source(source.pk))
            if consignment is None or share.consignment_id == consignment.pk
        ]  # fmt: skip
        parts = _spread(shares=shares, amount=quantize(amount, source.currency), currency=source.currency)
        return _refund(source_id=source.pk, order_id=source.order_id, wish=wish, parts=parts)


def refund_lines(
    *,
    consignment: Consignment,
    quantities: Mapping[int, int],
    reason: str,
    key: str,
    restock: bool = False,
    actor: Any = None,
    role: str = "system",
) -> Refund:
    """Give back what these pieces, by line id, were paid with; delivery stays paid.

    With `restock` the goods go back on the seller's shelf: pieces not sent yet are not sent, sent ones have come back.
    Raises `RefundRefused`, and `order.exceptions.IllegalMove` when goods cannot be put back.
    """
    wish = Wish(key=key, reason=reason, actor=actor, role=role)
    with transaction.atomic():
        lock_order(consignment.order_id)
        existing = Refund.objects.filter(key=key).first()
        if existing:
            return existing
        share = Share.objects.select_for_update().filter(consignment=consignment).order_by("pk").first()
        if share is None:
            raise RefundRefused(_("Nothing has been paid for this part."))
        quantities = {pk: count for pk, count in quantities.items() if count > 0}
        parts = _line_parts(share=share, consignment=consignment, wanted=quantities)
        if restock:
            back = put_back(consignment=consignment, quantities=quantities, actor=actor, role=role)
            parts = [replace(part, restocked=back.get(part.line.pk, 0)) for part in parts if part.line]
        return _refund(source_id=share.source_id, order_id=consignment.order_id, wish=wish, parts=parts)


def _line_parts(*, share: Share, consignment: Consignment, wanted: Mapping[int, int]) -> list[Part]:
    lines = list(Line.objects.filter(consignment=consignment, pk__in=wanted).order_by("pk"))
    done = refunded_quantities(line_ids=[line.pk for line in lines])
    if not wanted or len(lines) != len(wanted):
        raise RefundRefused(_("Say how many pieces of this part are paid back."))
    prices = {line.pk: _price_of(line, wanted[line.pk], done.get(line.pk, 0)) for line in lines}
    return [Part(share_id=share.pk, amount=prices[line.pk], line=line, quantity=wanted[line.pk]) for line in lines]


def _price_of(line: Line, count: int, before: int) -> Decimal:
    """What `count` pieces were paid with after `before` others: rounded so that all pieces together are the line."""
    if before + count > line.quantity:
        raise RefundRefused(_("More pieces than were bought, or they are paid back already."))
    currency = line.order.currency
    total = line.line_price_incl_tax
    amounts = [quantize(total * pieces / line.quantity, currency) for pieces in (before, before + count)]
    if amounts[0] == amounts[1]:
        raise RefundRefused(_("These pieces cost nothing, so there is nothing to pay back."))
    return amounts[1] - amounts[0]


def _rests(shares: Iterable[Share]) -> list[Part]:
    return [
        Part(share_id=share.pk, amount=share.amount - share.refunded)
        for share in shares
        if share.refunded < share.amount
    ]


def _spread(*, shares: Sequence[Share], amount: Decimal, currency: str) -> list[Part]:
    rests = [share.amount - share.refunded for share in shares]
    if amount <= 0 or amount > sum(rests, Decimal(0)):
        raise RefundRefused(_("That is more than is left to pay back, or not an amount."))
    amounts = apportion(amount=amount, weights=rests, currency=currency)
    return [Part(share_id=share.pk, amount=each) for share, each in zip(shares, amounts, strict=True) if each]


def _refund(
    *, source_id: int, order_id: int, wish: Wish, parts: Sequence[Part], amount: Decimal | None = None
) -> Refund:
    """The one writer of refunds. `amount` is for money without shares (a surplus)."""
    with transaction.atomic():
        held = lock_order(order_id)
        source = held.source(source_id)
        existing = Refund.objects.filter(key=wish.key).first()
        if existing:
            return existing
        total = amount if amount is not None else sum((part.amount for part in parts), Decimal(0))
        if not source.amount_debited or total <= 0:  # cash comes part by part: some of it may be here already
            raise RefundRefused(_("There is nothing to pay back of this payment."))
        take_from_shares(source=source, parts=parts)
        take_from_source(source=source, total=total)
        made = _write(source=source, wish=wish, total=total)
        rows = [_part_row(refund=made, part=part) for part in parts]
        RefundPart.objects.bulk_create(rows)
        refund_requested.send(sender=Refund, refund=made, parts=rows)
        remark(source=source, cause="refund", note=f"refund of {made.amount}: {made.status}, {made.reason}")
        publish("refund.requested", {"order_id": order_id, "refund_id": str(made.pk)})
        return made


def take_from_shares(*, source: Source, parts: Sequence[Part]) -> None:
    """Put the parts down as going back. What was read decides nothing: the row must still be as it was."""
    wanted: dict[int, Decimal] = {}
    for part in parts:
        wanted[part.share_id] = wanted.get(part.share_id, Decimal(0)) + part.amount
    shares = {share.pk: share for share in lock_shares(source)}
    for pk in sorted(wanted):
        share = shares.get(pk)
        if share is None or share.refunded + wanted[pk] > share.amount:
            raise RefundRefused(_("That is more than is left of this part."))
        unchanged = Share.objects.filter(pk=pk, refunded=share.refunded)
        if not unchanged.update(refunded=share.refunded + wanted[pk]):
            raise RefundRefused(_("Somebody else has just paid back some of this. Please look again."))


def take_from_source(*, source: Source, total: Decimal) -> None:
    """The same for the whole payment."""
    if source.amount_refunded + total > source.amount_debited:
        raise RefundRefused(_("That is more than is left of this payment."))
    unchanged = Source.objects.filter(pk=source.pk, amount_refunded=source.amount_refunded)
    if not unchanged.update(amount_refunded=source.amount_refunded + total):
        raise RefundRefused(_("Somebody else has just paid back some of this. Please look again."))
    source.amount_refunded += total


def _write(*, source: Source, wish: Wish, total: Decimal) -> Refund:
    problem = _obstacle(source=source, total=total)
    return Refund.objects.create(
        source=source,
        amount=total,
        currency=source.currency,
        status=R.BY_HAND if problem else R.REQUESTED,
        problem=problem,
        reason=wish.reason[:255],
        key=wish.key,
        actor=wish.actor,
        actor_role=wish.role,
        next_try_at=None if problem else timezone.now(),
    )


def _obstacle(*, source: Source, total: Decimal) -> str:
    """Why the provider cannot do it by itself; empty when it can."""
    try:
        can = get_gateway(source.gateway).capabilities
    except KeyError:
        return "This payment method is not there any more."
    if not can.refund:
        return "The provider cannot pay back by itself."
    if total != source.amount_debited and not can.partial_refund:
        return "The provider cannot pay back a part."
    return ""


def _part_row(*, refund: Refund, part: Part) -> RefundPart:
    return RefundPart(
        refund=refund,
        share_id=part.share_id,
        amount=part.amount,
        line=part.line,
        quantity=part.quantity,
        restocked=part.restocked,
    )
