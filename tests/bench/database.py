"""Databases to measure on: one for each size of catalogue, migrated once and kept."""

import os
import subprocess
import sys

import psycopg2

PREFIX = "merkato_bench"


def url_of(size: int, base: str) -> str:
    """The address of the database for `size` products on the same server as `base`."""
    return f"{base.rsplit('/', 1)[0]}/{PREFIX}_{size}"


def url_of_server(base: str) -> str:
    return f"{base.rsplit('/', 1)[0]}/postgres"


def ensure(*, size: int, base: str) -> str:
    """Make, migrate and fill the database for `size` products unless it is there; its address."""
    url = url_of(size, base)
    if not _exists(f"{PREFIX}_{size}", base):
        _sql(f'CREATE DATABASE "{PREFIX}_{size}"', base)
        manage("migrate", "--verbosity", "0", url=url)
        manage("bootstrap_site", url=url)
        manage("generate_catalogue", "--products", str(size), "--vendors", str(max(20, size // 100)), url=url)
    return url


def manage(*arguments: str, url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, env=environment)


def _exists(name: str, base: str) -> bool:
    return bool(_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'", base))  # noqa: S608


def _sql(statement: str, base: str) -> list[tuple]:
    """Asked in the server's own database, because the one that `base` names need not exist."""
    connection = psycopg2.connect(url_of_server(base))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows
