"""Refunded goods that lie on the seller's shelf again."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.fulfilment import quantities_left, shipped_quantities
from oscar_apps.order.models import Consignment, Line
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner import services as stock

from ..models import RefundPart


def put_back(*, consignment: Consignment, quantities: Mapping[int, int], actor: Any, role: str) -> dict[int, int]:
    """These pieces, by line id: first those not sent yet, which stay; then sent ones, which have come back.

    Returns how many of each line have come back; raises `IllegalMove` for more than can have. Inside the refund's
    transaction.
    """
    lines = {line.pk: line for line in Line.objects.filter(pk__in=quantities, consignment=consignment)}
    left = quantities_left(consignment)
    unsent = {pk: min(count, left.get(pk, 0)) for pk, count in quantities.items() if lines[pk].num_allocated}
    unsent = {pk: count for pk, count in unsent.items() if count}
    came_back = {pk: count - unsent.get(pk, 0) for pk, count in quantities.items() if count > unsent.get(pk, 0)}
    _check_sent(consignment=consignment, came_back=came_back)
    if unsent:
        EventHandler(user=actor, role=role).drop(consignment, unsent)
    returned: dict[int, int] = defaultdict(int)
    for pk, count in came_back.items():
        if lines[pk].stockrecord_id:
            returned[lines[pk].stockrecord_id] += count
    if returned:
        stock.take_back(quantities=returned, reference=consignment.number, actor=actor, reason="refunded")
    return came_back


def _check_sent(*, consignment: Consignment, came_back: Mapping[int, int]) -> None:
    """Only what was sent can have come back, and each piece once."""
    sent = shipped_quantities(consignment)
    for part in RefundPart.objects.filter(line_id__in=came_back).exclude(refund__status="reversed"):
        if part.line_id in sent:
            sent[part.line_id] -= part.restocked
    for pk, count in came_back.items():
        if count > sent.get(pk, 0):
            raise IllegalMove(_("These goods have not been sent, or they have come back already."))
