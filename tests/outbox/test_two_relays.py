"""Several relays at the same time, each with a connection of its own: on PostgreSQL."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from marketplace.outbox.deliveries import take_new
from marketplace.outbox.models import Delivery, Event
from marketplace.outbox.registry import subscribe
from marketplace.outbox.services import publish_many, relay_pending
from tests.concurrency.racing import errors, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql(transactional_ground, settings):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    settings.OUTBOX_RELAY = "in_process"


@pytest.fixture
def heard() -> list[tuple[str, int]]:
    """What two subscribers were given, slowly enough for relays to get in each other's way."""
    heard: list[tuple[str, int]] = []
    lock = threading.Lock()
    for name in ("email", "cache"):

        def handler(event, name=name) -> None:
            time.sleep(0.001)
            with lock:
                heard.append((name, event.payload["order_id"]))

        subscribe("order.created", key=name)(handler)
    return heard


def drain() -> int:
    total = 0
    while taken := relay_pending(limit=7):
        total += taken
    return total


def test_four_relays_hand_each_event_to_each_subscriber_once(heard):
    publish_many([("order.created", {"order_id": number}) for number in range(200)])
    results = race(calls=[drain] * 4)
    assert not errors(results)
    assert sum(results) == 200
    assert Counter(heard) == {(name, number): 1 for name in ("email", "cache") for number in range(200)}
    assert not Delivery.objects.filter(delivered_at=None).exists()


def test_four_relays_try_each_failure_once(heard):
    publish_many([("order.created", {"order_id": number}) for number in range(50)])
    take_new(limit=100, attempts=1, hold_for=timedelta(0))
    results = race(calls=[drain] * 4)
    assert not errors(results)
    assert Counter(heard) == {(name, number): 1 for name in ("email", "cache") for number in range(50)}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {2}


def test_events_that_another_relay_is_taking_are_skipped_and_not_waited_for(heard):
    publish_many([("order.created", {"order_id": number}) for number in range(4)])
    oldest = Event.objects.order_by("created_at")[:2]
    with transaction.atomic():
        held = [event.payload["order_id"] for event in oldest.select_for_update()]
        (taken,) = race(calls=[drain])
    assert held == [0, 1]
    assert taken == 2
    assert {number for _name, number in heard} == {2, 3}


def test_without_the_row_lock_two_relays_collide(heard, monkeypatch):
    """The twin: what SKIP LOCKED keeps apart, only the unique key would catch."""
    from django.db.models import QuerySet

    publish_many([("order.created", {"order_id": number}) for number in range(5)])
    together = threading.Barrier(2)

    def unlocked(self, **kwargs):
        together.wait(10)
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    results = race(calls=[lambda: relay_pending(limit=5)] * 2)
    assert [type(error).__name__ for error in errors(results)] == ["IntegrityError"]


def test_publishers_do_not_wait_for_the_relay(heard):
    publish_many([("order.created", {"order_id": 1})])
    with transaction.atomic():
        list(Event.objects.select_for_update())
        started = time.monotonic()
        (answer,) = race(calls=[lambda: publish_many([("order.created", {"order_id": 2})])])
    assert not isinstance(answer, Exception)
    assert time.monotonic() - started < 2


def test_a_relay_thread_hears_of_a_commit_at_once(heard):
    from marketplace.outbox import relay

    relay.start()
    try:
        time.sleep(0.3)
        with transaction.atomic():
            publish_many([("order.created", {"order_id": 1})])
            time.sleep(0.3)
            assert heard == [], "before the commit there is nothing to hear"
        deadline = timezone.now() + timedelta(seconds=1.5)  # less than a round of the relay
        while len(heard) < 2 and timezone.now() < deadline:
            time.sleep(0.01)
        assert sorted(heard) == [("cache", 1), ("email", 1)]
    finally:
        relay.stop()
