import pytest

from marketplace.ticker.registry import every, get_job, jobs, to_seconds


def test_a_job_is_declared_with_its_interval():
    @every("5m", name="room.sweep")
    def sweep() -> None:
        """Nothing."""

    assert (get_job("room.sweep").seconds, get_job("room.sweep").work) == (300, sweep)


def test_the_interval_may_be_seconds_and_the_name_follows_from_the_function():
    @every(seconds=7)
    def sweep() -> None:
        """Nothing."""

    (job,) = jobs()
    assert job.seconds == 7
    assert job.name.startswith("tests.ticker.test_registry.")


@pytest.mark.parametrize(("interval", "seconds"), [("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86400)])
def test_intervals_are_written_short(interval, seconds):
    assert to_seconds(interval) == seconds


@pytest.mark.parametrize("interval", ["", "5", "0s", "5 m", "m5", "1.5h", "-1s", "5M"])
def test_anything_else_is_no_interval(interval):
    with pytest.raises(ValueError, match="no interval"):
        every(interval)


def test_two_jobs_of_one_name_are_a_mistake():
    every("5m", name="room.sweep")(lambda: None)
    with pytest.raises(ValueError, match="already"):
        every("5m", name="room.sweep")(lambda: None)
