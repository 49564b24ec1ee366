"""The embedded engine: modelsearch's index on SQLite FTS5 or PostgreSQL full text.

It gives numbers of listed products, best match first, and nothing else; lists and cards take over from there. The index
is asked directly because modelsearch's own compiler ranks every row by a query of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from modelsearch.conf import get_app_config

from marketplace.page_cache import cached, short_key
from oscar_apps.catalogue.models import Product
from oscar_apps.partner.models import WinningOffer

from .words import stem, words_of

#: The most a search gives; lists say "1,000+" there.
MOST: Final = 1000
#: So many matches of a very common word are weighed against each other.
WEIGHED: Final = 10000
TAGS: Final = ("search", "catalogue", "shops")

#: Weights of `bm25` are in the order of the table's columns: autocomplete, body, title.
_SQLITE = """
    SELECT e.object_id FROM {table}_fts
    JOIN {table} e ON e.id = {table}_fts.rowid
    JOIN partner_winningoffer w ON w.product_id = CAST(e.object_id AS integer) AND w.is_listed
    WHERE {table}_fts MATCH %s AND e.content_type_id = %s
    ORDER BY bm25({table}_fts, 0.0, 1.0, 10.0), w.in_stock DESC, w.num_sold DESC, w.product_id DESC
    LIMIT %s
"""
_POSTGRES = """
    SELECT found.object_id FROM (
        SELECT e.object_id, e.title, e.body FROM {table} e
        WHERE {column} @@ to_tsquery('simple', %s) AND e.content_type_id = %s LIMIT %s
    ) found
    JOIN partner_winningoffer w ON w.product_id = CAST(found.object_id AS integer) AND w.is_listed
    ORDER BY ts_rank('{{0.1, 0.2, 0.4, 1.0}}', found.title || found.body, to_tsquery('simple', %s)) DESC,
        w.in_stock DESC, w.num_sold DESC, w.product_id DESC
    LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of products, best first. `is_loose` says that nothing had every word as it was typed."""

    ids: tuple[int, ...]
    is_loose: bool = False


def find(text: str) -> Found:
    """What is listed under these words: all of them, the last one perhaps unfinished.

    Where that finds nothing, beginnings of all the words are tried, then any of them.
    """
    words = words_of(text)
    if not words:
        return Found(())
    return cached(f"find:{short_key(words)}", tags=TAGS, build=lambda: _find(words))


def suggest(text: str, *, most: int = 8) -> list[int]:
    """Products whose title has words that begin so."""
    words = words_of(text)
    return _ask(words, loose=True, every=True, titles=True, most=most) if words else []


def _find(words: list[str]) -> Found:
    if exact := _ask(words):
        return Found(tuple(exact))
    stems = list(dict.fromkeys(stem(word) for word in words))
    if near := _ask(stems, loose=True):
        return Found(tuple(near))
    return Found(tuple(_ask(stems, loose=True, every=False)) if len(words) > 1 else (), is_loose=True)


def _ask(
    words: list[str], *, loose: bool = False, every: bool = True, titles: bool = False, most: int = MOST
) -> list[int]:
    ask = {"sqlite": _ask_sqlite, "postgresql": _ask_postgres}.get(connection.vendor, _ask_plainly)
    if ask is _ask_sqlite and not _has_full_text():
        ask = _ask_plainly
    return ask(words, loose, every, titles, most)


def _ask_sqlite(words: list[str], loose: bool, every: bool, titles: bool, most: int) -> list[int]:
    terms = [f'"{word}"{_star(place, words, loose)}' for place, word in enumerate(words)]
    columns = "autocomplete" if titles else "title body"
    match = f"{{{columns}}} : ({(' AND ' if every else ' OR ').join(terms)})"
    return _numbers(_SQLITE.format(table=_table()), [match, _content_type(), most])


def _ask_postgres(words: list[str], loose: bool, every: bool, titles: bool, most: int) -> list[int]:
    terms = [f"'{word}'{':*' if _star(place, words, loose) else ''}" for place, word in enumerate(words)]
    query = (" & " if every else " | ").join(terms)
    sql = _POSTGRES.format(table=_table(), column="e.autocomplete" if titles else "(e.title || e.body)")
    return _numbers(sql, [query, _content_type(), WEIGHED, query, most])


def _star(place: int, words: list[str], loose: bool) -> str:
    """Whether a word stands for its beginning: all in a loose search, else the last one."""
    return "*" if loose or place == len(words) - 1 else ""


def _ask_plainly(words: list[str], loose: bool, every: bool, titles: bool, most: int) -> list[int]:
    """For an SQLite that was built without full text: titles that contain the words."""
    conditions = [Q(product__title__icontains=word) for word in words]
    condition = reduce(and_, conditions) if every else reduce(lambda a, b: a | b, conditions)
    offers = WinningOffer.objects.filter(condition, is_listed=True).order_by("-in_stock", "-num_sold", "-product_id")
    return list(offers.values_list("product_id", flat=True)[:most])


def _numbers(sql: str, params: list[object]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [int(row[0]) for row in cursor.fetchall()]


def _table() -> str:
    """The index's table: Wagtail brings its own."""
    return get_app_config().get_model("IndexEntry")._meta.db_table


def _content_type() -> int:
    return ContentType.objects.get_for_model(Product).pk


def _has_full_text() -> bool:
    """Whether the index's table is really a full-text one; asked once."""
    if _full_text.get("known") is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{_table()}_fts"])
            row = cursor.fetchone()
        _full_text["known"] = bool(row and "VIRTUAL" in row[0].upper())
    return bool(_full_text["known"])


_full_text: dict[str, bool] = {}
