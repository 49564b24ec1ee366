import pytest

from marketplace.ticker import registry


@pytest.fixture(autouse=True)
def schedule(monkeypatch):
    """An empty schedule instead of the shop's own."""
    jobs: dict = {}
    monkeypatch.setattr(registry, "_jobs", jobs)
    monkeypatch.setattr(registry, "_background", [])
    return jobs
