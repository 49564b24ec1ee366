"""The loop that hands on, without and with a thread."""

import threading

import pytest
from django.core.management import call_command

from marketplace.outbox import relay
from marketplace.outbox.models import Event
from marketplace.outbox.services import publish


@pytest.fixture
def handed_on(monkeypatch):
    """Counts the looks of a relay whose table always holds one event at the first look."""
    looks = []
    seen = threading.Event()

    def hand_on(*, limit: int = 100) -> int:
        looks.append(threading.current_thread().name)
        seen.set()
        return 0

    monkeypatch.setattr(relay, "hand_on", hand_on)
    looks_seen = (looks, seen)
    yield looks_seen
    relay.stop()


def test_a_process_has_one_relay_thread(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    for _ in range(3):
        relay.start()
    assert sum(thread.name == "outbox-relay" for thread in threading.enumerate()) == 1


def test_a_commit_wakes_the_thread_and_the_committer_goes_on(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    looks, seen = handed_on
    relay.start()
    assert seen.wait(5)
    seen.clear()
    relay.wake()
    assert seen.wait(1), "the relay looks at once, not at its next round"
    assert set(looks) == {"outbox-relay"}


def test_without_a_thread_the_event_waits_for_another_process(handed_on, settings):
    settings.OUTBOX_RELAY = "in_process"
    relay.wake()
    assert handed_on[0] == []


def test_the_loop_outlives_a_failure(settings, monkeypatch, caplog):
    answers = iter([OSError("The database is away"), 0])
    again = threading.Event()

    def drain(**kwargs) -> int:
        answer = next(answers, 0)
        if isinstance(answer, Exception):
            raise answer
        again.set()
        return answer

    monkeypatch.setattr(relay, "drain", drain)
    loop = relay.Relay(poll_seconds=0.01)
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
