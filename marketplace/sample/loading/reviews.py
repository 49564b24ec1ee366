"""What buyers wrote, approved, in the language they wrote it in; the products' ratings follow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Avg
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.catalogue.models import Product

from ..catalogue import Product as SampleProduct
from ..catalogue import SampleMarket

READER = "reader@example.com"
LONGEST_AGO = 100


def load_reviews(market: SampleMarket) -> int:
    """Write the reviews of products that have none, then those products' ratings; returns how many reviews."""
    model = get_model("reviews", "ProductReview")
    bare = dict(
        Product.objects.filter(code__in=[p.sku for p in market.products], reviews=None).values_list("code", "pk")
    )
    people = {user.get_full_name(): user for user in get_user_model().objects.all()}
    missing = [product for product in market.products if product.sku in bare]
    with transaction.atomic():
        rows = [row for product in missing for row in _rows(product, bare[product.sku], people)]
        model.objects.bulk_create(rows)
        _date(rows)
        _rate(list(bare.values()))
    return len(rows)


def _rows(product: SampleProduct, product_id: int, people: dict[str, Any]) -> Iterator[Any]:
    model = get_model("reviews", "ProductReview")
    written: set[Any] = set()
    for review in product.reviews:
        # A person reviews a product once; who has no account is a name alone.
        user = people.get(review.name) if review.name not in written else None
        written.add(review.name)
        yield model(
            product_id=product_id,
            score=review.rating,
            title=review.title,
            body=review.body,
            status=model.APPROVED,
            user=user,
            name="" if user else review.name,
            email="" if user else READER,
        )


def _date(rows: list[Any]) -> None:
    """Reviews were written over the last weeks, not all in this second."""
    chance, now = random.Random("reviews"), timezone.now()
    for row in rows:
        row.date_created = now - timedelta(days=chance.uniform(0.5, LONGEST_AGO))
    get_model("reviews", "ProductReview").objects.bulk_update(rows, ["date_created"], batch_size=200)


def _rate(product_ids: list[int]) -> None:
    """The mean score of the approved reviews, as Oscar keeps it on the product."""
    model = get_model("reviews", "ProductReview")
    approved = model.objects.filter(product_id__in=product_ids, status=model.APPROVED).order_by()
    means = approved.values_list("product_id").annotate(mean=Avg("score"))
    products = [Product(pk=pk, rating=mean) for pk, mean in means]
    Product.objects.bulk_update(products, ["rating"], batch_size=200)
