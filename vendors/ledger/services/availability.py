"""From when a seller's money may be paid out: the return window after delivery, a date on the entry."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.order import pipeline
from vendors.terms import current_terms

from ..models import Account, Entry


def available_dates(*, consignment_ids: Iterable[int]) -> dict[int, datetime]:
    """When money of these consignments becomes available; those still on their way are left out.

    What comes later (a refund) gets the date that the first money got, also when the window is another by now.
    """
    rows = get_model("order", "Consignment").objects.filter(pk__in=list(consignment_ids), status__in=pipeline.FINAL)
    ended = list(rows.values_list("pk", "status", "delivered_at"))
    if not ended:
        return {}
    window = timedelta(days=current_terms().return_window_days)
    dates = {pk: _date(status, delivered_at, window) for pk, status, delivered_at in ended}
    return dates | _dates_given(consignment_ids=dates)


def _date(status: str, delivered_at: datetime | None, window: timedelta) -> datetime:
    """What a consignment without a sale leaves on the account counts at once."""
    if status not in pipeline.UNSOLD and delivered_at is not None:
        return delivered_at + window
    return timezone.now()


def _dates_given(*, consignment_ids: Iterable[int]) -> dict[int, datetime]:
    dated = _sellers_entries().filter(consignment_id__in=list(consignment_ids), available_at__isnull=False)
    return dict(dated.order_by().values_list("consignment_id").annotate(Min("available_at")))


def _sellers_entries() -> QuerySet[Entry]:
    return Entry.objects.filter(account__kind=Account.Kind.SELLER_PAYABLE)


def release(*, consignment: Any) -> int:
    """Date the seller's entries of a consignment that has just ended; returns how many. A date is never changed."""
    dates = available_dates(consignment_ids=[consignment.pk])
    if not dates:
        return 0
    waiting = _sellers_entries().filter(consignment_id=consignment.pk, available_at=None)
    return waiting.update(available_at=dates[consignment.pk])
