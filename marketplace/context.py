"""Template context that every page has. Nothing in it may depend on the visitor."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.selectors import FRAME_NAMES, frame_context


def shop(request: HttpRequest) -> dict:
    """The shop's name and currency, and the words that editors keep for every page, read only where a page uses them."""
    words = SimpleLazyObject(lambda: frame_context(request))
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_currency": settings.SHOP_CURRENCY,
        **{name: SimpleLazyObject(lambda name=name: words[name]) for name in FRAME_NAMES},
    }
