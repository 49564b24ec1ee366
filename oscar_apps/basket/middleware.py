"""`request.basket`, found only when somebody looks: public pages ask neither database, session nor person for it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import ngettext
from oscar.core.loading import get_class

from oscar_apps.partner.strategy import Selector

from . import selectors, services
from .models import Basket


class BasketMiddleware:
    """Oscar's contract: `request.strategy`, `request.basket` with its offers applied, a signed cookie for guests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.cookies_to_delete = []
        request.strategy = Selector().strategy()
        request._basket_cache = None
        request.basket = SimpleLazyObject(lambda: _with_offers(request))
        request.basket_hash = SimpleLazyObject(lambda: _hash(request))
        return self.process_response(request, self.get_response(request))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        for key in request.cookies_to_delete:
            response.delete_cookie(key)
        basket = request._basket_cache
        if basket is not None and basket.pk and basket.owner_id is None and _needs_cookie(request):
            set_basket_cookie(response, basket)
        return response


def open_basket(request: HttpRequest) -> Basket:
    """This visitor's open basket, perhaps not saved yet, with a strategy but no offers applied: for changing it.

    A signed-in person's basket takes in what they had as a guest.
    """
    if request._basket_cache is None:
        request._basket_cache = _basket_of_user(request) if request.user.is_authenticated else _basket_of_guest(request)
    return request._basket_cache


def forget_basket(request: HttpRequest) -> None:
    """After an order: the cookie goes, and a new basket begins with the next thing added."""
    request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    request._basket_cache = None


def set_basket_cookie(response: HttpResponse, basket: Basket) -> None:
    response.set_cookie(
        settings.OSCAR_BASKET_COOKIE_OPEN,
        selectors.cookie_value(basket),
        max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
        secure=settings.OSCAR_BASKET_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _needs_cookie(request: HttpRequest) -> bool:
    key = settings.OSCAR_BASKET_COOKIE_OPEN
    return key not in request.COOKIES or key in request.cookies_to_delete


def _with_offers(request: HttpRequest) -> Basket:
    basket = open_basket(request)
    if not basket.is_empty:
        get_class("offer.applicator", "Applicator")().apply(basket, request.user, request)
    return basket


def _hash(request: HttpRequest) -> str | None:
    basket = open_basket(request)
    return selectors.cookie_value(basket) if basket.pk else None


def _new(owner: Any = None) -> Basket:
    basket = Basket(owner=owner)
    selectors.ready(basket)
    return basket


def _basket_of_guest(request: HttpRequest) -> Basket:
    return _cookie_basket(request) or _new()


def _cookie_basket(request: HttpRequest) -> Basket | None:
    """The basket the cookie names; a cookie that names none is taken away."""
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN)
    basket = selectors.guest_basket(cookie) if cookie else None
    if cookie and basket is None:
        request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    return basket


def _basket_of_user(request: HttpRequest) -> Basket:
    baskets = selectors.baskets_of(request.user)
    guest = _cookie_basket(request)
    basket = baskets[0] if baskets else _new(request.user)
    basket.owner = request.user
    if guest is not None and basket.pk is None:
        basket.save()
    for other in [*baskets[1:], *([guest] if guest else [])]:
        _merge(request, basket, other)
    return basket


def _merge(request: HttpRequest, basket: Basket, other: Basket) -> None:
    """Merge and say what came over and what could not."""
    merged = services.merge(basket=basket, other=other)
    if other.owner_id is None:
        request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    if merged.moved:
        messages.info(request, _merged_words(merged.moved))
    for notice in merged.notices:
        messages.warning(request, notice)


def _merged_words(pieces: int) -> str:
    return ngettext(
        "%(count)d thing from your earlier basket was put with these.",
        "%(count)d things from your earlier basket were put with these.",
        pieces,
    ) % {"count": pieces}
