"""Where settings come from: the database's address in two spellings, buckets, and `.env.example` as the whole list."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, tree_of

SETTINGS = sorted((ROOT / "marketplace" / "settings").glob("*.py"))
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
# Named in the requirements the project grew from. Each is read, or left out with a reason.
ASKED_FOR = [
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "ENVIRONMENT",
    "DATABASE_URL",
    "DB_NAME",
    "DB_USER",
    "DB_PASSWORD",
    "DB_HOST",
    "DB_PORT",
    "REDIS_URL",
    "RABBITMQ_URL",
    "CORS_ALLOWED_ORIGINS",
    "JWT_SECRET_KEY",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_USE_TLS",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "DEFAULT_FROM_EMAIL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_STORAGE_BUCKET_NAME",
    "AWS_S3_REGION_NAME",
    "MINIO_ENDPOINT",
    "MINIO_ACCESS_KEY",
    "MINIO_SECRET_KEY",
    "MINIO_BUCKET_NAME",
    "STRIPE_SECRET_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_PUBLIC_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "CHAPA_API_KEY",
    "CHAPA_WEBHOOK_SECRET",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_PHONE_NUMBER",
    "MEILISEARCH_URL",
    "MEILISEARCH_MASTER_KEY",
    "ELASTICSEARCH_HOST",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "NEXT_PUBLIC_API_URL",
]


def read_by_settings() -> set[str]:
    """Names in `env.str("NAME")` and its sisters; ENV_FILE names the file itself and cannot stand in it."""
    return {
        node.args[0].value
        for path in SETTINGS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def read_by_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE))


def documented() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", EXAMPLE, re.MULTILINE))


def left_out() -> set[str]:
    names: set[str] = set()
    for line in re.findall(r"^# left out: ([A-Z0-9_, ]+): \S", EXAMPLE, re.MULTILINE):
        names |= set(line.split(", "))
    return names


def test_the_example_documents_exactly_what_is_read():
    read = read_by_settings() | read_by_compose()
    assert documented() - read == set()
    assert read - documented() == set()


def test_everything_asked_for_is_documented_or_left_out_with_a_reason():
    assert set(ASKED_FOR) - documented() - left_out() == set()
    assert documented() & left_out() == set()


def test_the_example_holds_no_secret():
    assert not re.findall(r"^#?\w*(?:PASSWORD|SECRET|TOKEN|_KEY)\w*=\S+", EXAMPLE, re.MULTILINE)


def test_the_example_as_it_stands_starts_the_shop(run_python):
    answer = run_python("manage.py", "check", settings="dev", ENV_FILE=str(ROOT / ".env.example"))
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("password", ["plain", "p@ss:w/rd?#"])
def test_the_database_may_come_in_parts(read_settings, production, password):
    del production["DATABASE_URL"]
    parts = {
        "DB_NAME": "shop",
        "DB_USER": "keeper",
        "DB_PASSWORD": password,
        "DB_HOST": "db.example",
        "DB_PORT": "6432",
    }
    database = "[settings.DATABASES['default'][k] for k in ('NAME', 'USER', 'PASSWORD', 'HOST', 'PORT')]"
    assert read_settings(database, **production, **parts) == str(["shop", "keeper", password, "db.example", 6432])


def test_connections_are_kept(read_settings, production):
    kept = "settings.DATABASES['default']['CONN_MAX_AGE'], settings.DATABASES['default']['CONN_HEALTH_CHECKS']"
    assert read_settings(kept, **production) == "(600, True)"
    assert read_settings(kept, **production, CONN_MAX_AGE="0") == "(0, True)"


def test_sqlite_is_the_default_and_takes_its_lock_at_begin(read_settings):
    options = "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['OPTIONS']['transaction_mode']"
    assert read_settings(options, settings="dev") == "('django.db.backends.sqlite3', 'IMMEDIATE')"


def test_the_process_environment_wins_over_the_file(read_settings, tmp_path):
    file = tmp_path / "env"
    file.write_text("SHOP_NAME=From the file\nSHOP_COUNTRY=KE\n")
    answer = read_settings(
        "settings.SHOP_NAME, settings.SHOP_COUNTRY", settings="dev", ENV_FILE=str(file), SHOP_NAME="Here"
    )
    assert answer == "('Here', 'KE')"


@pytest.mark.parametrize(
    ("environment", "endpoint", "origin"),
    [
        ({"AWS_STORAGE_BUCKET_NAME": "b"}, "None", "https://b.s3.amazonaws.com"),
        ({"MINIO_BUCKET_NAME": "b", "MINIO_ENDPOINT": "minio:9000"}, "http://minio:9000", "http://minio:9000"),
        (
            {"MINIO_BUCKET_NAME": "b", "MINIO_ENDPOINT": "https://m.example", "MEDIA_PUBLIC_HOST": "cdn.example/media"},
            "https://m.example",
            "https://cdn.example",
        ),
    ],
)
def test_a_named_bucket_holds_the_pictures_and_the_policy_allows_them(read_settings, environment, endpoint, origin):
    options = "settings.STORAGES['default']['OPTIONS']['endpoint_url']"
    assert read_settings(options, settings="dev", **environment) == endpoint
    policy = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'][-1]"
    assert read_settings(policy, settings="dev", **environment) == origin


def test_without_a_bucket_pictures_are_files(read_settings):
    backend = "settings.STORAGES['default']['BACKEND']"
    assert read_settings(backend, settings="dev") == "django.core.files.storage.FileSystemStorage"
