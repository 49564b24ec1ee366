"""The one way a payment becomes true, whoever heard of it first: webhook, return page, sweep or expiry."""

from enum import StrEnum
from typing import Any

from django.db import transaction

from marketplace.outbox.services import publish
from oscar_apps.partner.prices import quantize

from .. import pipeline
from ..gateways.base import PaymentState, ProviderPayment
from ..gateways.registry import get_gateway
from ..locks import Held, lock_order
from ..models import Source
from .capture import Overtaken, capture
from .moves import follow_payment, move
from .problems import note_problem

S = Source.Status


class Outcome(StrEnum):
    """What a question to the provider led to."""

    CONFIRMED = "confirmed"
    SURPLUS = "surplus, goes back"
    NOTHING = "nothing to do"
    WAITING = "still pending"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISMATCH = "does not match"
    UNKNOWN = "unknown reference"


def confirm_payment(*, reference: str, gateway: str, cause: str) -> Outcome:
    """Ask the provider about one attempt and write down what it says; any number of times, at once or again.

    `reference` is ours, `cause` what made us ask ("webhook", "return", "sweep", "expiry"). Called outside any
    transaction. Raises `ProviderUnavailable`: nothing is known then and nothing has moved.
    """
    source = Source.objects.filter(gateway=gateway, reference=reference).first()
    if source is None:
        return Outcome.UNKNOWN
    if source.status in pipeline.SETTLED:
        return Outcome.NOTHING
    truth = get_gateway(gateway).fetch(reference=reference, provider_id=source.provider_id)
    try:
        with transaction.atomic():
            return _write(source=source, truth=truth, cause=cause)
    except Overtaken:
        return Outcome.NOTHING


def _write(*, source: Source, truth: ProviderPayment, cause: str) -> Outcome:
    """Everything is looked at again under the locks: what was read before the question may be old."""
    held = lock_order(source.order_id)
    source = held.source(source.pk)
    if truth.state is PaymentState.PAID and source.status not in pipeline.SETTLED:
        return _paid(held=held, source=source, truth=truth, cause=cause)
    target = pipeline.answer(status=source.status, state=truth.state)
    if target is None:
        waits = source.status == S.PENDING
        return Outcome.WAITING if waits else Outcome.NOTHING
    return _ended(held=held, source=source, target=target, cause=cause)


def _paid(*, held: Held, source: Source, truth: ProviderPayment, cause: str) -> Outcome:
    problem = mismatch(source=source, truth=truth)
    if problem:
        note_problem(source=source, cause=cause, problem=problem)
        return Outcome.MISMATCH
    is_surplus = capture(held=held, source=source, truth=truth, cause=cause)
    return Outcome.SURPLUS if is_surplus else Outcome.CONFIRMED


def mismatch(*, source: Source, truth: ProviderPayment) -> str:
    """What is wrong with a payment the provider calls paid; empty when it is what was asked for."""
    if truth.reference != source.reference:
        return f"The provider answers with another reference: {truth.reference}"[:255]
    paid = quantize(truth.amount, truth.currency) if truth.currency == source.currency else truth.amount
    if truth.currency != source.currency or paid != source.amount_allocated:
        asked = f"{source.amount_allocated} {source.currency}"
        return f"Paid {truth.amount} {truth.currency} instead of {asked}"[:255]
    return ""


def _ended(*, held: Held, source: Source, target: str, cause: str) -> Outcome:
    """Declined or given up at the provider: the order stays payable, in another way too."""
    if not move(source=source, target=target, cause=cause):
        return Outcome.NOTHING
    follow_payment(held.order)
    ids: dict[str, Any] = {"order_id": held.order.pk, "source_id": source.pk, "cause": cause}
    publish(f"payment.{target}", ids)
    return Outcome.FAILED if target == S.FAILED else Outcome.CANCELLED
