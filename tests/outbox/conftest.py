import pytest

from marketplace.outbox import registry


@pytest.fixture(autouse=True)
def subscribers(monkeypatch):
    """A registry without the shop's own subscribers."""
    fresh = registry.Registry()
    monkeypatch.setattr(registry, "registry", fresh)
    return fresh


class Listener:
    """Remembers what it was given; fails as often as it is told to."""

    def __init__(self) -> None:
        self.heard: list[dict] = []
        self.failures = 0

    def __call__(self, event) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("The mail server is away")
        self.heard.append(event.payload)


@pytest.fixture
def listener() -> Listener:
    """Subscribed to "order.created"."""
    listener = Listener()
    registry.subscribe("order.created", key="listener")(listener)
    return listener
