from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from marketplace.outbox.models import Delivery, Event
from marketplace.outbox.pruning import prune
from marketplace.outbox.selectors import backlog
from marketplace.outbox.services import publish, publish_many, relay_pending

pytestmark = pytest.mark.django_db


def age(days: int) -> None:
    Event.objects.update(created_at=timezone.now() - timedelta(days=days))


def test_old_events_that_everybody_had_go_with_their_deliveries(listener):
    publish("order.created", {})
    relay_pending()
    age(31)
    assert prune(days=30) == 1
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_young_events_stay(listener):
    publish("order.created", {})
    relay_pending()
    assert prune(days=30) == 0


def test_events_that_are_still_owed_stay(listener):
    listener.failures = 1
    publish_many([("order.created", {})])
    relay_pending()
    publish("page.updated", {})  # not even looked at
    age(400)
    assert prune(days=30) == 0


def test_what_is_owed_to_code_that_is_gone_does_not_keep_an_event(listener, subscribers):
    listener.failures = 1
    publish("order.created", {})
    relay_pending()
    age(31)
    subscribers._by_name.clear()
    assert prune(days=30) == 1


def test_the_command_says_how_many(capsys):
    publish("page.updated", {})
    relay_pending()
    age(8)
    call_command("prune_outbox", days=7)
    assert "1 events deleted" in capsys.readouterr().out


def test_the_backlog_is_the_age_of_the_oldest_waiting_event(listener):
    assert backlog().lag_seconds == 0
    publish("order.created", {})
    Event.objects.update(created_at=timezone.now() - timedelta(seconds=90))
    assert 90 <= backlog().lag_seconds < 95


def test_the_backlog_counts_what_failed(listener):
    listener.failures = 1
    publish("order.created", {})
    relay_pending()
    assert backlog().failing == 1
