"""Writes rows into a model's table as fast as the database takes them: COPY on PostgreSQL, executemany elsewhere.

Nothing of the model runs, no `save()`, no signal: the caller gives whole rows, ids included.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models, transaction

Row = Sequence[Any]
BATCH: Final = 2000
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """A model's table and the columns that differ from row to row; all others hold the model's defaults."""

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self.model = model
        self.fields: list[Any] = [model._meta.get_field(name) for name in columns]
        self.constants = dict(self._defaults(skip={field.attname for field in self.fields}))

    def _defaults(self, *, skip: set[str]) -> Iterator[tuple[str, Any]]:
        for field in self.model._meta.concrete_fields:
            if field.attname not in skip and not field.primary_key and not field.generated:
                value = self._default(field)
                yield str(field.column), field.get_db_prep_save(value, connection)

    @staticmethod
    def _default(field: models.Field) -> Any:
        """What a new row has: for a column that must not be empty and has no default, an empty text."""
        value = field.get_default()
        return "" if value is None and not field.null and field.empty_strings_allowed else value

    @property
    def columns(self) -> list[str]:
        return [*(field.column for field in self.fields), *self.constants]

    def next_id(self) -> int:
        """The first id that no row has."""
        return (self.model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1

    def write(self, rows: Iterable[Row]) -> int:
        """Insert rows of the columns named at the start; returns how many. Inside the caller's transaction, if any."""
        counted = _Counted(rows)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copy(cursor, counted)
            else:
                self._execute_many(cursor, counted)
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)
        return counted.number

    def _copy(self, cursor: Any, rows: Iterable[Row]) -> None:
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        table = connection.ops.quote_name(self.model._meta.db_table)
        constants = "".join(f"\t{_cell(value)}" for value in self.constants.values())
        lines = ("\t".join(map(_cell, row)) + constants + "\n" for row in rows)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _Stream(lines), 1 << 18)

    def _execute_many(self, cursor: Any, rows: Iterable[Row]) -> None:
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        marks = ", ".join(["%s"] * len(self.columns))
        table = connection.ops.quote_name(self.model._meta.db_table)
        constants = tuple(self.constants.values())
        stream = iter(rows)
        while batch := [(*self._prepared(row), *constants) for row in islice(stream, BATCH)]:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608 - the model's names

    def _prepared(self, row: Row) -> Iterator[Any]:
        return (field.get_db_prep_save(value, connection) for field, value in zip(self.fields, row, strict=True))


class _Counted:
    """An iterable that knows how many it has given."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.number += 1
            yield row


class _Stream(io.RawIOBase):
    """Lines as a file that psycopg2 reads from; only one block of it is ever in memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._rest], len(self._rest)
        for line in self._lines:
            parts.append(line.encode())
            length += len(parts[-1])
            if length >= size > 0:
                break
        block = b"".join(parts)
        self._rest = block[size:] if size > 0 else b""
        return block[:size] if size > 0 else block


def _cell(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def json_cell(value: Mapping[str, Any]) -> Any:
    """A JSON value as a cell: text for COPY; other databases prepare it themselves."""
    return json.dumps(value) if connection.vendor == "postgresql" else value
