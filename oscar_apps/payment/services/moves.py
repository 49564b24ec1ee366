"""How a payment moves: a conditional UPDATE and a row that says what told us. What the order says follows."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.outbox.services import publish

from .. import pipeline
from ..models import Refund, Source, SourceChange

S = Source.Status


def move(*, source: Source, target: str, cause: str, note: str = "", **fields: Any) -> bool:
    """Move a payment and record it. False when somebody else has moved it first, or it may not go there."""
    old = source.status
    if target not in pipeline.MOVES[old]:
        return False
    values = {"status": target, "next_check_at": None, "date_settled": timezone.now(), **fields}
    if not Source.objects.filter(pk=source.pk, status=old).update(**values):
        return False
    for name, value in values.items():
        setattr(source, name, value)
    SourceChange.objects.create(source=source, old_status=old, new_status=target, cause=cause, note=note[:255])
    return True


def remark(*, source: Source, cause: str, note: str) -> None:
    """Record something that moved nothing."""
    status = source.status
    SourceChange.objects.create(source=source, old_status=status, new_status=status, cause=cause, note=note[:255])


def remark_refund(refund: Refund, target: str, *, note: str = "") -> None:
    """Record a move of a refund in the history of its payment; `refund` still has the status it comes from."""
    words = f"refund of {refund.amount}: {refund.status} > {target}"
    remark(source=refund.source, cause="refund", note=f"{words}, {note}" if note else words)


def follow_payment(order: Any) -> None:
    """Let the order's word about its payment follow its payments. Inside the transaction that moved one."""
    status = payment_status(order)
    old = order.payment_status
    if status == old:
        return
    order.payment_status = status
    get_model("order", "Order").objects.filter(pk=order.pk).update(payment_status=status)
    change = {"order_id": order.pk, "consignment_id": None, "axis": "payment", "old": old, "new": status}
    publish("order.status_changed", {**change, "role": "system"})


def payment_status(order: Any) -> str:
    """ "paid", "refunded", "pending" or "failed". Surplus money counts where it is all there is."""
    rows = list(Source.objects.filter(order=order).values_list("status", "is_surplus"))
    here = {status for status, is_surplus in rows if status in pipeline.SETTLED and not is_surplus}
    here = here or {status for status, _surplus in rows if status in pipeline.SETTLED}
    if here:
        return "refunded" if here == {S.REFUNDED} else "paid"
    return "pending" if not rows or S.PENDING in {status for status, _surplus in rows} else "failed"


def follow_refunds(*, source: Source) -> None:
    """A payment of which everything has been paid back is a refunded one. Inside the transaction that settled it."""
    settled = source.refunds.filter(status=Refund.Status.SUCCEEDED).aggregate(total=Sum("amount"))["total"]
    if source.status != S.PAID or settled != source.amount_debited:
        return
    if move(source=source, target=S.REFUNDED, cause="refund", date_settled=source.date_settled):
        follow_payment(source.order)


def record_transaction(*, source: Source, kind: str, amount: Decimal, reference: str) -> None:
    """Oscar's row of money that moved, for whoever reads its tables."""
    rows = get_model("payment", "Transaction").objects
    rows.create(source=source, txn_type=kind, amount=amount, reference=reference[:128], status="succeeded")
