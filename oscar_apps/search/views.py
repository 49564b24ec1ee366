"""The search page and the suggestions under its field. Both depend on the address alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from marketplace.page_cache import public_page, short_key
from oscar_apps.catalogue import listing
from oscar_apps.catalogue.listing_context import listing_context
from oscar_apps.catalogue.tree import category_tree
from oscar_apps.catalogue.views import category_tile, seo

from . import engine, selectors
from .words import LONGEST_QUERY, words_of

TAGS = (*engine.TAGS, "brands")


@require_safe
@public_page(tags=TAGS)
def search(request: HttpRequest) -> HttpResponse:
    """Goods found under `q`, with the filters and sorts of every list; without words, the categories."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    words = words_of(text)
    context: dict[str, Any] = {
        **seo(path=request.path, request=request),
        "search_query": text,
        "bottom_bar": "search",
        "no_index": True,
    }
    context |= _results(request, text) if words else _start()
    return render(request, "oscar/search/results.html", context)


def _results(request: HttpRequest, text: str) -> dict[str, Any]:
    found = engine.find(text)
    scope = _within(request, listing.of_products(key=f"search:{short_key(words_of(text))}", ids=found.ids))
    results = listing_context(scope, request.GET, path=request.path)
    is_empty = not results["cards"]
    return {
        **results,
        "is_loose": found.is_loose and not is_empty,
        "heading": _("“%(words)s”") % {"words": text},
        "popular": selectors.popular() if is_empty and not results["filters"] else [],
        "categories": [category_tile(node) for node in category_tree().roots if node.in_menu] if is_empty else [],
    }


def _within(request: HttpRequest, scope: listing.Scope) -> listing.Scope:
    """The same search in one category, where the address names one."""
    number = request.GET.get("category", "")
    node = category_tree().get(int(number)) if number.isdigit() and len(number) < 10 else None
    if node is None:
        return scope
    inside = listing.of_category(node)
    offers = inside.offers.filter(product_id__in=scope.ranked or ())
    return replace(scope, key=f"{scope.key}:{inside.key}", tags=(*scope.tags, *inside.tags), offers=offers)


def _start() -> dict[str, Any]:
    return {
        "heading": pgettext("heading", "Search"),
        "categories": [category_tile(node) for node in category_tree().roots if node.in_menu],
        "popular": selectors.popular(),
        "is_start": True,
    }


@require_safe
@public_page(tags=TAGS)
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggestions for what is being typed: JSON, or a list of links with `as=list`."""
    found = selectors.suggestions(request.GET.get("q", ""))
    if request.GET.get("as") == "list":
        return render(request, "oscar/search/partials/suggestions.html", {"suggestions": found})
    return JsonResponse(found)
