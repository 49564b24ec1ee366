"""Every fact about money is booked where it becomes true: these run inside the core's own transactions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.dispatch import receiver

from oscar_apps.order import pipeline
from oscar_apps.order.models import ConsignmentStatus
from oscar_apps.order.signals import consignment_moved
from oscar_apps.payment import signals

from . import services


@receiver(signals.payment_captured, dispatch_uid="ledger.sale")
def book_sale(*, source: Any, order: Any, shares: Sequence[Any], fee: Decimal, **kwargs: Any) -> None:
    services.book_sale(source=source, order=order, shares=shares, fee=fee)


@receiver(signals.surplus_captured, dispatch_uid="ledger.surplus")
def book_surplus(*, source: Any, order: Any, amount: Decimal, fee: Decimal, **kwargs: Any) -> None:
    services.book_surplus(source=source, order=order, amount=amount, fee=fee)


@receiver(signals.refund_requested, dispatch_uid="ledger.refund")
def book_refund(*, refund: Any, parts: Sequence[Any], **kwargs: Any) -> None:
    services.book_refund(refund=refund, parts=parts)


@receiver(signals.refund_settled, dispatch_uid="ledger.settlement")
def book_settlement(*, refund: Any, **kwargs: Any) -> None:
    services.book_settlement(refund=refund)


@receiver(signals.refund_reversed, dispatch_uid="ledger.reversal")
def book_reversal(*, refund: Any, **kwargs: Any) -> None:
    services.book_reversal(refund=refund)


@receiver(signals.chargeback_noted, dispatch_uid="ledger.chargeback")
def book_chargeback(*, source: Any, amount: Decimal, note: str = "", **kwargs: Any) -> None:
    services.book_chargeback(source=source, amount=amount, note=note)


@receiver(signals.cash_collected, dispatch_uid="ledger.collection")
def book_collection(*, collection: Any, **kwargs: Any) -> None:
    services.book_collection(collection=collection)


@receiver(signals.cash_remitted, dispatch_uid="ledger.remittance")
def book_remittance(*, remittance: Any, collections: Sequence[Any], **kwargs: Any) -> None:
    services.book_remittance(remittance=remittance, collections=collections)


@receiver(consignment_moved, dispatch_uid="ledger.consignment")
def follow_consignment(*, consignment: Any, new_status: str, **kwargs: Any) -> None:
    """At its end the seller's money gets its date; goods that never left are noted as back in stock."""
    if new_status == ConsignmentStatus.CANCELLED:
        services.note_restock(consignment=consignment)
    if new_status in pipeline.FINAL:
        services.release(consignment=consignment)
