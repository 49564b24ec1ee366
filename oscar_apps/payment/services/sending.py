"""Bringing refunds to the provider, one call for each, and settling what it cannot do.

Before a call goes out the refund says so; one found like that after a crash is asked about, never sent again blindly.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.outbox.services import publish

from .. import pipeline
from ..exceptions import RefundRefused
from ..gateways.base import ProviderRefused, ProviderUnavailable, RefundAnswer, RefundRequest
from ..gateways.registry import get_gateway
from ..locks import lock_order, lock_shares
from ..models import Refund, Source
from ..signals import refund_reversed, refund_settled
from .backoff import wait_after
from .moves import follow_refunds, record_transaction, remark_refund

R = Refund.Status
#: Longer than any call may take: a refund that is still being sent then lost its sender.
LEASE = timedelta(minutes=3)
#: A provider that is still working on a refund after that has forgotten it: a person looks.
PATIENCE = timedelta(days=14)
GONE = "This payment method is not there any more."


def send_refund(*, refund_id: Any) -> None:
    """Send a requested refund, once. Called after its transaction, by the outbox or by the sweep; repeating is safe."""
    now = timezone.now()
    mine = Refund.objects.filter(pk=refund_id, status=R.REQUESTED)
    refund = mine.select_related("source").first()
    if refund is None or not mine.update(
        status=R.SENDING, num_tries=refund.num_tries + 1, next_try_at=now + LEASE, problem=""
    ):
        return
    remark_refund(refund, R.SENDING)
    refund.status = R.SENDING
    _call(refund)


def _call(refund: Refund) -> None:
    """The one call that moves money. The refund says already that it is going out."""
    try:
        answer = get_gateway(refund.source.gateway).refund(request=_request(refund))
    except KeyError:
        _to_hand(refund, GONE)
    except ProviderRefused as problem:
        _to_hand(refund, problem.message or "The provider refused.")
    except ProviderUnavailable as problem:
        Refund.objects.filter(pk=refund.pk, status=R.SENDING).update(problem=f"Not known: {problem.message}"[:255])
    else:
        _write(refund=refund, answer=answer)


def ask_refund(*, refund_id: Any) -> None:
    """What became of a refund that was being sent or worked on. Raises `ProviderUnavailable`.

    Where the provider cannot say, one that was being sent is sent again if the provider does each key once; else it
    goes to a person: it may have gone out or not.
    """
    refund = Refund.objects.select_related("source").filter(pk=refund_id, status__in=(R.SENDING, R.PENDING)).first()
    if refund is None:
        return
    try:
        gateway = get_gateway(refund.source.gateway)
    except KeyError:
        _to_hand(refund, GONE)
        return
    answer = gateway.fetch_refund(request=_request(refund), provider_id=refund.provider_id)
    if answer is not None:
        _write(refund=refund, answer=answer)
    elif refund.status == R.SENDING and gateway.capabilities.repeatable_refund:
        _call(refund)
    elif refund.status == R.SENDING:
        _to_hand(refund, "It is not known whether the provider has paid it back. Look there before you do anything.")
    if refund.status == R.PENDING and refund.created_at < timezone.now() - PATIENCE:
        _to_hand(refund, "The provider has been working on it for too long.")


def settle_by_hand(*, refund: Refund, proof: str, actor: Any = None) -> None:
    """A person has paid it back; `proof` is the transfer's number or who paid it out. Raises `RefundRefused`."""
    if not proof.strip():
        raise RefundRefused(_("Write down the proof: a transfer number, or who paid it out and when."))
    if not _settle(refund=refund, old=R.BY_HAND, proof=proof.strip()[:255], actor=actor):
        raise RefundRefused(_("This refund is not one to be paid back by hand."))


def retry_refund(*, refund: Refund) -> None:
    """Send a refund again that waits for a person. Who asks for it has made sure that it has not gone out.

    Raises `RefundRefused`.
    """
    with transaction.atomic():
        ready = Refund.objects.filter(pk=refund.pk, status=R.BY_HAND)
        if not get_gateway(refund.source.gateway).capabilities.refund:
            raise RefundRefused(_("This provider cannot pay back by itself."))
        if not ready.update(status=R.REQUESTED, next_try_at=timezone.now(), problem=""):
            raise RefundRefused(_("This refund does not wait for anybody."))
        remark_refund(refund, R.REQUESTED)
        publish("refund.requested", {"order_id": refund.source.order_id, "refund_id": str(refund.pk), "again": True})


