"""What one product looks like: its colours, its own chance, and which of the three views is asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from .color import RGB
from .geometry import Point
from .stage import Stage

FRONT, TURNED, DETAIL = 0, 1, 2


@dataclass(frozen=True)
class Look:
    base: RGB
    accent: RGB
    view: int
    rng: random.Random
    """Seeded by product and not by view, so that the three views show the same thing."""

    def between(self, low: float, high: float) -> float:
        return self.rng.uniform(low, high)


Drawer = Callable[[Stage, Look], None]


def close(stage: Stage, x: float, y: float, scale: float, *, turn: float = 0.0) -> Stage:
    """The stage seen from near: (x, y) comes to the middle."""
    return stage.at(480, 600, scale, turn=turn, about=(x, y))


def framed(stage: Stage, look: Look, spot: Point, scale: float = 2.3, *, turn: float = 0.0) -> Stage:
    """The stage itself, or for the detail view the one that looks closely at ``spot``."""
    return close(stage, *spot, scale, turn=turn) if look.view == DETAIL else stage
