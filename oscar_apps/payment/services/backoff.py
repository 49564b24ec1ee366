"""How long to wait before a provider is asked again."""

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)


def wait_after(times: int) -> timedelta:
    """A minute after the first question, twice as long after each further one, at most six hours."""
    return min(LONGEST, FIRST * 2 ** min(max(times, 0), 20))
