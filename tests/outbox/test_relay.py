"""The loop that hands on, without and with a thread."""

import threading

import pytest
from django.core.management import call_command

from marketplace.outbox import relay
from marketplace.outbox.models import Event
from marketplace.outbox.services import publish


@pytest.fixture
def handed_on(monkeypatch):
    """The threads that looked, and an event that is set whenever one does; there is never anything to do."""
    looks = []
    seen = threading.Event()

    def look(**kwargs) -> int:
        looks.append(threading.current_thread().name)
        seen.set()
        return 0

    for name in ("deliver_new", "deliver_due"):
        monkeypatch.setattr(relay, name, look)
    looks_seen = (looks, seen)
    yield looks_seen
    relay.stop()


def test_a_process_has_one_quick_and_one_slow_relay_thread(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    for _ in range(3):
        relay.start()
    names = sorted(thread.name for thread in threading.enumerate() if thread.name.startswith("outbox"))
    assert names == ["outbox-relay", "outbox-relay-slow"]
    relay.stop()
    assert not relay.is_running()


def test_with_celery_one_thread_makes_the_tasks(handed_on, settings):
    settings.OUTBOX_RELAY = "celery"
    assert [loop.name for loop in relay.relays()] == ["outbox-relay"]


def test_a_commit_wakes_the_thread_and_the_committer_goes_on(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    looks, seen = handed_on
    relay.start()
    assert seen.wait(5)
    seen.clear()
    relay.wake()
    assert seen.wait(1), "the relay looks at once, not at its next round"
    assert set(looks) <= {"outbox-relay", "outbox-relay-slow"}


def test_without_a_thread_the_event_waits_for_another_process(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    relay.wake()
    assert handed_on[0] == []


@pytest.mark.django_db
def test_the_slow_relay_is_woken_as_soon_as_there_is_something_for_it():
    answers = iter([3, 2, 0])
    slow = relay.Relay(lambda: 0, name="slow")
    quick = relay.Relay(lambda: next(answers), name="quick", then=slow)
    assert not slow._woken.is_set()
    quick._round()
    assert slow._woken.is_set()


def test_the_loop_outlives_a_failure(caplog):
    answers = iter([OSError("The database is away"), 0])
    again = threading.Event()

    def work() -> int:
        answer = next(answers, 0)
        if isinstance(answer, Exception):
            raise answer
        again.set()
        return answer

    loop = relay.Relay(work, name="loop", poll_seconds=0.01)
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    assert again.wait(5)
    loop.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert "could not hand events on" in caplog.text


@pytest.mark.django_db
def test_the_command_hands_on_what_waits(listener, capsys):
    publish("order.created", {"order_id": 7})
    call_command("relay", once=True)
    assert listener.heard == [{"order_id": 7}]
    assert "1 handed on" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_failing_relay_is_not_the_committers_failure(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(**kwargs) -> int:
        raise OSError("The database is away")

    monkeypatch.setattr(relay, "drain", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        publish("order.created", {})
    assert Event.objects.filter(relayed_at=None).count() == 1


def test_external_leaves_the_work_to_the_relay_process(handed_on, settings):
    settings.OUTBOX_RELAY = "external"
    relay.start_in_web_process()
    assert not relay.is_running()
    relay.start()  # what `manage.py relay` does
    assert relay.is_running()
