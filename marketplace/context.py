"""Template context that every page has. Nothing in it may depend on the visitor."""

from django.conf import settings
from django.http import HttpRequest


def shop(request: HttpRequest) -> dict:
    return {"shop_name": settings.SHOP_NAME, "shop_currency": settings.SHOP_CURRENCY}
