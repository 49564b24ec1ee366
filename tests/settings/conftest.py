"""Settings are read once for each process, so these tests ask fresh ones."""

import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

PRODUCTION = {
    "SECRET_KEY": "k" * 25 + "0123456789" + "abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres://shop@db.example:5432/shop",
    "ALLOWED_HOSTS": "shop.example",
    "SHOP_BASE_URL": "https://shop.example",
    "REDIS_URL": "redis://cache.example:6379/0",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "Shop <orders@shop.example>",
}


@pytest.fixture
def production():
    """A complete environment, to be changed by the test."""
    return dict(PRODUCTION)


@pytest.fixture
def run_python():
    """Runs Python in the project with exactly this environment; returns the finished process."""

    def run(*arguments: str, settings: str = "production", **environment: str) -> subprocess.CompletedProcess:
        env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "ENV_FILE": os.devnull, **environment}
        env["DJANGO_SETTINGS_MODULE"] = f"marketplace.settings.{settings}"
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
        )

    return run


@pytest.fixture
def read_settings(run_python):
    """The text that an expression over `settings` gives in a fresh process."""

    def read(expression: str, **environment: str) -> str:
        answer = run_python("-c", f"from django.conf import settings; print(({expression}))", **environment)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    return read
