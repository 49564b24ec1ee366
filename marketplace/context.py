"""Template context that every page has. Nothing in it may depend on the visitor."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.selectors import FRAME_NAMES, frame_context
from oscar_apps.catalogue.pictures import file_picture
from oscar_apps.catalogue.tree import Node, category_tree

#: Categories in the bar, and of each those in its panel; the rest are found on the category's own page.
IN_BAR, IN_PANEL = 10, 18


def shop(request: HttpRequest) -> dict:
    """Name and currency, the menu, and the words that editors keep for every page; read only where a page uses them."""
    words = SimpleLazyObject(lambda: frame_context(request))
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_currency": settings.SHOP_CURRENCY,
        "base_url": settings.SHOP_BASE_URL,
        "menu_categories": SimpleLazyObject(menu_categories),
        **{name: SimpleLazyObject(lambda name=name: words[name]) for name in FRAME_NAMES},
    }


def menu_categories() -> list[dict]:
    """The top categories with what is right below them, from the tree that is kept in the process."""
    return [_menu_entry(node) for node in category_tree().roots if node.in_menu][:IN_BAR]


def _menu_entry(node: Node) -> dict:
    children = [child for child in node.children if child.in_menu]
    return {
        "name": node.name,
        "url": node.url,
        "image": file_picture(node.image, width=480, height=320),
        "children": [{"name": child.name, "url": child.url} for child in children[:IN_PANEL]],
    }
