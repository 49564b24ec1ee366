from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.ticker.models import JobRun
from marketplace.ticker.registry import every
from marketplace.ticker.services import LEASE, enrol, overdue, run_by_name, run_due, seconds_to_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> list[str]:
    """Two jobs that write their names down."""
    runs: list[str] = []
    every("5m", name="often")(lambda: runs.append("often"))
    every("1h", name="seldom")(lambda: runs.append("seldom"))
    enrol()
    return runs


def let_pass(**time: int) -> None:
    """As if so much time had passed."""
    for run in JobRun.objects.all():
        run.next_run_at -= timedelta(**time)
        run.held_until = run.held_until and run.held_until - timedelta(**time)
        run.save()


def test_a_new_job_is_due_at_once_and_then_after_its_interval(runs):
    assert run_due() == 2
    assert run_due() == 0
    let_pass(minutes=6)
    assert run_due() == 1
    assert sorted(runs) == ["often", "often", "seldom"]


def test_of_several_processes_one_runs_a_job(runs):
    """The second looks at the row as it was before the first took it."""

    def second_process() -> None:
        assert run_due() == 0

    every("5m", name="watched")(second_process)
    JobRun.objects.all().delete()
    JobRun.objects.create(name="watched")
    assert run_due() == 1
    assert JobRun.objects.get().error == ""


def test_a_failing_job_does_not_stop_the_others_and_runs_again(runs):
    def fail() -> None:
        raise ConnectionError("The provider is away")

    every("5m", name="broken")(fail)
    enrol()
    assert run_due() == 3
    broken = JobRun.objects.get(name="broken")
    assert broken.error == "ConnectionError: The provider is away"
    assert broken.held_until is None
    assert broken.next_run_at > timezone.now()
    assert len(runs) == 2


def test_a_job_whose_process_died_runs_again_when_its_lease_ends(runs):
    now = timezone.now()
    JobRun.objects.update(held_until=now + LEASE, next_run_at=now - timedelta(seconds=1))
    assert run_due() == 0
    let_pass(minutes=20)
    assert run_due() == 2


def test_a_job_that_outlived_its_lease_does_not_release_its_successor(runs):
    taken_over = timezone.now() + timedelta(minutes=30)

    def overrun() -> None:
        JobRun.objects.filter(name="slow").update(started_at=taken_over, held_until=taken_over)

    every("5m", name="slow")(overrun)
    enrol()
    run_due()
    assert JobRun.objects.get(name="slow").held_until == taken_over


def test_beat_keeps_its_own_time(runs):
    run_due()
    assert run_by_name("seldom")
    assert runs.count("seldom") == 2


def test_beat_does_not_run_what_is_running(runs):
    JobRun.objects.update(held_until=timezone.now() + LEASE)
    assert not run_by_name("seldom")


def test_beat_enrols_a_job_that_has_no_row(runs):
    JobRun.objects.all().delete()
    assert run_by_name("often")


def test_a_row_of_a_job_that_is_gone_is_left_alone(runs):
    JobRun.objects.create(name="gone")
    assert run_due() == 2


def test_the_ticker_sleeps_until_something_is_due(runs):
    assert seconds_to_next(at_most=30) == 1.0
    run_due()
    assert seconds_to_next(at_most=30) == 30
    let_pass(minutes=4, seconds=50)
    assert 8 < seconds_to_next(at_most=30) <= 10


def test_jobs_that_nobody_runs_are_noticed(runs):
    assert overdue() == []
    let_pass(hours=1)
    assert sorted(overdue()) == ["often", "seldom"]
