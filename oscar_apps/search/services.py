"""Writes of the search index."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config

from marketplace.page_cache import bump
from oscar_apps.catalogue.models import Product

BATCH = 500


def index_products(*, product_ids: Iterable[int]) -> int:
    """Bring the index in line with these products; what may not be found any more goes out. Returns how many are in."""
    ids = sorted(set(product_ids))
    found = 0
    for start in range(0, len(ids), BATCH):
        found += _index(ids[start : start + BATCH])
    bump(["search"])
    return found


def rebuild_index() -> int:
    """Index every public product and take out the rest, in batches; for a first load and after bulk changes."""
    _entries().delete()
    ids = Product.get_indexed_objects().order_by("pk").values_list("pk", flat=True)
    return index_products(product_ids=ids.iterator(chunk_size=5000))


def _index(ids: list[int]) -> int:
    products = list(Product.get_indexed_objects().filter(pk__in=ids))
    if products:
        get_search_backend().add_bulk(Product, products)
    gone = {str(pk) for pk in ids} - {str(product.pk) for product in products}
    if gone:
        _entries().filter(object_id__in=gone).delete()
    return len(products)


def _entries() -> QuerySet[Any]:
    """The products' part of the index, which Wagtail's pages share."""
    model = get_app_config().get_model("IndexEntry")
    return model.objects.filter(content_type=ContentType.objects.get_for_model(Product))
