"""A product as schema.org describes it, for search engines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from .product_page import OfferBox, ProductPage

#: What could end a script element or start a comment in one is written as an escape.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def product_data(page: ProductPage) -> SafeString:
    """Product and breadcrumbs as JSON-LD, safe to stand in a script element of that type."""
    graph = {"@context": "https://schema.org", "@graph": [_product(page), _breadcrumbs(page)]}
    return mark_safe(json.dumps(graph, ensure_ascii=False, default=str).translate(_ESCAPES))  # noqa: S308


def _absolute(url: str) -> str:
    return url if "://" in url else f"{settings.SHOP_BASE_URL}{url}"


def _product(page: ProductPage) -> dict[str, Any]:
    product = page.product
    data: dict[str, Any] = {
        "@type": "Product",
        "name": product.title,
        "url": _absolute(page.url),
        "description": strip_tags(product.description)[:500],
        "image": [_absolute(picture.src) for picture in page.gallery],
        "offers": [_offer(page, box) for box in page.boxes],
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if page.chosen.upc:
        data["gtin"] = page.chosen.upc
    if page.reviews.count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(page.reviews.average or 0, 1),
            "reviewCount": page.reviews.count,
        }
    return data


def _offer(page: ProductPage, box: OfferBox) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": f"{box.price:f}",
        "priceCurrency": box.currency,
        "availability": f"https://schema.org/{'InStock' if box.is_available else 'OutOfStock'}",
        "url": _absolute(page.url),
        "seller": {"@type": "Organization", "name": box.seller_name},
    }


def _breadcrumbs(page: ProductPage) -> dict[str, Any]:
    line = page.node.line() if page.node else []
    items = [
        {"@type": "ListItem", "position": place, "name": node.name, "item": _absolute(node.url)}
        for place, node in enumerate(line, 1)
    ]
    items.append({"@type": "ListItem", "position": len(items) + 1, "name": page.product.title})
    return {"@type": "BreadcrumbList", "itemListElement": items}
