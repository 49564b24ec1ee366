"""Approved reviews of a product: how the stars are spread, and the ones buyers found most useful."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from oscar.core.loading import get_model

from .models import Product
from .selectors import APPROVED

SHOWN = 5
#: So many are read to count the stars in memory; where there are more the database counts.
READ = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    score: int
    title: str
    body: str
    author: str
    date_created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """`histogram` is what `components/histogram.html` takes, five stars first."""

    average: float | None
    count: int
    histogram: list[dict[str, int]]
    shown: list[Review]


def reviews_of(product: Product) -> Reviews:
    """Read in one query, in two for a product with more than `READ` reviews, in none where nobody has rated it."""
    rows = list(_rows(product.pk)[:READ]) if product.rating is not None else []
    if not rows:
        return Reviews(average=None, count=0, histogram=[], shown=[])
    spread = _spread(product.pk) if len(rows) == READ else Counter(row["score"] for row in rows)
    count = sum(spread.values())
    return Reviews(
        average=product.rating,
        count=count,
        histogram=[
            {"stars": stars, "count": spread[stars], "percent": round(100 * spread[stars] / count)}
            for stars in range(5, 0, -1)
        ],
        shown=[_review(row) for row in rows[:SHOWN]],
    )


def _approved(product_id: int) -> QuerySet[Any]:
    return get_model("reviews", "ProductReview").objects.filter(product_id=product_id, status=APPROVED)


def _rows(product_id: int) -> QuerySet[Any, dict[str, Any]]:
    """The most useful first."""
    return (
        _approved(product_id)
        .order_by("-delta_votes", "-date_created", "-id")
        .values("score", "title", "body", "name", "user__first_name", "user__last_name", "date_created")
    )


def _spread(product_id: int) -> Counter[int]:
    return Counter(dict(_approved(product_id).order_by().values_list("score").annotate(Count("pk"))))


def _review(row: dict[str, Any]) -> Review:
    """With the author's first name and the initial of the last: enough to believe it, too little to find the person."""
    last = row["user__last_name"] or ""
    author = f"{row['user__first_name'] or ''} {last[:1]}{'.' if last else ''}".strip() or row["name"]
    return Review(
        score=row["score"], title=row["title"], body=row["body"], author=author, date_created=row["date_created"]
    )
