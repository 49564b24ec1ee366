"""Telling our own pages' requests from other sites' without a token, because public pages are the same bytes for all.

Every browser since 2020 says `Sec-Fetch-Site` on secure addresses and `Origin` on every POST; older ones say `Referer`.
A request that says none of the three is refused: it cannot be told from one that another site made.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
#: "none" is the person's own doing: a reload, a bookmark.
OWN_SITE = frozenset({"same-origin", "none"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def same_origin_required(view: View) -> View:
    """For views that change something and are posted to from public pages; takes the place of the CSRF token."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            raise PermissionDenied("This request came from another site.")
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether one of our own pages made this request, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITE
    said = request.headers.get("Origin") or _origin_of(request.headers.get("Referer", ""))
    return said in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
