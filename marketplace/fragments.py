"""What the script of public pages fetches about its own visitor, because the pages themselves are the same for all."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from oscar.core.loading import get_model

from marketplace.templatetags.shop import money_text
from oscar_apps.basket import selectors
from oscar_apps.basket.middleware import open_basket
from vendors.selectors import for_user


def asked_language(request: HttpRequest) -> str:
    """The language of the page that asks (`?lang=`): fragments stand under no language prefix."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@never_cache
@require_GET
def visitor(request: HttpRequest) -> JsonResponse:
    """Basket, name, saved things and waiting messages of this visitor. A guest without a basket costs no query."""
    with override(asked_language(request)):
        return JsonResponse({**_basket(request), **_person(request), "messages": _messages(request)})


def _basket(request: HttpRequest) -> dict[str, Any]:
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN, "")
    if cookie and request.user.is_authenticated:
        open_basket(request)  # takes in what this person had as a guest
        cookie = ""
    found = selectors.contents(user=request.user, cookie=cookie)
    return {"basket_count": found.count, "basket_total": money_text(found.total) if found.count else ""}


def _person(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if not user.is_authenticated:
        return {"user": None, "is_seller": False, "saved": []}
    saved = get_model("wishlists", "Line").objects.filter(wishlist__owner=user, product__isnull=False)
    return {
        "user": {"name": user.get_short_name() or str(user)},
        "is_seller": for_user(user).exists(),
        "saved": sorted(set(saved.values_list("product_id", flat=True))),
    }


def _messages(request: HttpRequest) -> list[dict[str, str]]:
    waiting = messages.get_messages(request)
    if not len(waiting):  # reading them would send a cookie that takes none away
        return []
    return [{"level": message.level_tag, "text": str(message)} for message in waiting]
