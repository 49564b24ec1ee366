"""What providers' servers tell us. A notice says only that there is something to ask about."""

from collections.abc import Mapping
from contextlib import suppress
from enum import IntEnum
from typing import Any

from django.core.cache import cache
from django.db import transaction

from ..gateways.base import BadWebhook, EventKind, Gateway, ProviderEvent, ProviderUnavailable
from ..gateways.registry import get_gateway
from ..models import ProviderNotice, Refund, Source
from .confirm import confirm_payment
from .problems import note_chargeback
from .sending import ask_refund

R = Refund.Status
#: A call without a signature may come from anybody: it makes us ask about one payment once in this time at most.
CALLED_SECONDS = 4
UNKNOWN = "unknown reference"
NOTHING = "nothing to do"


class Answer(IntEnum):
    """What the provider's server gets to hear. LATER makes it send the notice again."""

    DONE = 200
    BAD = 400
    NOT_FOUND = 404
    NOT_ALLOWED = 405
    LATER = 503


def receive_webhook(*, gateway_code: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Read one webhook and act on it. A repeat, an unknown type or an unknown order is DONE and moves nothing."""
    try:
        gateway = get_gateway(gateway_code)
    except KeyError:
        return Answer.NOT_FOUND
    if not (gateway.capabilities.webhooks and gateway.is_configured()):
        return Answer.NOT_FOUND
    try:
        event = gateway.parse_webhook(body=body, headers=headers)
    except BadWebhook:
        return Answer.BAD
    return _handle(gateway=gateway, event=event)


def receive_callback(*, gateway_code: str, parameters: Mapping[str, str]) -> Answer:
    """An unsigned call that names a payment: a reason to ask the provider about it, and nothing in it is believed."""
    try:
        gateway = get_gateway(gateway_code)
    except KeyError:
        return Answer.NOT_FOUND
    names = gateway.capabilities.callback
    if not (names and gateway.is_configured()):
        return Answer.NOT_ALLOWED
    reference = next((parameters[name] for name in names if parameters.get(name)), "")
    pending = Source.objects.filter(gateway=gateway.code, status=Source.Status.PENDING)
    source = None if "\0" in reference else pending.filter(reference=reference).first()
    if source is not None and cache.add(f"payment.called:{source.pk}", True, timeout=CALLED_SECONDS):
        with suppress(ProviderUnavailable):  # the sweep asks again
            confirm_payment(reference=source.reference, gateway=source.gateway, cause="webhook")
    return Answer.DONE


def _handle(*, gateway: Gateway, event: ProviderEvent) -> Answer:
    """One event id is worked on until it has led to something; from then on a repeat is a repeat."""
    values = {"name": event.name[:100], "reference": event.reference[:255], "summary": event.summary}
    notice, _made = ProviderNotice.objects.get_or_create(
        gateway=gateway.code, event_id=event.event_id[:255], defaults=values
    )
    if notice.outcome:
        return Answer.DONE
    try:
        outcome = _act(gateway=gateway, event=event, notice=notice)
    except ProviderUnavailable:
        return Answer.LATER
    ProviderNotice.objects.filter(pk=notice.pk, outcome="").update(outcome=outcome[:100])
    return Answer.DONE


def _act(*, gateway: Gateway, event: ProviderEvent, notice: ProviderNotice) -> str:
    if event.kind is EventKind.OTHER:
        return NOTHING
    source = _source_of(gateway=gateway.code, event=event)
    if source is None:
        return UNKNOWN
    if event.kind is EventKind.PAYMENT:
        return confirm_payment(reference=source.reference, gateway=source.gateway, cause="webhook")
    if event.kind is EventKind.REFUND:
        return _ask_refunds(source)
    return _chargeback(source=source, event=event, notice=notice)


def _source_of(*, gateway: str, event: ProviderEvent) -> Source | None:
    """By our reference; by the provider's number where the event does not carry ours."""
    rows = Source.objects.filter(gateway=gateway)
    if event.reference:
        return rows.filter(reference=event.reference).first()
    return rows.filter(provider_id=event.provider_id).first() if event.provider_id else None


def _ask_refunds(source: Source) -> str:
    """The event may speak of any of them, so the provider is asked about each that is on its way."""
    moving = Refund.objects.filter(source=source, status__in=(R.SENDING, R.PENDING)).order_by("created_at")
    ids: list[Any] = list(moving.values_list("pk", flat=True))
    for pk in ids:
        ask_refund(refund_id=pk)
    return f"asked about {len(ids)} refunds" if ids else NOTHING


def _chargeback(*, source: Source, event: ProviderEvent, notice: ProviderNotice) -> str:
    """Noted once: the notice is marked in the same transaction."""
    outcome = "chargeback noted"
    with transaction.atomic():
        if ProviderNotice.objects.filter(pk=notice.pk, outcome="").update(outcome=outcome):
            note_chargeback(source=source, amount=event.amount, note=event.name, cause="webhook")
    return outcome
