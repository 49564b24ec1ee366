"""What the simulators remember: JSON documents by kind and key, in one SQLite file of their own."""

import json
import sqlite3
import threading
from functools import cache
from pathlib import Path
from typing import Any

from . import settings

Document = dict[str, Any]

TABLE = """
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, key)
)
"""


class Store:
    """One connection behind one lock: providers are small here, and right matters more than fast.

    Hold `lock` around read-then-write; never while waiting for the network.
    """

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=OFF")  # survives the process, not the power
        self._connection.execute(TABLE)

    def put(self, kind: str, key: str, document: Document) -> Document:
        """Write a document; one that is there keeps its place in the order."""
        body = json.dumps(document, ensure_ascii=False)
        with self.lock:
            self._connection.execute(
                "INSERT INTO document (kind, key, body) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                (kind, key, body),
            )
        return document

    def get(self, kind: str, key: str) -> Document | None:
        with self.lock:
            row = self._connection.execute(
                "SELECT body FROM document WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def newest(self, kind: str, *, limit: int = 100, **fields: Any) -> list[Document]:
        """Documents of a kind whose top-level fields have these values, newest first."""
        where = "".join(" AND json_extract(body, ?) = ?" for _ in fields)
        values = [part for name, value in fields.items() for part in (f"$.{name}", value)]
        query = f"SELECT body FROM document WHERE kind = ?{where} ORDER BY number DESC LIMIT ?"  # noqa: S608
        with self.lock:
            rows = self._connection.execute(query, (kind, *values, limit)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def find(self, kind: str, **fields: Any) -> Document | None:
        return next(iter(self.newest(kind, limit=1, **fields)), None)

    def due(self, kind: str, *, at: float) -> list[Document]:
        """Documents whose field `due` is not after `at`, the longest due first."""
        query = (
            "SELECT body FROM document WHERE kind = ? AND json_extract(body, '$.due') <= ? "
            "ORDER BY json_extract(body, '$.due')"
        )
        with self.lock:
            rows = self._connection.execute(query, (kind, at)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def delete(self, kind: str, key: str) -> None:
        with self.lock:
            self._connection.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key))

    def trim(self, kind: str, *, keep: int) -> None:
        """Forget all but the newest."""
        with self.lock:
            self._connection.execute(
                "DELETE FROM document WHERE kind = ? AND number <= "
                "(SELECT number FROM document WHERE kind = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (kind, kind, keep),
            )

    def clear(self) -> None:
        with self.lock:
            self._connection.execute("DELETE FROM document")


@cache
def get_store() -> Store:
    """This process's store."""
    return Store(settings.SIMULATOR_FILE)
