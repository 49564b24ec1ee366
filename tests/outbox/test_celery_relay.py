"""OUTBOX_RELAY = "celery": one task for each delivery, over a real RabbitMQ."""

import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from marketplace.outbox import queue, relay
from marketplace.outbox.deliveries import hold
from marketplace.outbox.models import Delivery
from marketplace.outbox.registry import subscribe
from marketplace.outbox.services import publish, publish_many
from marketplace.outbox.tasks import deliver
from marketplace.ticker.models import JobRun

BROKER = os.environ.get("RABBITMQ_URL") or "amqp://guest:guest@127.0.0.1:5672//"


@pytest.fixture
def app(settings):
    """The shop's Celery application on a queue of this test's own."""
    from marketplace.celery import app

    settings.OUTBOX_RELAY = "celery"
    before = app.conf.broker_url, app.conf.task_default_queue
    connect(app, BROKER, f"test-{uuid.uuid4()}")
    yield app
    connect(app, *before)


def connect(app, broker_url: str, queue_name: str) -> None:
    app.conf.broker_url, app.conf.task_default_queue = broker_url, queue_name
    app._pool = None
    app.amqp._producer_pool = None
    app.amqp.queues = app.amqp.Queues(None, create_missing=True)
    app.amqp.router = app.amqp.Router()


@pytest.fixture
def worker(app, transactional_ground):
    from celery.contrib.testing.worker import start_worker

    with start_worker(app, perform_ping_check=False, pool="threads", concurrency=2, shutdown_timeout=30):
        yield
    with app.connection_for_write() as broker:
        broker.default_channel.queue_delete(app.conf.task_default_queue)


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def make_due() -> None:
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def delivered() -> int:
    return Delivery.objects.exclude(delivered_at=None).count()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
class TestOverRabbitMQ:
    def test_each_delivery_is_a_task_and_each_event_heard_once(self, worker, listener):
        others = []
        threads = set()

        def other(event) -> None:
            threads.add(threading.current_thread().name)
            others.append(event.payload["order_id"])

        subscribe("order.created", key="other")(other)
        publish_many([("order.created", {"order_id": number}) for number in range(20)])
        assert relay.drain() == 20
        assert wait_for(lambda: delivered() == 40)
        assert sorted(payload["order_id"] for payload in listener.heard) == list(range(20))
        assert sorted(others) == list(range(20))
        assert threading.current_thread().name not in threads, "the relay only hands tasks on"
        assert relay.drain() == 0

    def test_a_task_that_comes_twice_does_its_work_once(self, worker, listener):
        publish("order.created", {"order_id": 7})
        relay.drain()
        assert wait_for(lambda: delivered() == 1)
        delivery = Delivery.objects.get()
        for attempts in (0, 1):
            deliver.delay(delivery.pk, attempts)
        publish("order.created", {"order_id": 8})
        relay.drain()
        assert wait_for(lambda: delivered() == 2), "the queue is empty again"
        assert listener.heard == [{"order_id": 7}, {"order_id": 8}]

    def test_a_failure_becomes_a_task_again_when_it_is_due(self, worker, listener):
        listener.failures = 1
        publish("order.created", {"order_id": 7})
        relay.drain()
        assert wait_for(lambda: Delivery.objects.exclude(error="").exists())
        assert relay.drain() == 0
        make_due()
        assert relay.drain() == 1
        assert wait_for(lambda: delivered() == 1)
        assert listener.heard == [{"order_id": 7}]

    def test_what_a_worker_held_when_it_died_is_done_by_another(self, worker, listener, monkeypatch):
        publish("order.created", {"order_id": 7})
        with monkeypatch.context() as patch:
            patch.setattr(queue, "_send", lambda deliveries: None)
            relay.drain()
        assert hold(Delivery.objects.get()), "the worker that dies now"
        assert relay.drain() == 0
        make_due()
        relay.drain()
        assert wait_for(lambda: delivered() == 1)


@pytest.fixture
def worker_process(app, transactional_ground):
    """`celery -A marketplace worker` as it is deployed: a process of its own with two children."""
    queue_name = app.conf.task_default_queue
    database = connection.settings_dict
    command = (
        f"{sys.executable} -m celery -A marketplace worker -Q {queue_name} -c 2 -I tests.outbox.worker_subscribers"
    )
    environment = {
        **os.environ,
        "RABBITMQ_URL": BROKER,
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
    }
    process = subprocess.Popen(command.split(), env=environment)
    yield process
    process.terminate()
    process.wait(30)
    with app.connection_for_write() as broker:
        broker.default_channel.queue_delete(queue_name)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_deployed_worker_does_each_delivery_once(worker_process):
    if connection.vendor != "postgresql":
        pytest.skip("the worker's process needs the same database")
    subscribe("test.happened", key="test.worker")(lambda event: None)  # the worker has the real one
    publish_many([("test.happened", {"number": number}) for number in range(30)])
    assert relay.drain() == 30
    assert wait_for(lambda: delivered() == 30, seconds=60)
    heard = dict(JobRun.objects.filter(name__startswith="heard").values_list("name", "error"))
    assert set(heard) == {f"heard {number}" for number in range(30)}
    assert str(os.getpid()) not in heard.values()
    assert not Delivery.objects.exclude(error="").exists()


@pytest.mark.django_db
def test_a_broker_that_is_away_costs_only_time(app, listener):
    connect(app, "amqp://guest:guest@127.0.0.1:9//", "test")
    app.conf.broker_connection_timeout = 0.5
    publish_many([("order.created", {"order_id": number}) for number in range(3)])
    started = time.monotonic()
    relay.drain()
    assert time.monotonic() - started < 10, "it gives up at the first task"
    waiting = Delivery.objects.filter(delivered_at=None, attempts=0)
    assert waiting.count() == 3
    assert all("Broker" in error for error in waiting.values_list("error", flat=True))
    assert all(
        due <= timezone.now() + timedelta(minutes=1) for due in waiting.values_list("next_attempt_at", flat=True)
    )


@pytest.mark.django_db
def test_a_delivery_waits_for_its_task_before_it_is_sent_again(app, listener, monkeypatch):
    sent = []
    monkeypatch.setattr(queue, "_send", sent.extend)
    publish("order.created", {})
    relay.drain()
    relay.drain()
    assert len(sent) == 1
    make_due()  # nobody has done it in all that time: the queue was lost
    relay.drain()
    assert [delivery.attempts for delivery in sent] == [0, 0]
    queue.run_one(delivery_id=sent[0].pk, attempts=0)
    queue.run_one(delivery_id=sent[1].pk, attempts=0)
    assert len(listener.heard) == 1
