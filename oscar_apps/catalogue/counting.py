"""How many goods each category has, itself and below, and what they come in: kept in its row, apart from any page."""

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
    """Count the listed products of every category and what is below it, and note in which colours and sizes they come.

    Returns how many rows changed. Four aggregates and one pass over products that stand in several categories (they
    count once in what is above both). Costs seconds for a million products, so it runs after bulk changes and by the
    clock, not per order.
    """
    totals, choices = _totals(), _choices()
    changed = []
    for category in Category.objects.only("pk", "path", "num_products", "choices"):
        found = (totals.get(category.path, 0), choices.get(category.path, {}))
        if (category.num_products, category.choices) != found:
            category.num_products, category.choices = found
            changed.append(category)
    with transaction.atomic():
        Category.objects.bulk_update(changed, ["num_products", "choices"], batch_size=500)
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


def _choices() -> dict[str, dict[str, list[str]]]:
    """Path -> the colours and sizes of its goods and their variants, and of what is below."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"color": set(), "size": set()})
    links = _listed_links().order_by()
    own = links.values_list("category__path", "product__color_family", "product__size")
    variants = links.filter(product__children__is_public=True).values_list(
        "category__path", "product__children__color_family", "product__children__size"
    )
    for path, colour, size in (*own.distinct(), *variants.distinct()):
        for above in _line(path):
            found[above]["color"].add(colour)
            found[above]["size"].add(size)
    return {path: {name: sorted(values - {""}) for name, values in each.items()} for path, each in found.items()}


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
