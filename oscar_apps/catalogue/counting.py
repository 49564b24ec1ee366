"""How many goods each category has, itself and below: one number in its row, counted apart from any page."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from oscar.core.loading import get_model

from oscar_apps.partner.models import WinningOffer

from .models import Category
from .tree import STEP


def count_products() -> int:
    """Count the listed products of every category and what is below it; returns how many rows changed.

    Two aggregates and one pass over products that stand in several categories (they count once in what is above
    both). Costs about a second for a million products, so it runs after bulk changes and by the clock, not per order.
    """
    totals = _totals()
    changed = []
    for category in Category.objects.only("pk", "path", "num_products"):
        number = totals.get(category.path, 0)
        if category.num_products != number:
            category.num_products = number
            changed.append(category)
    with transaction.atomic():
        Category.objects.bulk_update(changed, ["num_products"], batch_size=500)
    return len(changed)


def _totals() -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    links = _listed_links()
    for path, number in links.order_by().values_list("category__path").annotate(Count("pk")):
        for above in _line(path):
            totals[above] += number
    for paths in _several(links):
        seen: set[str] = set()
        for path in paths:
            for above in _line(path):
                if above in seen:
                    totals[above] -= 1
                seen.add(above)
    return totals


def _listed_links():
    listed = WinningOffer.objects.filter(product_id=OuterRef("product_id"), is_listed=True)
    return get_model("catalogue", "ProductCategory").objects.filter(Exists(listed))


def _several(links) -> Iterator[list[str]]:
    """The categories of each product that stands in more than one."""
    more = get_model("catalogue", "ProductCategory").objects.order_by().values("product_id")
    more = more.annotate(number=Count("pk")).filter(number__gt=1).values("product_id")
    rows = links.filter(product_id__in=more).order_by("product_id").values_list("product_id", "category__path")
    for _product_id, group in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0]):
        yield [path for _product, path in group]


def _line(path: str) -> Iterator[str]:
    """The paths of a category and of everything above it."""
    return (path[:end] for end in range(STEP, len(path) + 1, STEP))
