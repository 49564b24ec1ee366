"""Request handling that belongs to no room."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import page_cache


class PublicPageMiddleware:
    """Serves public pages from the page cache, and keeps those that views have declared public.

    It stands before the language, session and authentication middleware: what is kept under an address is the finished
    answer in that address's language, the same for a guest and for a person who is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with page_cache.one_request():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        key = page_cache.page_key(request)
        if key is None:
            return self.get_response(request)
        entry = page_cache.fetch(key)
        if entry is not None:
            return page_cache.answer(request, entry)
        return self._make(request, key)

    def _make(self, request: HttpRequest, key: str) -> HttpResponse:
        before = page_cache.epoch()
        response = self.get_response(request)
        if not page_cache.may_be_shared(response):
            return response
        entry = page_cache.make_entry(response)
        if page_cache.epoch() == before:
            page_cache.keep(key, entry, response.public_page.lifetime())
        return page_cache.answer(request, entry)
