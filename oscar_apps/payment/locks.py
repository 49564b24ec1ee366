"""The order in which a transaction locks what a payment touches: order, consignments, payments, shares, then stock.

Everybody who writes money locks the order first. The locks keep readings fresh; what decides is always a conditional
UPDATE with a constraint behind it, because SQLite has no row locks (there a transaction takes the one write lock).
"""

from dataclasses import dataclass
from typing import Any

from oscar.core.loading import get_model

from .models import Share, Source


@dataclass
class Held:
    """An order with its parts and payments, locked until the end of the transaction."""

    order: Any
    consignments: list[Any]
    sources: list[Source]

    def source(self, pk: int) -> Source:
        return next(row for row in self.sources if row.pk == pk)


def lock_order(order_id: int) -> Held:
    """Lock an order, its consignments and its payments, each by id. Inside a transaction."""
    order = get_model("order", "Order").objects.select_for_update(of=("self",)).get(pk=order_id)
    consignments = get_model("order", "Consignment").objects.select_for_update().filter(order=order).order_by("pk")
    parts = list(consignments)
    sources = list(Source.objects.select_for_update().filter(order=order).order_by("pk"))
    return Held(order, parts, sources)


def lock_shares(source: Source) -> list[Share]:
    """The shares of a payment, by id."""
    return list(Share.objects.select_for_update().filter(source=source).order_by("pk"))
