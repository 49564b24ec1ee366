"""What a search shows beside its list: suggestions while one types, and what to offer when nothing was found."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from oscar_apps.catalogue.listing import listed
from oscar_apps.catalogue.selectors import ProductCard, cards
from oscar_apps.catalogue.tree import Node, category_tree
from oscar_apps.partner.models import Partner

from . import engine
from .words import words_of

SUGGESTED = 6
#: Shorter beginnings fit nearly everything.
SHORTEST = 2


def suggestions(text: str) -> dict[str, list[dict[str, Any]]]:
    """Goods, categories and shops whose name has words that begin so."""
    words = words_of(text)
    if not words or len("".join(words)) < SHORTEST:
        return {"products": [], "categories": [], "shops": []}
    return {
        "products": _products(text),
        "categories": [{"label": node.name, "url": node.url} for node in _categories(words)],
        "shops": _shops(words),
    }


def _products(text: str) -> list[dict[str, Any]]:
    ids = engine.suggest(text, most=SUGGESTED)
    found = {card.id: card for card in cards(listed().filter(product_id__in=ids))}
    return [{"label": found[pk].title, "url": found[pk].url} for pk in ids if pk in found]


def _categories(words: list[str]) -> list[Node]:
    nodes = (node for root in category_tree().roots for node in root.walk())
    fitting = [node for node in nodes if node.num_products and _begins(node.name, words)]
    return sorted(fitting, key=lambda node: -node.num_products)[:4]


def _begins(name: str, words: list[str]) -> bool:
    known = words_of(name)
    return all(any(each.startswith(word) for each in known) for word in words)


def _shops(words: list[str]) -> list[dict[str, Any]]:
    shops = (
        Partner.objects.filter(is_visible=True, name__icontains=words[0])
        .order_by("name")
        .values_list("name", "slug")[:20]
    )
    base = reverse("shops:index")
    return [{"label": name, "url": f"{base}{slug}/"} for name, slug in shops if _begins(name, words)][:4]


def popular(number: int = 8) -> list[ProductCard]:
    """What sells best now, for an empty answer."""
    return cards(listed().filter(in_stock=True).order_by("-num_sold", "-product_id")[:number])
