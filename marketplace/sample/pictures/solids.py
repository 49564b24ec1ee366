"""Boxes and slabs in parallel projection, as a long lens sees them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .color import RGB, darken
from .geometry import Path, Point, hull
from .ground import shade
from .stage import Light, Paint, Stage


@dataclass(frozen=True)
class View:
    """How a thing is turned: ``yaw`` about its upright axis, ``pitch`` the camera's height, both in degrees."""

    yaw: float
    pitch: float

    @property
    def right(self) -> Point:
        """One unit to the thing's right, in the picture."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        return math.cos(yaw), -math.sin(yaw) * math.sin(pitch)

    @property
    def near(self) -> Point:
        """One unit towards the thing's front."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        return math.sin(yaw), math.cos(yaw) * math.sin(pitch)

    @property
    def down(self) -> Point:
        return 0.0, math.cos(math.radians(self.pitch))


def add(*terms: tuple[float, Point]) -> Point:
    """The sum of vectors, each times its factor."""
    return sum(k * v[0] for k, v in terms), sum(k * v[1] for k, v in terms)


@dataclass(frozen=True)
class Box:
    """A box whose foot's middle stands at ``foot``."""

    foot: Point
    width: float
    height: float
    depth: float
    view: View

    def corner(self, x: float, y: float, z: float) -> Point:
        """A point by shares: x from the left, y from the top, z from the back (0 to 1)."""
        v = self.view
        return add(
            (1, self.foot),
            (self.width * (x - 0.5), v.right),
            (self.height * (y - 1), v.down),
            (self.depth * (z - 0.5), v.near),
        )

    def front(self, stage: Stage) -> Stage:
        return stage.frame(self.corner(0, 0, 1), self.view.right, self.view.down)

    def side(self, stage: Stage) -> Stage:
        """The right side (seen when the yaw is negative) or the left one."""
        if self.view.yaw < 0:
            return stage.frame(self.corner(1, 0, 1), (-self.view.near[0], -self.view.near[1]), self.view.down)
        return stage.frame(self.corner(0, 0, 0), self.view.near, self.view.down)

    def top(self, stage: Stage) -> Stage:
        return stage.frame(self.corner(0, 0, 0), self.view.right, self.view.near)

    def ground_shadow(self, stage: Stage, strength: float = 1.0) -> None:
        base = [self.corner(x, 1, z) for x, z in ((0, 0), (1, 0), (1, 1), (0, 1))]
        reach = max(self.width, self.depth)
        shade(stage, [(x + reach * 0.12, y + reach * 0.02) for x, y in base], reach * 0.09, 0.36 * strength)
        shade(stage, [(x + reach * 0.02, y + 4) for x, y in base], reach * 0.02, 0.5 * strength)


def slab(
    stage: Stage,
    origin: Point,
    ax: Point,
    ay: Point,
    thick: Point,
    outline: Path,
    edge: RGB | Paint,
    *lights: Light,
    face: RGB | Paint | None = None,
    face_lights: Sequence[Light] = (),
    shadow: float = 1.0,
    soft: float = 16,
) -> Stage:
    """A flat thing of some thickness: ``outline`` in its own units, its far face moved by ``thick``.

    Returns the stage of its near face.
    """
    near = stage.frame(origin, ax, ay)
    front = [add((1, origin), (x, ax), (y, ay)) for x, y in outline]
    back = [(x + thick[0], y + thick[1]) for x, y in front]
    if shadow:
        shade(stage, [(x + soft * 1.1, y + soft * 1.2) for x, y in back], soft, 0.38 * shadow)
        shade(stage, [(x + soft * 0.25, y + soft * 0.3) for x, y in back], soft * 0.3, 0.4 * shadow)
    stage.fill(hull(front + back), edge, *lights)
    if face is not None:
        near.fill(outline, face, *face_lights)
    return near


def dim(color: RGB, share: float = 0.28) -> RGB:
    """The colour of a side that the light does not reach."""
    return darken(color, share)
