"""What the shop offers everybody just now, as its page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.catalogue.tree import category_tree

#: Goods named beside an offer; more are found on their own pages.
MOST_GOODS = 6


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """One offer in the reader's language; `goods` are names with addresses, none where it is for everything."""

    name: str
    description: str
    until: datetime | None
    goods: Sequence[tuple[str, str]]


def site_offers_at(moment: datetime) -> QuerySet[Any]:
    """Open offers for everybody that have begun, have not ended and are not used up."""
    model = get_model("offer", "ConditionalOffer")
    return model.objects.filter(
        Q(start_datetime=None) | Q(start_datetime__lte=moment), Q(end_datetime=None) | Q(end_datetime__gt=moment),
        offer_type=model.SITE, status=model.OPEN,
    )  # fmt: skip


def running_offers() -> list[ShownOffer]:
    """The offers that a basket would get now, those that end first before the others; three queries."""
    ranges = ("condition__range__included_categories", "condition__range__included_products")
    offers = site_offers_at(timezone.now()).select_related("condition__range").prefetch_related(*ranges)
    shown = [offer for offer in offers if offer.max_global_applications is None or offer.get_max_applications() > 0]
    last = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return [_shown(offer) for offer in sorted(shown, key=lambda offer: (offer.end_datetime or last, offer.pk))]


def next_change() -> datetime | None:
    """When an offer begins or ends next, which is how long its page is true."""
    now, model = timezone.now(), get_model("offer", "ConditionalOffer")
    offers = model.objects.filter(offer_type=model.SITE, status=model.OPEN)
    begins = offers.filter(start_datetime__gt=now).order_by("start_datetime").values_list("start_datetime", flat=True)
    ends = offers.filter(end_datetime__gt=now).order_by("end_datetime").values_list("end_datetime", flat=True)
    return min(filter(None, (begins.first(), ends.first())), default=None)


def _shown(offer: Any) -> ShownOffer:
    goods = offer.condition.range
    named = [] if goods is None or goods.includes_all_products else list(_goods(goods))
    return ShownOffer(offer.name, offer.description or "", offer.end_datetime, tuple(named[:MOST_GOODS]))


def _goods(goods: Any) -> Iterable[tuple[str, str]]:
    tree = category_tree()
    nodes = filter(None, (tree.get(category.pk) for category in goods.included_categories.all()))
    yield from ((node.name, node.url) for node in nodes)
    yield from ((each.get_title(), each.get_absolute_url()) for each in goods.included_products.all() if each.is_public)
