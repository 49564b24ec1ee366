"""Whole-page cache of public pages, and the tags that end an entry the moment its facts change.

A leaf: it imports Django and nothing of ours, so every room may use it.

- A view opts in with `@public_page(tags=...)`. It promises that its answer depends on the address alone: no user, no
  session, no token, no messages. `marketplace.middleware.PublicPageMiddleware` stores the answer and serves it again
  before sessions and authentication run, to everybody.
- An entry carries *tags* with the versions they had. `bump(tags)` gives a tag a new version, and every entry with the
  old one is dead at once, in one write, however many there are. Subscribers of outbox events call it.
- An answer that was being made while anything was bumped is served but not stored: it may have read the old fact.
- `remembered` and `cached` keep values (not pages) under the same tags.

Tags in use: `product:ID category:ID brand:ID seller:ID page:ID`, and the wide ones: `catalogue` (any product, price or
stock), `menu` (any category), `brands`, `shops` (any seller's public face), `search` (the index), `pages`
and `frame` (the editors' pages and their words around every page).
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.utils import timezone
from django.utils.http import parse_etags

Value = TypeVar("Value")
View = Callable[..., HttpResponse]
TagsOf = Callable[..., Iterable[str]]

#: Parameters that public pages understand. Others (trackers' marks and the like) change neither page nor key. The list
#: stands here and not at the views because a cached page is found before any view is known.
KNOWN_PARAMETERS = frozenset(
    [
        "q",
        "sort",
        "page",
        "after",
        "category",
        "brand",
        "seller",
        "color",
        "size",
        "min_price",
        "max_price",
        "rating",
        "in_stock",
        "on_sale",
        "variant",
        "as",
    ]
)
#: Longer queries are answered but not kept: nobody types them, and they would only fill the store.
LONGEST_QUERY = 600
#: What every page shows or stands on: the whole site (see `forget_everything`), the editors' frame, the menu.
EVERY_PAGE = frozenset({"site", "frame", "menu"})
EPOCH = "everything"
#: Where every page is somebody's own, so that nobody looks for a kept one.
PRIVATE = frozenset({"accounts", "admin", "api", "basket", "checkout", "cms", "fragments", "health", "vendor"})
_PREFIX = "tag:"


# Tags ----------------------------------------------------------------------------------------------------------------


def versions(tags: Iterable[str]) -> dict[str, str]:
    """The present version of each tag; one read of the cache. A tag nobody has seen yet gets its first version."""
    keys = {f"{_PREFIX}{tag}": tag for tag in tags}
    found = cache.get_many(keys)
    for key in keys.keys() - found.keys():
        # A version that was lost must not come back as the same one, or dead entries would live again.
        cache.add(key, secrets.token_hex(8), timeout=None)
        found[key] = cache.get(key)
    return {tag: found[key] for key, tag in keys.items()}


def bump(tags: Iterable[str]) -> None:
    """End every entry that carries one of these tags. Called by subscribers of events, after the commit."""
    fresh = {f"{_PREFIX}{tag}": secrets.token_hex(8) for tag in {*tags, EPOCH}}
    cache.set_many(fresh, timeout=None)


# Values --------------------------------------------------------------------------------------------------------------

_memory: dict[str, tuple[dict[str, str], float, Any]] = {}


_seen: ContextVar[dict[str, str] | None] = ContextVar("seen", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    """Inside, `remembered` asks the shared cache once for each tag, and at once for those of every page.

    For a request, or for what counts as one; inside another it adds nothing.
    """
    if _seen.get() is not None:
        yield
        return
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _versions_in_request(tags: Iterable[str]) -> dict[str, str]:
    seen, wanted = _seen.get(), set(tags)
    if seen is None:
        return versions(wanted)
    if wanted - seen.keys():
        seen.update(versions((wanted | EVERY_PAGE) - seen.keys()))
    return {tag: seen[tag] for tag in wanted}


def remembered(key: str, *, tags: Iterable[str], build: Callable[[], Value], lifetime: int | None = None) -> Value:
    """A value kept as an object in this process while its tags stand; for few, large, often read things (the menu)."""
    now = time.monotonic()
    current = _versions_in_request(tags)
    known = _memory.get(key)
    if known and known[0] == current and known[1] > now:
        return known[2]
    value = build()
    _memory[key] = (current, now + (settings.PUBLIC_PAGE_CACHE_SECONDS if lifetime is None else lifetime), value)
    return value


def cached(key: str, *, tags: Iterable[str], build: Callable[[], Value], lifetime: int | None = None) -> Value:
    """A value kept in the shared cache while its tags stand; for many small things."""
    lifetime = settings.PUBLIC_PAGE_CACHE_SECONDS if lifetime is None else lifetime
    current = versions(tags)
    known = cache.get(f"value:{key}")
    if known is not None and known[0] == current:
        return known[1]
    value = build()
    if lifetime > 0:
        cache.set(f"value:{key}", (current, value), lifetime)
    return value


# Pages ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PublicPage:
    """What a view has said about the page it is making."""

    tags: set[str] = field(default_factory=set)
    expires_at: datetime | None = None

    def lifetime(self) -> int:
        """Seconds this page may be kept; ends at the next time boundary it named."""
        longest = settings.PUBLIC_PAGE_CACHE_SECONDS
        if self.expires_at is None:
            return longest
        return max(0, min(longest, int((self.expires_at - timezone.now()).total_seconds())))


class Entry(NamedTuple):
    """A finished answer; the body is kept compressed because nearly every client takes it so."""

    headers: dict[str, str]
    body: bytes
    etag: str
    tags: dict[str, str]


def public_page(view: View | None = None, *, tags: Iterable[str] | TagsOf = ()) -> Any:
    """Let the answer of a view be kept and given to everybody.

    `tags` is a list, or a function of the view's own arguments that returns one; while it works the view may name more
    with `tag(request, ...)` and a moment after which the page is no longer true with `expires_by(request, moment)`.
    Unknown query parameters are taken out of `request.GET` first, so that no visitor's mark gets into the links.
    For a method use Django's `method_decorator`.
    """

    def decorate(inner: View) -> View:
        @wraps(inner)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.GET = QueryDict(known_query(request))
            named = tags(request, *args, **kwargs) if callable(tags) else tags
            request.public_page = PublicPage(set(named))  # type: ignore[attr-defined]
            response = inner(request, *args, **kwargs)
            response.public_page = request.public_page  # type: ignore[attr-defined]
            return response

        return wrapped

    return decorate(view) if view else decorate


def tag(request: HttpRequest, *tags: str) -> None:
    """Name more facts that the page being made depends on; does nothing outside a public page."""
    page: PublicPage | None = getattr(request, "public_page", None)
    if page is not None:
        page.tags.update(tags)


def expires_by(request: HttpRequest, moment: datetime | None) -> None:
    """Say that the page being made is no longer true after this moment (an offer ends, tomorrow begins)."""
    page: PublicPage | None = getattr(request, "public_page", None)
    if page is not None and moment is not None:
        page.expires_at = min(page.expires_at or moment, moment)


def known_query(request: HttpRequest) -> str:
    """The query string in one order and without what no public page understands."""
    raw = request.META.get("QUERY_STRING", "")
    if not raw:
        return ""
    pairs = parse_qsl(raw, errors="replace", max_num_fields=None)
    return urlencode(sorted(pair for pair in pairs if pair[0] in KNOWN_PARAMETERS))


def _is_private(path: str) -> bool:
    first, _, rest = path.lstrip("/").partition("/")
    codes = {code for code, _ in settings.LANGUAGES}
    return (rest.partition("/")[0] if first in codes else first) in PRIVATE


def page_key(request: HttpRequest) -> str | None:
    """Under which name the answer to this request is kept; None when it may not be."""
    if request.method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in request.META:
        return None
    if _is_private(request.path):
        return None
    if getattr(request, "is_dummy", False):
        return None  # Wagtail's preview asks under the address of the published page
    if settings.PUBLIC_PAGE_CACHE_SECONDS <= 0 or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return None
    address = f"{request.scheme}://{request.get_host()}{request.path}?{known_query(request)}"
    return f"page:{hashlib.blake2b(address.encode(), digest_size=16).hexdigest()}"


def fetch(key: str) -> Entry | None:
    """The kept answer, if all its tags still have the versions it was made with."""
    stored = cache.get(key)
    if stored is None:
        return None
    entry = Entry(*stored)
    return entry if _versions_as_they_are(entry.tags) == entry.tags else None


def _versions_as_they_are(tags: Mapping[str, str]) -> dict[str, str]:
    found = cache.get_many([f"{_PREFIX}{tag}" for tag in tags])
    return {key[len(_PREFIX) :]: version for key, version in found.items()}


def epoch() -> str:
    """Changes with every `bump`, whatever the tag."""
    return versions([EPOCH])[EPOCH]


def may_be_shared(response: HttpResponse) -> bool:
    """Whether an answer is really the same for everybody; a cookie or a session that was read says no."""
    return (
        getattr(response, "public_page", None) is not None
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
    )


def make_entry(response: HttpResponse) -> Entry:
    """The answer as it will be served from now on, with validator and caching headers."""
    page: PublicPage = response.public_page  # type: ignore[attr-defined]
    kept = {name: value for name, value in response.items() if name not in ("Vary", "Content-Length", "Expires")}
    lifetime = page.lifetime()
    etag = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    kept |= {"ETag": etag, "Vary": "Accept-Encoding", "Cache-Control": f"public, max-age=0, s-maxage={lifetime}"}
    return Entry(kept, gzip.compress(response.content, 6, mtime=0), etag, versions(page.tags | EVERY_PAGE))


def forget_everything() -> None:
    """End every entry: after a deployment, a change of templates or of the site's settings."""
    bump(["site"])


def keep(key: str, entry: Entry, lifetime: int) -> None:
    """Store a finished answer for at most `lifetime` seconds."""
    if lifetime > 0:
        cache.set(key, tuple(entry), lifetime)


def answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The kept answer as this client wants it: not modified, compressed, or plain."""
    if_none_match = request.META.get("HTTP_IF_NONE_MATCH")
    if if_none_match and _matches(if_none_match, entry.etag):
        return _not_modified(entry)
    compressed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = entry.body if compressed else gzip.decompress(entry.body)
    response = HttpResponse(body if request.method == "GET" else b"", headers=entry.headers)
    response["Content-Length"] = str(len(body))
    if compressed:
        response["Content-Encoding"] = "gzip"
    return response


def _matches(if_none_match: str, etag: str) -> bool:
    return if_none_match == etag or any(known in ("*", etag) for known in parse_etags(if_none_match))


def _not_modified(entry: Entry) -> HttpResponse:
    response = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary"):
        response[name] = entry.headers[name]
    return response


def short_key(*parts: object) -> str:
    """A short name for a value that is kept under many parts (a search's words, a list of numbers)."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
