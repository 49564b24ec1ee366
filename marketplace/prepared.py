"""Selects of the hot path whose SQL is written once and then only run.

Django writes a statement anew each time it is run. For a select with joins over translated models, seventy columns
each, that costs several times what the database needs to answer it. A `PreparedSelect` keeps the statement, and what
Django needs to make objects of its rows, for each shape it is asked in.

It rests on parts of Django that are not its public interface (`SQLCompiler`, `RelatedPopulator`);
tests/marketplace/test_prepared.py compares its answers with those of the ordinary querysets.
"""

import copy
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connections, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
#: Stand-ins for the values that come later: inside the range of every integer column and nobody's id, and a word that
#: nobody can send, because PostgreSQL takes no NUL.
FIRST_MARKER = -2_100_000_000
WORD_MARKER = "\0prepared "
Value = int | str
#: Shapes kept for each select; the one unused for longest goes.
MOST_SHAPES = 64


@dataclass(frozen=True)
class Statement:
    """One shape, compiled for one database."""

    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, Any]
    populators: Sequence[Any]
    names: Sequence[str]
    columns: slice

    def filled_with(self, values: Mapping[Value, Value]) -> tuple[Any, ...]:
        return tuple(values.get(one, one) if type(one) in (int, str) else one for one in self.parameters)


class PreparedSelect(Generic[M]):
    """Calls `build` once for each shape and remembers the SQL.

    `build` gets a stand-in for each value the select is called with (an id, a list of ids, or a word) and then the
    shape; it must use each value only to compare a column with, and depend on nothing else.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._statement = lru_cache(maxsize=MOST_SHAPES)(self._compile)

    def __call__(self, *values: Value | list[int], shape: tuple[Hashable, ...] = ()) -> list[M]:
        """The objects for these values. An empty list of ids gives no objects and asks nothing.

        A select that locks raises `TransactionManagementError` outside a transaction.
        """
        if [] in values:
            return []
        wanted = [_padded(each) if isinstance(each, list) else each for each in values]
        kinds = tuple(len(each) if isinstance(each, list) else type(each) for each in wanted)
        statement = self._statement(kinds, shape)
        return list(_objects(statement, statement.filled_with(dict(_pairs(wanted)))))

    def _compile(self, kinds: tuple[Any, ...], shape: tuple[Hashable, ...]) -> Statement:
        queryset = self._build(*_markers(kinds), *shape)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        chosen = compiler.klass_info["select_fields"]
        columns = slice(chosen[0], chosen[-1] + 1)
        return Statement(
            compiler=compiler,
            sql=sql,
            parameters=tuple(parameters),
            converters=compiler.get_converters([each[0] for each in compiler.select]),
            populators=get_related_populators(compiler.klass_info, compiler.select, queryset.db),
            names=[each[0].target.attname for each in compiler.select[columns]],
            columns=columns,
        )


def hang(owner: Model, name: str, rows: list[Any]) -> None:
    """Let `owner.<name>.all()` answer with these rows, as after `prefetch_related(name)`."""
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    related = getattr(owner, name).all()
    related._result_cache, related._prefetch_done = rows, True
    owner._prefetched_objects_cache[name] = related  # type: ignore[attr-defined]


def _padded(ids: list[int]) -> list[int]:
    """The same set in a list whose length is a power of two, so that there are few shapes."""
    unique = sorted(set(ids))
    missing = (1 << (len(unique) - 1).bit_length()) - len(unique)
    return [*unique, *[unique[-1]] * missing]


def _marker(position: int, kind: type) -> Value:
    return f"{WORD_MARKER}{position}" if kind is str else FIRST_MARKER + position


def _markers(kinds: Sequence[Any]) -> list[Value | list[Value]]:
    """A stand-in for each value, a list of them for a number of ids."""
    made: list[Value | list[Value]] = []
    position = 0
    for kind in kinds:
        count = kind if isinstance(kind, int) else 1
        run = [_marker(position + step, int if isinstance(kind, int) else kind) for step in range(count)]
        made.append(run if isinstance(kind, int) else run[0])
        position += count
    return made


def _pairs(values: Sequence[Value | list[int]]) -> Iterator[tuple[Value, Value]]:
    flat = [one for each in values for one in (each if isinstance(each, list) else [each])]
    return ((_marker(position, type(one)), one) for position, one in enumerate(flat))


def _objects(statement: Statement, parameters: tuple[Any, ...]) -> Iterator[Any]:
    """As Django's ModelIterable makes them, from rows of a statement that is there already."""
    alias = statement.compiler.using
    connection = connections[alias]
    compiler = copy.copy(statement.compiler)
    compiler.connection = connection
    if compiler.query.select_for_update and connection.get_autocommit():
        raise transaction.TransactionManagementError("Rows are locked inside transaction.atomic() only.")
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, parameters)
        rows: Any = cursor.fetchall()
    if statement.converters:
        rows = compiler.apply_converters(rows, statement.converters)
    make, names, columns = compiler.klass_info["model"].from_db, statement.names, statement.columns
    for row in rows:
        made = make(alias, names, row[columns])
        for populator in statement.populators:
            populator.populate(row, made)
        for name, position in compiler.annotation_col_map.items():
            setattr(made, name, row[position])
        yield made
