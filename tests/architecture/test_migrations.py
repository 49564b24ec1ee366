"""Migrations say what the models say, and build a database from nothing on both engines."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.management import call_command

from .sources import ROOT, name_of, python_files


def manage(*arguments: str, database_url: str) -> subprocess.CompletedProcess:
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.dev",
        "ENV_FILE": os.devnull,
        "REDIS_URL": "",
        "RABBITMQ_URL": "",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)


@pytest.mark.django_db
def test_no_model_changed_without_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_migrations_have_readable_names():
    automatic = [name_of(path) for path in python_files(migrations=True) if "_auto_20" in path.name and is_ours(path)]
    assert not automatic


def is_ours(path) -> bool:
    """Oscar's forks carry Oscar's own migrations; ours come after them and are dated later."""
    return "_auto_202" in path.name and path.name.split("_auto_")[1] >= "2026"


@pytest.fixture
def fresh_postgres():
    """The address of an empty database on the server of DATABASE_URL; dropped again afterwards."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"migrations_{os.getpid()}"
    connection = psycopg2.connect(server._replace(path="/postgres").geturl())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield server._replace(path=f"/{name}").geturl()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def assert_builds(url: str) -> None:
    built = manage("migrate", "--no-input", "--verbosity", "0", database_url=url)
    assert built.returncode == 0, built.stderr
    assert manage("migrate", "--check", database_url=url).returncode == 0


@pytest.mark.services
def test_migrations_build_a_database_from_nothing_on_postgresql(fresh_postgres):
    assert_builds(fresh_postgres)


@pytest.mark.services
def test_migrations_build_a_database_from_nothing_on_sqlite(tmp_path):
    assert_builds(f"sqlite:///{tmp_path / 'db.sqlite3'}")
