from datetime import timedelta

import pytest
from django.utils import timezone, translation

from marketplace.outbox import deliveries, relay
from marketplace.outbox.deliveries import LEASE, hold, retry_after, take_new
from marketplace.outbox.models import Delivery
from marketplace.outbox.registry import subscribe
from marketplace.outbox.services import publish, publish_many, relay_pending

pytestmark = pytest.mark.django_db


def make_due() -> None:
    """As if the time of every delivery had come."""
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_each_subscriber_has_each_event_once(listener):
    publish("order.created", {"order_id": 7})
    for _ in range(3):
        relay_pending()
        make_due()
    assert listener.heard == [{"order_id": 7}]
    assert Delivery.objects.get().delivered_at


def test_events_come_in_the_order_in_which_they_were_published(listener):
    publish_many([("order.created", {"order_id": number}) for number in range(30)])
    publish("order.created", {"order_id": 30})
    relay_pending()
    assert [payload["order_id"] for payload in listener.heard] == list(range(31))


def test_a_batch_takes_no_more_than_its_limit(listener):
    publish_many([("order.created", {"order_id": number}) for number in range(5)])
    assert [relay_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(listener.heard) == 5


def test_a_batch_costs_the_same_however_many_events_it_has(listener, django_assert_num_queries):
    publish_many([("order.created", {"order_id": number}) for number in range(50)])
    with django_assert_num_queries(8):  # asked, savepoint, events, deliveries, marked, released, done, due
        relay_pending()


def test_a_failure_is_shown_and_tried_again_later(listener):
    listener.failures = 1
    publish("order.created", {"order_id": 7})
    relay_pending()
    failed = Delivery.objects.get()
    assert failed.delivered_at is None
    assert failed.error == "ConnectionError: The mail server is away"
    assert failed.next_attempt_at > timezone.now()
    assert relay_pending() == 0

    make_due()
    assert relay_pending() == 1
    done = Delivery.objects.get()
    assert (done.attempts, done.error, listener.heard) == (2, "", [{"order_id": 7}])


def test_a_failing_subscriber_does_not_hold_up_the_others(listener):
    heard = []
    listener.failures = 99
    subscribe("order.created", key="other")(lambda event: heard.append(event.payload["order_id"]))
    publish_many([("order.created", {"order_id": 1}), ("order.created", {"order_id": 2})])
    relay_pending()
    assert heard == [1, 2]


def test_failures_do_not_stand_in_the_way_of_new_events(listener):
    listener.failures = 3
    publish_many([("order.created", {"order_id": number}) for number in range(3)])
    relay_pending(limit=3)
    publish("order.created", {"order_id": 3})
    relay_pending(limit=3)
    assert listener.heard == [{"order_id": 3}]


def test_the_wait_doubles_up_to_an_hour():
    waits = [retry_after(attempts=attempts).total_seconds() for attempts in (1, 2, 3, 4, 10, 11, 500)]
    assert waits == [5, 10, 20, 40, 2560, 3600, 3600]


def test_each_failure_waits_longer(listener):
    listener.failures = 3
    publish("order.created", {})
    waits = []
    for _ in range(3):
        relay_pending()
        waits.append(round((Delivery.objects.get().next_attempt_at - timezone.now()).total_seconds()))
        make_due()
    assert waits == [5, 10, 20]


def test_a_crash_between_commit_and_relay_loses_nothing(listener):
    """Nobody is woken: the row alone is enough for the next relay."""
    publish("order.created", {"order_id": 7})
    assert listener.heard == []
    relay_pending()
    assert listener.heard == [{"order_id": 7}]


def test_what_a_crashed_relay_had_taken_is_run_when_its_lease_ends(listener):
    publish("order.created", {"order_id": 7})
    take_new(limit=10, attempts=1, hold_for=LEASE)
    assert relay_pending() == 0
    make_due()
    relay_pending()
    assert listener.heard == [{"order_id": 7}]


def test_a_crash_inside_a_subscriber_is_repeated(listener):
    """At least once: a process that dies in the middle leaves the delivery open."""

    def die(event) -> None:
        raise SystemExit

    subscribe("order.created", key="dying")(die)
    publish("order.created", {"order_id": 7})
    with pytest.raises(SystemExit):
        relay_pending()
    assert not Delivery.objects.get(subscriber="dying").delivered_at
    assert Delivery.objects.get(subscriber="listener").delivered_at


def test_a_delivery_is_held_by_one(listener):
    publish("order.created", {})
    take_new(limit=10, attempts=0, hold_for=timedelta(0))
    mine, theirs = Delivery.objects.get(), Delivery.objects.get()
    assert hold(mine)
    assert not hold(theirs)


def test_a_slow_batch_keeps_hold_of_what_it_has_not_begun(listener, monkeypatch):
    """Another relay must not take the rest of a batch because its first subscribers were slow."""
    clock = iter(range(0, 100000, 200))
    monkeypatch.setattr(deliveries, "monotonic", lambda: next(clock))
    until = []
    subscribe("order.created", key="watch")(
        lambda event: until.append(Delivery.objects.filter(delivered_at=None).latest("id").next_attempt_at)
    )
    publish_many([("order.created", {}), ("order.created", {})])
    relay_pending()
    assert until[1] > until[0]


def test_a_subscriber_that_is_gone_is_an_error_to_be_seen(listener, subscribers):
    publish("order.created", {})
    take_new(limit=10, attempts=0, hold_for=timedelta(0))
    subscribers._by_name.clear()
    relay_pending()
    assert "Nothing called listener" in Delivery.objects.get().error


def test_subscribers_run_in_the_default_language_whatever_the_publisher_reads():
    languages = []
    subscribe("order.created", key="language")(lambda event: languages.append(translation.get_language()))
    with translation.override("am"):
        publish("order.created", {})
        relay_pending()
    assert languages == ["en"]


def test_slow_subscribers_are_left_for_the_slow_relay(listener):
    slow = []
    subscribe("order.created", key="slow", slow=True)(lambda event: slow.append(event.payload["order_id"]))
    publish_many([("order.created", {"order_id": number}) for number in range(3)])
    assert relay.hand_on_quick() == 3
    assert (len(listener.heard), slow) == (3, [])
    assert relay.hand_on_quick() == 0
    assert [relay.hand_on_slow() for _ in range(4)] == [1, 1, 1, 0]
    assert slow == [0, 1, 2]
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_one_call_hands_on_to_quick_and_slow_alike(listener):
    slow = []
    subscribe("order.created", key="slow", slow=True)(lambda event: slow.append(event.payload))
    publish("order.created", {"order_id": 7})
    relay_pending()
    assert listener.heard == slow == [{"order_id": 7}]


def test_a_failed_delivery_goes_back_to_its_own_lane(listener):
    listener.failures = 1
    publish("order.created", {"order_id": 7})
    relay.hand_on_quick()
    make_due()
    assert relay.hand_on_slow() == 0
    assert relay.hand_on_quick() == 1
    assert listener.heard == [{"order_id": 7}]
