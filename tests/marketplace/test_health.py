"""What load balancers, containers and the demo ask."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from marketplace.outbox.models import Event
from marketplace.ticker.models import JobRun
from marketplace.ticker.services import enrol

pytestmark = pytest.mark.django_db

ALL_OK = {"database": "ok", "cache": "ok", "outbox": "ok", "jobs": "ok"}


def test_live_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/health/ready", "/health/", "/api/health_check/"])
def test_ready_asks_each_part_and_little_of_the_database(client, path, django_assert_num_queries):
    with django_assert_num_queries(4):  # itself, the oldest event, failures, jobs
        answer = client.get(path)
    assert answer.json() == {"status": "ok", "parts": ALL_OK}
    assert "no-store" in answer["Cache-Control"]


def test_ready_is_503_without_saying_why(client, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ConnectionError("secret host name")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "parts": {"database": "down", "cache": "ok"}}
    assert "secret" not in answer.content.decode()
    assert "secret host name" in caplog.text


def test_a_cache_that_forgets_is_down(client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda *args, **kwargs: None)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "ok", "cache": "down"}


def test_events_that_pile_up_are_shown_but_pages_are_served(client):
    Event.objects.create(name="order.created")
    Event.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "parts": {**ALL_OK, "outbox": "behind"}}


def test_jobs_that_nobody_runs_are_shown(client, caplog):
    enrol()
    JobRun.objects.update(next_run_at=timezone.now() - timedelta(hours=1))
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["parts"]["jobs"] == "late"
    assert "outbox.sweep" in caplog.text


def test_a_broker_that_is_away_is_shown_but_pages_are_served(client, settings):
    settings.CELERY_BROKER_URL = "amqp://guest:guest@127.0.0.1:9//"
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "parts": {**ALL_OK, "broker": "down"}}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_not_written_to(client, path):
    assert client.post(path).status_code == 405


def test_health_starts_no_session_and_sets_no_cookie(client):
    assert not client.get("/health/ready").cookies
