"""Money that has come in: the order's own, or more than it has use for. Called with everything locked."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from marketplace.outbox.services import publish
from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import ConsignmentStatus, OrderStatus
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner.exceptions import InsufficientStock

from ..gateways.base import ProviderPayment
from ..locks import Held
from ..models import Share, Source
from ..pipeline import SETTLED
from ..signals import payment_captured, surplus_captured
from .moves import follow_payment, move, record_transaction
from .refunds import refund_consignment, refund_rest

S = Source.Status
#: Kept in English, for the provider reads it too; pages show it in the reader's language.
SURPLUS = gettext_noop("Paid more than once or too late")


class Overtaken(Exception):
    """Somebody else has moved the payment meanwhile (without row locks); nothing of this transaction may stay."""


def capture(*, held: Held, source: Source, truth: ProviderPayment, cause: str) -> bool:
    """Take a payment of the right amount in. Returns whether it is surplus, which goes back as a whole.

    Raises `Overtaken`. Inside the caller's transaction, with `held` locked.
    """
    is_surplus = already_paid(held=held, source=source) or not takes_money(held)
    _move_to_paid(source=source, truth=truth, cause=cause, is_surplus=is_surplus)
    if is_surplus:
        _take_surplus(held=held, source=source)
    else:
        _take_payment(held=held, source=source)
    return is_surplus


def already_paid(*, held: Held, source: Source) -> bool:
    """Whether the order has been paid by another attempt."""
    others = (row for row in held.sources if row.pk != source.pk)
    return any(row.status in SETTLED and not row.is_surplus for row in others)


def takes_money(held: Held) -> bool:
    """Whether the order can still be fulfilled; one that expired comes back if all it needs is there."""
    if held.order.status != OrderStatus.CANCELLED:
        return True
    try:
        with transaction.atomic():
            EventHandler(role="system").reopen(held.order)
    except (IllegalMove, InsufficientStock):
        return False
    held.order.refresh_from_db()
    for part in held.consignments:
        part.refresh_from_db()
    return True


def _move_to_paid(*, source: Source, truth: ProviderPayment, cause: str, is_surplus: bool) -> None:
    amounts: dict[str, Any] = {"amount_debited": source.amount_allocated, "fee": truth.fee or Decimal(0)}
    names = {"provider_id": truth.provider_id or source.provider_id, "method": truth.method[:50]}
    note = "surplus" if is_surplus else ""
    moved = move(
        source=source, target=S.PAID, cause=cause, note=note, is_surplus=is_surplus, problem="", **amounts, **names
    )
    if not moved:
        raise Overtaken
    record_transaction(source=source, kind="Debit", amount=source.amount_debited, reference=source.provider_id)


def _take_payment(*, held: Held, source: Source) -> None:
    """The order is paid: shares, status, journal, and the money of parts that were cancelled meanwhile goes back."""
    shares = _make_shares(held=held, source=source)
    follow_payment(held.order)
    EventHandler(role="system").confirm(held.order)
    held.order.refresh_from_db()
    payment_captured.send(sender=Source, source=source, order=held.order, shares=shares, fee=source.fee)
    publish("payment.confirmed", {"order_id": held.order.pk, "source_id": source.pk})
    for part in held.consignments:
        if part.status == ConsignmentStatus.CANCELLED:
            refund_consignment(consignment=part, reason=part.cancel_reason, key=f"consignment:{part.pk}:cancelled")


def _make_shares(*, held: Held, source: Source) -> list[Share]:
    """What each part covered by the attempt has of the amount; they add up to it, as the attempt was made of them."""
    covered = [part for part in held.consignments if not source.covers or part.pk in source.covers]
    shares = [Share(source=source, consignment=part, amount=part.total) for part in covered if part.total]
    if sum((share.amount for share in shares), Decimal(0)) != source.amount_debited:
        raise ValueError(f"The shares of {source.reference} do not add up to {source.amount_debited}")
    return Share.objects.bulk_create(shares)


def _take_surplus(*, held: Held, source: Source) -> None:
    follow_payment(held.order)
    surplus_captured.send(sender=Source, source=source, order=held.order, amount=source.amount_debited, fee=source.fee)
    publish("payment.surplus", {"order_id": held.order.pk, "source_id": source.pk})
    refund_rest(source=source, reason=SURPLUS, key=f"source:{source.pk}:surplus")
