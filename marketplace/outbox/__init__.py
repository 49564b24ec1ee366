"""Transactional outbox: events are rows of the transaction that made them true, handed on after commit.

`publish(name, payload)` inside a transaction; `@subscribe("name")` in a room's `receivers` module.
"""
