"""What follows from orders inside the core."""

from django.db.models import Q, Sum
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from marketplace.outbox.registry import subscribe
from oscar_apps.partner.winning import refresh_winning_offers

from . import pipeline
from .models import Line


@subscribe("order.created", "order.status_changed", key="order.count_sold", slow=True)
def count_sold(event: Event) -> None:
    """Bring "most popular" up to date. Counted afresh, so that an event that comes twice counts nothing twice."""
    moved = {event.payload.get("old"), event.payload.get("new")}
    if event.name == "order.status_changed" and not moved & pipeline.UNSOLD:
        return
    lines = Line.objects.filter(order_id=event.payload["order_id"], product__isnull=False)
    pairs = set(lines.values_list("product_id", "product__parent_id"))
    for product_id in {pk for pair in pairs for pk in pair if pk}:
        _count(product_id)
    refresh_winning_offers(product_ids={product_id for product_id, _ in pairs})


def _count(product_id: int) -> None:
    sold = Line.objects.filter(Q(product_id=product_id) | Q(product__parent_id=product_id)).exclude(
        consignment__status__in=pipeline.UNSOLD
    )
    total = sold.aggregate(total=Sum("quantity"))["total"] or 0
    get_model("catalogue", "Product").objects.filter(pk=product_id).update(num_sold=total)
