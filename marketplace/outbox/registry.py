"""Who wants to hear of which event. A room's `receivers` module subscribes; its AppConfig loads it when ready."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Event

Handler = Callable[["Event"], None]


@dataclass(frozen=True)
class Subscriber:
    """One handler of one event. `key` names it in the database, so it stays the same when the code moves."""

    key: str
    event_name: str
    handler: Handler
    slow: bool = False


class Registry:
    """The subscribers of this process, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, Subscriber]] = defaultdict(dict)

    def add(self, subscriber: Subscriber) -> None:
        """Raise ValueError if this event already has a subscriber of that key."""
        known = self._by_name[subscriber.event_name]
        if subscriber.key in known:
            raise ValueError(f"{subscriber.event_name} already has a subscriber called {subscriber.key}")
        known[subscriber.key] = subscriber

    def of(self, event_name: str) -> tuple[Subscriber, ...]:
        return tuple(self._by_name.get(event_name, {}).values())

    def find(self, *, event_name: str, key: str) -> Subscriber | None:
        return self._by_name.get(event_name, {}).get(key)

    def keys(self) -> set[str]:
        return {subscriber.key for subscriber in self._all()}

    def slow_keys(self) -> set[str]:
        return {subscriber.key for subscriber in self._all() if subscriber.slow}

    def _all(self) -> Iterator[Subscriber]:
        for subscribers in self._by_name.values():
            yield from subscribers.values()


registry = Registry()


def subscribe(*event_names: str, key: str, slow: bool = False) -> Callable[[Handler], Handler]:
    """Call the decorated function once for each event of these names, after the event's transaction has committed.

    It runs outside any request and any transaction, in the relay or in a Celery worker, with the default language
    active. It may be called again after a crash, so what it does must bear repeating (a unique key, an upsert). When
    it raises, it alone is tried again later; other subscribers are not held up.

    `slow` is for what may take long (providers, pictures): a relay in this process gives it a thread of its own, so
    that the quick ones, such as caches, follow the commit at once.
    """

    def register(handler: Handler) -> Handler:
        for event_name in event_names:
            registry.add(Subscriber(key=key, event_name=event_name, handler=handler, slow=slow))
        return handler

    return register
