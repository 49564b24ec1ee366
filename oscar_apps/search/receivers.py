"""The index follows events, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oscar.core.loading import get_model

from marketplace.outbox.registry import subscribe

from .services import index_products

if TYPE_CHECKING:
    from marketplace.outbox.models import Event

#: A category or brand with more goods keeps its old words in the index until the next rebuild.
MOST = 2000


@subscribe("product.created", "product.updated", "product.deleted", key="search.index_product")
def index_product(event: Event) -> None:
    index_products(product_ids=[event.payload["product_id"]])


@subscribe("category.updated", key="search.index_category")
def index_category(event: Event) -> None:
    links = get_model("catalogue", "ProductCategory").objects.filter(category_id=event.payload["category_id"])
    index_products(product_ids=links.order_by().values_list("product_id", flat=True)[:MOST])


@subscribe("brand.updated", key="search.index_brand")
def index_brand(event: Event) -> None:
    products = get_model("catalogue", "Product").objects.filter(brand_id=event.payload["brand_id"], parent=None)
    index_products(product_ids=products.order_by().values_list("pk", flat=True)[:MOST])
