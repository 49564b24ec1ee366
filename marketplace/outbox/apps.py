"""Transactional outbox: events are rows of the transaction that made them true, handed on after commit.

`publish(name, payload)` inside a transaction; `@subscribe("name", key=...)` in a room's `receivers` module.
"""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "marketplace.outbox"
    label = "outbox"

    def ready(self) -> None:
        from . import jobs  # noqa: F401
