"""Goods shown beside a product: those recommended for it, then the most popular ones of its category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Value
from django.utils.translation import get_language
from oscar.core.loading import get_model

from marketplace.page_cache import cached, short_key
from oscar_apps.partner.models import WinningOffer

from .selectors import card_rows

SHOWN = 4


def links_of(product_id: int) -> dict[str, list[int]]:
    """Numbers of a product's categories and of what is recommended for it, best first; one query."""
    categories = get_model("catalogue", "ProductCategory").objects.filter(product_id=product_id).order_by()
    recommended = get_model("catalogue", "ProductRecommendation").objects.filter(primary_id=product_id).order_by()
    rows = categories.values_list("category_id", Value(0), Value("category", output_field=CharField())).union(
        recommended.values_list("recommendation_id", "ranking", Value("recommended", output_field=CharField())),
        all=True,
    )
    links: dict[str, list[int]] = {"category": [], "recommended": []}
    for pk, _ranking, kind in sorted(rows, key=lambda row: -row[1]):
        links[kind].append(pk)
    return links


def rows_for(*, product_id: int, recommended: Sequence[int], category: int | None) -> list[dict[str, Any]]:
    """Rows of `selectors.card_rows` for what is related, in order.

    Kept while nothing in the category and none of the recommended goods changes: the page of every variant shows them.
    """
    tags = ["shops", *(f"product:{pk}" for pk in recommended), *([f"category:{category}"] if category else [])]
    key = f"related:{product_id}:{get_language()}:{short_key(*recommended, category)}"
    return cached(key, tags=tags, build=lambda: _rows(product_id, recommended, category))


def _rows(product_id: int, recommended: Sequence[int], category: int | None) -> list[dict[str, Any]]:
    popular = popular_in(category) if category else []
    ids = [pk for pk in dict.fromkeys([*recommended, *popular]) if pk != product_id]
    if not ids:
        return []
    order = {pk: place for place, pk in enumerate(ids)}
    rows = card_rows(WinningOffer.objects.filter(product_id__in=ids, is_listed=True))
    return sorted(rows, key=lambda row: order[row["product_id"]])[:SHOWN]


def popular_in(category_id: int) -> list[int]:
    """The most popular goods of one category, all its products' pages share them."""
    links = get_model("catalogue", "ProductCategory").objects.filter(category_id=category_id).order_by()
    offers = WinningOffer.objects.filter(is_listed=True, in_stock=True, product_id__in=links.values("product_id"))
    return cached(
        f"popular:{category_id}",
        tags=[f"category:{category_id}", "shops"],
        build=lambda: list(
            offers.order_by("-num_sold", "-product_id").values_list("product_id", flat=True)[: SHOWN * 2 + 1]
        ),
    )
