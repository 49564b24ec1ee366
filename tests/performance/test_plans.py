"""Lists are read along an index of their sort, so that their cost does not grow with the catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from oscar_apps.catalogue import listing
from oscar_apps.catalogue.facets import table_of
from oscar_apps.catalogue.filters import SORTS, Filters, cursor
from tests.catalogue.goods import on_sale

INDEXES = {
    "newest": "winning_newest",
    "popular": "winning_popular",
    "price_asc": "winning_price",
    "price_desc": "winning_price",
    "rating": "winning_rating",
}
#: A place in the middle of each sort.
PLACES = {
    "newest": (True, "2026-01-01T00:00:00+00:00", 5),
    "popular": (3, 5),
    "price_asc": ("50.00", 5),
    "price_desc": ("50.00", 5),
    "rating": (3.5, 5),
}
_POSTGRES_TABLES_ARE_LARGE = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"


def test_every_sort_is_looked_at():
    assert SORTS.keys() == INDEXES.keys() == PLACES.keys()


def test_the_columns_of_a_sort_run_the_same_way():
    assert all(len({highest_first for _column, highest_first in columns}) == 1 for columns in SORTS.values())


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database inside, with its values."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        seen.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield seen


def plan_of_cards(query: str) -> str:
    """How the database reads the goods of a page."""
    scope = listing.everything()
    choice = listing.choose(Filters.parse(QueryDict(query)))
    table = table_of(scope)
    with statements() as seen:
        listing.list_goods(scope, choice, table=table)
    sql, values = next((sql, values) for sql, values in seen if "ORDER BY" in sql and "partner_winningoffer" in sql)
    with connection.cursor() as questions:
        if connection.vendor == "postgresql":
            questions.execute(_POSTGRES_TABLES_ARE_LARGE)
        keyword = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        questions.execute(f"{keyword} {sql}", values)
        return "\n".join(str(row) for row in questions.fetchall())


def check(query: str, sort: str) -> str:
    for number in range(3):
        on_sale(f"Pot {number}")
    plan = plan_of_cards(query)
    assert INDEXES[sort] in plan
    assert "TEMP B-TREE" not in plan and "Sort" not in plan
    return plan


@pytest.mark.django_db
class TestPlans:
    @pytest.mark.parametrize("sort", SORTS)
    def test_a_sort_reads_its_index(self, sort):
        check(f"sort={sort}", sort)

    @pytest.mark.parametrize("sort", SORTS)
    def test_a_cursor_goes_on_in_the_index(self, sort):
        plan = check(f"sort={sort}&after={cursor(PLACES[sort])}", sort)
        assert ("Index Cond" if connection.vendor == "postgresql" else "SEARCH partner_winningoffer") in plan


@pytest.mark.services
class TestPlansOnPostgres(TestPlans):
    """The same where the planner is another one."""