def reverse_refund(*, refund: Refund, reason: str, actor: Any = None) -> None:
    """It will not be paid back: what was put down for it is free again. Raises `RefundRefused` once it has gone out."""
    with transaction.atomic():
        held = lock_order(refund.source.order_id)
        source = held.source(refund.source_id)
        locked = Refund.objects.select_for_update().get(pk=refund.pk)
        moved = R.REVERSED in pipeline.REFUND_MOVES[locked.status] and Refund.objects.filter(
            pk=locked.pk, status=locked.status
        ).update(status=R.REVERSED, proof=reason[:255], settled_at=timezone.now(), next_try_at=None)
        if not moved:
            raise RefundRefused(_("This refund has gone out or ended; it cannot be taken back."))
        remark_refund(locked, R.REVERSED, note=reason)
        _give_back(locked=locked, source=source)
        refund.status = locked.status = R.REVERSED
        refund_reversed.send(sender=Refund, refund=locked, parts=list(locked.parts.all()))
        publish("refund.reversed", {"order_id": source.order_id, "refund_id": str(locked.pk)})


def _give_back(*, locked: Refund, source: Source) -> None:
    shares = {share.pk: share for share in lock_shares(source)}
    for part in locked.parts.order_by("pk"):
        share = shares[part.share_id]
        share.refunded -= part.amount
        share.save(update_fields=["refunded"])
    Source.objects.filter(pk=source.pk).update(amount_refunded=source.amount_refunded - locked.amount)


def _request(refund: Refund) -> RefundRequest:
    source = refund.source
    return RefundRequest(
        reference=source.reference,
        provider_id=source.provider_id,
        amount=refund.amount,
        currency=refund.currency,
        key=str(refund.pk),
        reason=refund.reason,
    )


def _write(*, refund: Refund, answer: RefundAnswer) -> None:
    """What the provider says of a refund that is on its way."""
    target = pipeline.REFUND_ANSWERS[answer.state]
    number = answer.provider_id or refund.provider_id
    if target == R.SUCCEEDED:
        _settle(refund=refund, old=refund.status, provider_id=number, problem="")
    elif target == R.BY_HAND:
        _to_hand(refund, answer.message or "The provider could not pay it back.", provider_id=number)
    else:
        again = timezone.now() + wait_after(refund.num_tries)
        values = {"provider_id": number, "next_try_at": again, "problem": "", "num_tries": refund.num_tries + 1}
        if Refund.objects.filter(pk=refund.pk, status=refund.status).update(status=R.PENDING, **values):
            if refund.status != R.PENDING:
                remark_refund(refund, R.PENDING)
            refund.status = R.PENDING


def _to_hand(refund: Refund, problem: str, **fields: Any) -> None:
    """A person has to look: the queue in the back office shows it."""
    values = {"problem": problem[:255], "next_try_at": None, **fields}
    if Refund.objects.filter(pk=refund.pk, status=refund.status).update(status=R.BY_HAND, **values):
        remark_refund(refund, R.BY_HAND, note=problem)
        refund.status = R.BY_HAND


def _settle(*, refund: Refund, old: str, actor: Any = None, **fields: Any) -> bool:
    """The money has left. False when somebody else has settled it, or it is not where it was thought to be."""
    with transaction.atomic():
        source = lock_order(refund.source.order_id).source(refund.source_id)
        values = {"status": R.SUCCEEDED, "settled_at": timezone.now(), "next_try_at": None, **fields}
        if R.SUCCEEDED not in pipeline.REFUND_MOVES[old]:
            return False
        if not Refund.objects.filter(pk=refund.pk, status=old).update(**values):
            return False
        refund.status = old
        remark_refund(refund, R.SUCCEEDED, note=fields.get("proof", ""))
        refund.refresh_from_db()
        paid_out = refund.provider_id or refund.proof
        record_transaction(source=source, kind="Refund", amount=refund.amount, reference=paid_out)
        follow_refunds(source=source)
        refund_settled.send(sender=Refund, refund=refund)
        publish("refund.settled", {"order_id": source.order_id, "refund_id": str(refund.pk)})
        return True
