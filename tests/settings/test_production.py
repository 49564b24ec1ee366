"""Production refuses to start half configured, and passes Django's deployment checks when it is whole."""

import pytest

from .conftest import PRODUCTION

LOAD = ("-c", "from django.conf import settings; settings.DEBUG")


def test_a_complete_environment_starts(run_python, production):
    answer = run_python(*LOAD, **production)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_it_refuses_to_start_without_each_secret(run_python, production, name):
    del production[name]
    answer = run_python(*LOAD, **production)
    assert answer.returncode != 0
    assert f"needs these environment variables: {name}." in answer.stderr


def test_an_empty_value_is_a_missing_one(run_python, production):
    answer = run_python(*LOAD, **{**production, "SECRET_KEY": ""})
    assert answer.returncode != 0
    assert "SECRET_KEY" in answer.stderr


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        ({"SECRET_KEY": "short"}, "at least 50 characters"),
        ({"ALLOWED_HOSTS": "*"}, "must name the shop's hosts"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER"),
        ({"AWS_STORAGE_BUCKET_NAME": "b"}, "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"),
        ({"CHAPA_BASE_URL": "http://localhost:8001/chapa"}, "CHAPA_BASE_URL must begin with https://"),
        ({"STRIPE_BASE_URL": "http://localhost:8001/stripe"}, "STRIPE_BASE_URL must begin with https://"),
        ({"TWILIO_BASE_URL": "http://localhost:8001/twilio"}, "TWILIO_BASE_URL must begin with https://"),
        ({"MINIO_BUCKET_NAME": "b", "MINIO_ENDPOINT": "minio:9000"}, "MINIO_ACCESS_KEY, MINIO_SECRET_KEY"),
    ],
)
def test_it_refuses_half_a_configuration(run_python, production, extra, complaint):
    answer = run_python(*LOAD, **{**production, **extra})
    assert answer.returncode != 0
    assert complaint in answer.stderr


def test_it_passes_the_deployment_checks(run_python, production):
    answer = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    assert answer.returncode == 0, answer.stderr


def test_the_deployment_checks_would_find_a_plain_cookie(run_python, production):
    production["SESSION_COOKIE_SECURE"] = "False"
    answer = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    assert answer.returncode != 0
    assert "security.W012" in answer.stderr


def test_debug_stays_off_whatever_the_environment_says(read_settings, production):
    assert read_settings("settings.DEBUG", **production, DEBUG="True") == "False"


def test_it_serves_secure_cookies_and_https_only(read_settings, production):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "OSCAR_BASKET_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    expression = " and ".join(f"settings.{name}" for name in names)
    assert read_settings(expression, **production) == "True"


def test_logs_are_json_unless_told_otherwise(read_settings, production):
    handler = "settings.LOGGING['handlers']['console']['formatter']"
    assert read_settings(handler, **production) == "json"
    assert read_settings(handler, **production, LOG_FORMAT="plain") == "plain"
