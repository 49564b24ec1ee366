"""Approved reviews of a product: how the stars are spread, and the ones buyers found most useful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Sum, Value, When, Window
from oscar.core.loading import get_model

from .models import Product
from .selectors import APPROVED

SHOWN = 5


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
    """Read in one query, and in none for a product that nobody has rated."""
    if product.rating is None:
        return Reviews(average=None, count=0, histogram=[], shown=[])
    rows = list(_rows(product.pk))
    if not rows:
        return Reviews(average=None, count=0, histogram=[], shown=[])
    count = rows[0]["count"]
    spread = [(stars, rows[0][f"stars_{stars}"]) for stars in range(5, 0, -1)]
    return Reviews(
        average=product.rating,
        count=count,
        histogram=[
            {"stars": stars, "count": number, "percent": round(100 * number / count)} for stars, number in spread
        ],
        shown=[_review(row) for row in rows],
    )


def _rows(product_id: int) -> Any:
    reviews = get_model("reviews", "ProductReview").objects.filter(product_id=product_id, status=APPROVED)
    spread = {f"stars_{stars}": Window(Sum(_is(stars))) for stars in range(1, 6)}
    reviews = reviews.annotate(count=Window(Count("pk")), **spread).order_by("-delta_votes", "-date_created", "-id")
    return reviews.values(
        "score", "title", "body", "name", "user__first_name", "user__last_name", "date_created", "count", *spread
    )[:SHOWN]  # fmt: skip


def _is(stars: int) -> Case:
    return Case(When(score=stars, then=Value(1)), default=Value(0), output_field=IntegerField())


def _review(row: dict[str, Any]) -> Review:
    """With the author's first name and the initial of the last: enough to believe it, too little to find the person."""
    last = row["user__last_name"] or ""
    author = f"{row['user__first_name'] or ''} {last[:1]}{'.' if last else ''}".strip() or row["name"]
    return Review(
        score=row["score"], title=row["title"], body=row["body"], author=author, date_created=row["date_created"]
    )
