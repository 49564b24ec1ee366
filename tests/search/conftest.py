"""`--nomigrations` leaves a plain table where migrations make a full-text one; these tests make it as they do."""

import pytest
from django.db import connection
from modelsearch.conf import get_app_config

from oscar_apps.search import engine

COLUMNS = "title, body, autocomplete"


@pytest.fixture
def full_text(db):
    if connection.vendor == "sqlite":
        _make_full_text_table(get_app_config().get_model("IndexEntry")._meta.db_table)
    engine._full_text.clear()
    yield
    engine._full_text.clear()


def _make_full_text_table(table: str) -> None:
    insert = f"INSERT INTO {table}_fts({COLUMNS}, rowid) VALUES (NEW.title, NEW.body, NEW.autocomplete, NEW.id)"  # noqa: S608
    update = f"UPDATE {table}_fts SET title=NEW.title, body=NEW.body, autocomplete=NEW.autocomplete WHERE rowid=NEW.id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}_fts")
        cursor.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5(autocomplete, body, title)")
        cursor.execute(f"CREATE TRIGGER fts_insert AFTER INSERT ON {table} BEGIN {insert}; END")
        cursor.execute(f"CREATE TRIGGER fts_update AFTER UPDATE ON {table} BEGIN {update}; END")
        cursor.execute(
            f"CREATE TRIGGER fts_delete AFTER DELETE ON {table} BEGIN DELETE FROM {table}_fts WHERE rowid=OLD.id; END"  # noqa: S608
        )
