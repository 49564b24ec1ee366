"""Parts of pages whose markup is a pure function of a few values, drawn once and kept in the process.

A list draws 24 cards and the same goods stand in many lists; the menu stands on every page. Drawing a card again costs
a hundred times what finding it does. Nothing here can be stale: a card that has changed is another card, and the menu
hangs on its tags.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from marketplace.page_cache import remembered

register = template.Library()


@lru_cache(maxsize=8192)
def _card(card: Any, eager: bool, hide_seller: bool, sizes: str, language: str) -> SafeString:
    context = {"card": card, "eager": eager, "hide_seller": hide_seller, "sizes": sizes}
    return get_template("components/product_card.html").render(context)


@register.simple_tag
def product_card(card: Any, eager: bool = False, hide_seller: bool = False, sizes: str = "") -> SafeString:
    """`components/product_card.html` for one card, drawn once for each state of that card."""
    draw = _card.__wrapped__ if settings.DEBUG or card.__hash__ is None else _card
    return draw(card, bool(eager), bool(hide_seller), sizes, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def category_nav(context: template.Context) -> SafeString | str:
    """`components/category_nav.html`, drawn once for each language until a category or the editors' links change."""
    if "menu_categories" not in context:
        return ""
    language = get_language() or settings.LANGUAGE_CODE
    return remembered(f"category-nav:{language}", tags=["menu", "frame"], build=lambda: _nav(context))


def _nav(context: template.Context) -> SafeString:
    names = ("menu_categories", "navigation")
    return get_template("components/category_nav.html").render({name: context.get(name) for name in names})
