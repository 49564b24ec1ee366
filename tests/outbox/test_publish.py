import pytest
from django.db import transaction

from marketplace.outbox.models import Delivery, Event
from marketplace.outbox.registry import subscribe
from marketplace.outbox.services import gathered, publish, publish_many, relay_pending

pytestmark = pytest.mark.django_db


class Refused(Exception):
    pass


def test_an_event_is_handed_to_its_subscriber_after_the_commit(listener, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish("order.created", {"order_id": 7})
        assert listener.heard == []
    assert listener.heard == [{"order_id": 7}]


def test_an_event_of_a_rolled_back_transaction_never_happened(listener):
    with pytest.raises(Refused), transaction.atomic():
        publish("order.created", {"order_id": 7})
        raise Refused
    relay_pending()
    assert not Event.objects.exists()
    assert listener.heard == []


def test_many_events_cost_one_query(listener, django_assert_num_queries):
    with django_assert_num_queries(1):
        publish_many([("order.created", {"order_id": number}) for number in range(20)])


def test_gathered_events_cost_one_query_and_keep_their_order(
    listener, django_assert_num_queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(1), gathered():
        publish("order.created", {"order_id": 1})
        with gathered():
            publish("order.created", {"order_id": 2})
        assert not listener.heard
    relay_pending()
    assert [heard["order_id"] for heard in listener.heard] == [1, 2]


def test_a_gathering_that_fails_writes_nothing_and_leaves_nothing_for_the_next(listener):
    with pytest.raises(Refused), transaction.atomic(), gathered():
        publish("order.created", {"order_id": 7})
        raise Refused
    with gathered():
        pass
    publish("order.created", {"order_id": 8})
    assert [event.payload for event in Event.objects.all()] == [{"order_id": 8}]


def test_publishing_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert publish_many([]) == []


def test_subscribers_cost_the_publisher_no_query(django_assert_num_queries):
    for number in range(10):
        subscribe("order.created", key=f"listener.{number}")(lambda event: None)
    with django_assert_num_queries(1):
        publish("order.created", {"order_id": 7})
    assert not Delivery.objects.exists()


def test_an_event_without_subscribers_is_done(listener):
    publish("page.updated", {"page_id": 1})
    assert relay_pending() == 1
    assert relay_pending() == 0
    assert Event.objects.get().relayed_at


def test_one_handler_may_hear_several_events_under_one_key():
    heard = []
    subscribe("product.created", "product.updated", key="cache")(lambda event: heard.append(event.name))
    publish_many([("product.created", {}), ("product.updated", {}), ("product.deleted", {})])
    relay_pending()
    assert heard == ["product.created", "product.updated"]


def test_two_subscribers_of_one_key_are_a_mistake(listener):
    with pytest.raises(ValueError, match="listener"):
        subscribe("order.created", key="listener")(lambda event: None)
