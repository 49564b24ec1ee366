"""Writes of the cash room: money taken at the door, and handed over by couriers.

Locks are the payment room's: order, consignments, payments, shares; collections by id come after them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from oscar_apps.order import pipeline
from oscar_apps.order.models import Consignment

from ..locks import Held, lock_order
from ..models import Share, Source
from ..options import forget
from ..services.moves import follow_payment, follow_refunds, move, record_transaction
from ..signals import cash_collected, cash_remitted
from .exceptions import CashRefused
from .models import BlockedPhone, CashCollection, CashRule, CourierRemittance
from .rules import CODE


def collect(
    *, consignment: Consignment, collector: str, actor: Any = None, collected_at: datetime | None = None
) -> CashCollection | None:
    """Take down that the cash of a consignment was collected, by "seller" or "courier": its whole total.

    Called when the last parcel has arrived: the buyer pays at hand-over. A repeat gives the first collection; None when
    there is nothing to pay. The order is paid when all its parts are. Raises `CashRefused`.
    """
    with transaction.atomic():
        held = lock_order(consignment.order_id)
        existing = CashCollection.objects.filter(consignment=consignment).first()
        if existing is not None:
            return existing
        part = next(row for row in held.consignments if row.pk == consignment.pk)
        source = _source_of(held)
        if part.status in pipeline.UNSOLD or source is None:
            raise CashRefused(_("No cash is to be collected for this part."))
        if not part.total:
            return None
        collection = CashCollection.objects.create(
            consignment=part,
            amount=part.total,
            currency=held.order.currency,
            collector=collector,
            collected_at=collected_at or timezone.now(),
            actor=actor,
        )
        _take_in(source=source, part=part)
        cash_collected.send(sender=CashCollection, collection=collection)
        settle(held=held)
        return collection


def save_rule(*, rule: CashRule, **fields: Any) -> CashRule:
    """Write the terms of an area; checkout follows at once. Raises `ValidationError`."""
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.country = rule.country.strip().upper()
    rule.regions = sorted({code.strip().upper() for code in rule.regions if code.strip()})
    if any(not code.startswith(f"{rule.country}-") for code in rule.regions):
        raise ValidationError({"regions": _("Regions are of the country named above: ET, ET-AA ET-OR.")})
    rule.full_clean()
    with transaction.atomic():
        rule.save()
        transaction.on_commit(forget)
    return rule


def block_phone(*, phone: Any, reason: str = "", actor: Any = None) -> BlockedPhone:
    """No more cash orders from this phone; a repeat gives the first block. Raises `ValidationError`."""
    row = BlockedPhone(phone=phone, reason=reason[:255], actor=actor)
    row.full_clean(validate_unique=False, validate_constraints=False)
    with transaction.atomic():
        blocked, _created = BlockedPhone.objects.get_or_create(
            phone=row.phone, lifted_at=None, defaults={"reason": row.reason, "actor": actor}
        )
        transaction.on_commit(forget)
    return blocked


def unblock_phone(*, blocked: BlockedPhone) -> None:
    """Cash orders from this phone are possible again."""
    with transaction.atomic():
        BlockedPhone.objects.filter(pk=blocked.pk, lifted_at=None).update(lifted_at=timezone.now())
        transaction.on_commit(forget)


def _source_of(held: Held) -> Source | None:
    """The order's cash payment, as long as money may still come in."""
    rows = (row for row in held.sources if row.gateway == CODE and row.status == Source.Status.PENDING)
    return next(rows, None)


def _take_in(*, source: Source, part: Consignment) -> None:
    """What was collected can be paid back: it is a share of the payment like any other."""
    Share.objects.create(source=source, consignment=part, amount=part.total)
    Source.objects.filter(pk=source.pk).update(amount_debited=F("amount_debited") + part.total)
    source.amount_debited += part.total
    record_transaction(source=source, kind="Debit", amount=part.total, reference=part.number)


def settle(*, held: Held) -> None:
    """The order is paid when the cash of every part that is not cancelled has been collected."""
    source = _source_of(held)
    if source is None or not source.amount_debited:
        return
    collected = set(source.shares.values_list("consignment_id", flat=True))
    due = [row for row in pipeline.open_parts(held.consignments) if row.total]
    if all(row.pk in collected for row in due) and move(source=source, target=Source.Status.PAID, cause="cash"):
        follow_payment(held.order)
        follow_refunds(source=source)


def remit(*, collection_ids: Collection[int], reference: str = "", actor: Any = None) -> CourierRemittance:
    """A courier has handed over the cash of these collections, all of it and in one currency.

    Raises `CashRefused` when one of them is not a courier's or was handed over before; nothing is written then.
    """
    with transaction.atomic():
        rows = list(
            CashCollection.objects.select_for_update(of=("self",))
            .select_related("consignment")
            .filter(pk__in=collection_ids)
            .order_by("pk")
        )
        _check(rows, wanted=len(set(collection_ids)))
        total = sum((row.amount for row in rows), Decimal(0))
        remittance = CourierRemittance.objects.create(
            amount=total, currency=rows[0].currency, reference=reference[:255], actor=actor
        )
        # The row count decides where there are no row locks.
        waiting = CashCollection.objects.filter(pk__in=[row.pk for row in rows], remittance=None)
        if waiting.update(remittance=remittance) != len(rows):
            raise CashRefused(_("Some of this cash has been handed over already."))
        cash_remitted.send(sender=CourierRemittance, remittance=remittance, collections=rows)
        return remittance


def _check(rows: Sequence[CashCollection], *, wanted: int) -> None:
    if not rows or len(rows) != wanted or any(row.collector != CashCollection.Collector.COURIER for row in rows):
        raise CashRefused(_("Choose cash that a courier has collected."))
    if any(row.remittance_id for row in rows):
        raise CashRefused(_("Some of this cash has been handed over already."))
    if len({row.currency for row in rows}) > 1:
        raise CashRefused(_("Cash of two currencies is handed over separately."))
