"""What follows from events: pictures are made smaller, and pages that no longer tell the truth are forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from oscar.core.loading import get_model

from marketplace import page_cache
from marketplace.outbox.registry import subscribe

from .models import Product, ProductImage
from .pictures import make_renditions
from .tree import category_tree

if TYPE_CHECKING:
    from marketplace.outbox.models import Event

#: A change of more products than this ends every page at once; naming each tag would cost more than making pages anew.
MANY = 500


@subscribe("image.uploaded", key="catalogue.make_renditions", slow=True)
def make_pictures(event: Event) -> None:
    image = ProductImage.objects.filter(pk=event.payload["image_id"]).first()
    if image is None:
        return
    make_renditions(image=image)
    forget_products([image.product_id])


@subscribe("product.created", "product.updated", "product.deleted", key="catalogue.forget_product")
def forget_product(event: Event) -> None:
    forget_products(
        [event.payload["product_id"]],
        categories=event.payload.get("category_ids", ()),
        brands=event.payload.get("brand_ids", ()),
    )


@subscribe("offer.updated", key="catalogue.forget_offers")
def forget_offers(event: Event) -> None:
    forget_products(event.payload["product_ids"])


@subscribe("stock.updated", key="catalogue.forget_stock")
def forget_stock(event: Event) -> None:
    """Pages say nothing of plain numbers; they change when goods run out, come back or become few."""
    if event.payload["crossed"]:
        forget_products(event.payload["product_ids"])


@subscribe("category.updated", key="catalogue.forget_category")
def forget_category(event: Event) -> None:
    page_cache.bump(["menu", f"category:{event.payload['category_id']}"])


@subscribe("brand.updated", key="catalogue.forget_brand")
def forget_brand(event: Event) -> None:
    page_cache.bump(["brands", f"brand:{event.payload['brand_id']}"])


@subscribe("seller.updated", key="catalogue.forget_seller")
def forget_seller(event: Event) -> None:
    page_cache.bump(["shops", f"seller:{event.payload['partner_id']}"])


def forget_products(ids: Iterable[int], *, categories: Iterable[int] = (), brands: Iterable[int] = ()) -> None:
    """End the pages of these products, their categories and all above, their brands and sellers, and all lists."""
    ids = set(ids)
    if len(ids) > MANY:
        page_cache.forget_everything()
        return
    page_cache.bump({"catalogue", *_product_tags(ids), *_category_tags(categories), *_numbered("brand", brands)})


def _product_tags(ids: set[int]) -> set[str]:
    rows = list(Product.objects.filter(pk__in=ids).values_list("pk", "parent_id", "brand_id"))
    shown = {parent_id or pk for pk, parent_id, _brand in rows} | ids
    links = get_model("catalogue", "ProductCategory").objects.filter(product_id__in=shown)
    offers = get_model("partner", "StockRecord").objects.filter(
        Q(product_id__in=shown) | Q(product__parent_id__in=shown)
    )
    return {
        *_numbered("product", shown),
        *_numbered("brand", (brand for _pk, _parent, brand in rows if brand)),
        *_numbered("seller", offers.order_by().values_list("partner_id", flat=True).distinct()),
        *_category_tags(links.order_by().values_list("category_id", flat=True).distinct()),
    }


def _category_tags(ids: Iterable[int]) -> set[str]:
    tree = category_tree()
    nodes = filter(None, (tree.get(pk) for pk in ids))
    return {f"category:{above.id}" for node in nodes for above in node.line()}


def _numbered(kind: str, ids: Iterable[int]) -> set[str]:
    return {f"{kind}:{pk}" for pk in ids}
