"""What asks providers when nobody told us: about payments and refunds on their way, and before an order expires."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from oscar.core.loading import get_model

from ..gateways.base import PaymentState, ProviderUnavailable
from ..gateways.registry import get_gateway
from ..locks import lock_order
from ..models import Refund, Source, SourceChange
from ..selectors import still_payable
from .backoff import wait_after
from .confirm import Outcome, confirm_payment
from .moves import follow_payment, move, remark
from .sending import LEASE, ask_refund, send_refund

S, R = Source.Status, Refund.Status
logger = logging.getLogger(__name__)

#: An attempt nobody has paid by then is given up; if it is paid after all, the webhook still says so.
WATCHED = timedelta(days=7)
#: One the provider has never heard of is given up sooner: nobody can pay it.
UNHEARD = timedelta(minutes=30)
#: How often an order's end is put off because the provider cannot be asked, and for how long each time.
MOST_POSTPONEMENTS = 6
POSTPONED_BY = timedelta(minutes=10)
POSTPONED = "expiry postponed: the provider cannot be asked"


def sweep_payments(*, limit: int = 50) -> int:
    """Ask about pending payments whose time has come. Returns how many were asked about."""
    due = Source.objects.filter(status=S.PENDING, next_check_at__lte=timezone.now()).order_by("next_check_at")
    return _each(rows=due[:limit], take=_take_source, ask=_ask_source)


def _take_source(source: Source) -> bool:
    """Whether this question is ours; the next one is set before it, so that a crash only delays it."""
    mine = Source.objects.filter(pk=source.pk, status=S.PENDING, num_checks=source.num_checks)
    next_check = timezone.now() + wait_after(source.num_checks + 1)
    return bool(mine.update(num_checks=F("num_checks") + 1, next_check_at=next_check))


def _ask_source(source: Source) -> None:
    outcome = confirm_payment(reference=source.reference, gateway=source.gateway, cause="sweep")
    if outcome is Outcome.WAITING:
        _give_up_if_dead(source)


def _give_up_if_dead(source: Source) -> None:
    """Nobody waits for it any more and it is old, or the provider has never heard of it."""
    age = timezone.now() - source.date_created
    if age < UNHEARD or _is_current(source):
        return
    if age < WATCHED and not _is_unheard_of(source):
        return
    with transaction.atomic():
        held = lock_order(source.order_id)
        if move(source=held.source(source.pk), target=S.CANCELLED, cause="sweep", note="given up"):
            follow_payment(held.order)


def _is_current(source: Source) -> bool:
    """Whether it is the attempt with which the order can still be paid."""
    newest = Source.objects.filter(order_id=source.order_id).order_by("-pk").values_list("pk", flat=True).first()
    return newest == source.pk and still_payable(source.order)


def _is_unheard_of(source: Source) -> bool:
    truth = get_gateway(source.gateway).fetch(reference=source.reference, provider_id=source.provider_id)
    return truth.state is PaymentState.UNKNOWN


def sweep_refunds(*, limit: int = 50) -> int:
    """Send what was asked for and not sent, and ask about what was sent. Returns how many."""
    moving = Refund.objects.filter(status__in=(R.REQUESTED, R.SENDING, R.PENDING), next_try_at__lte=timezone.now())
    due = moving.select_related("source").order_by("next_try_at")
    return _each(rows=due[:limit], take=_take_refund, ask=_ask_refund)


def _take_refund(refund: Refund) -> bool:
    if refund.status == R.REQUESTED:
        return True  # sending takes it
    mine = Refund.objects.filter(pk=refund.pk, status=refund.status, num_tries=refund.num_tries)
    next_try = timezone.now() + max(LEASE, wait_after(refund.num_tries))
    return bool(mine.update(num_tries=F("num_tries") + 1, next_try_at=next_try))


def _ask_refund(refund: Refund) -> None:
    if refund.status == R.REQUESTED:
        send_refund(refund_id=refund.pk)
    else:
        ask_refund(refund_id=refund.pk)


def _each(*, rows: Iterable[Any], take: Callable[[Any], bool], ask: Callable[[Any], None]) -> int:
    """Ask about each row that is ours; a provider that does not answer is left alone for the rest of this run."""
    silent: set[str] = set()
    asked = 0
    for row in rows:
        gateway = row.gateway if isinstance(row, Source) else row.source.gateway
        if gateway in silent or not take(row):
            continue
        asked += 1
        try:
            ask(row)
        except ProviderUnavailable as problem:
            silent.add(gateway)
            logger.warning("%s cannot be asked: %s", gateway, problem.message)
        except Exception:
            logger.exception("Asking about %s %s failed", type(row).__name__, row.pk)
    return asked


def may_expire(*, order: Any, silent: set[str]) -> bool:
    """The last question before an order is cancelled for want of payment: whether it really is not paid.

    Where a provider cannot be asked the order's end is put off, a bounded number of times. `silent` collects gateways
    that did not answer, so that one run asks each only once.
    """
    for source in Source.objects.filter(order=order, status=S.PENDING).order_by("pk"):
        try:
            if source.gateway in silent:
                raise ProviderUnavailable("did not answer before")
            confirm_payment(reference=source.reference, gateway=source.gateway, cause="expiry")
        except ProviderUnavailable:
            silent.add(source.gateway)
            if _postpone(source=source):
                return False
        except Exception:
            logger.exception("The last question about payment %s failed", source.reference)
            if _postpone(source=source):
                return False
    order.refresh_from_db()
    return bool(order.status == "pending")


def _postpone(*, source: Source) -> bool:
    """Put the order's end off; False when that has been done often enough."""
    before = SourceChange.objects.filter(source__order_id=source.order_id, cause="expiry", note=POSTPONED).count()
    if before >= MOST_POSTPONEMENTS:
        return False
    with transaction.atomic():
        until = timezone.now() + POSTPONED_BY
        orders = get_model("order", "Order").objects.filter(pk=source.order_id, status="pending")
        if orders.update(expires_at=until):
            remark(source=source, cause="expiry", note=POSTPONED)
    return True
