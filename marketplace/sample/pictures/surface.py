"""Textures laid over bodies: any flat picture bent onto a surface, and bodies turned on a wheel."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

from .color import RGB
from .geometry import Path, Point, ellipse, smooth
from .lights import falloff, grey, volume
from .stage import Light, Paint, Stage, Tile

Mapping = Callable[[float, float], Point]
LIGHT = (-0.56, -0.50, 0.66)
_HALF = (-0.31, -0.27, 0.91)
_MARGIN = 0.15


def warp(source: Image.Image, tile: Tile, mapping: Mapping, *, cells: int = 36) -> Image.Image:
    """``source`` bent over the tile: ``mapping`` gives, for units of the stage, the place (0 to 1) in the source."""
    width, height = tile.size
    step = max(width, height) / cells
    xs = _marks(width, step)
    ys = _marks(height, step)
    source, (left, top), (wide, tall) = _margined(source)

    def place(x: int, y: int) -> Point:
        u, v = mapping(*tile.units(x, y))
        return left + min(max(u, -_MARGIN), 1 + _MARGIN) * wide, top + min(max(v, -_MARGIN), 1 + _MARGIN) * tall

    rows = [[place(x, y) for x in xs] for y in ys]
    mesh = [
        ((xs[i], ys[j], xs[i + 1], ys[j + 1]), (*rows[j][i], *rows[j + 1][i], *rows[j + 1][i + 1], *rows[j][i + 1]))
        for j in range(len(ys) - 1)
        for i in range(len(xs) - 1)
    ]
    return source.transform(tile.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _margined(source: Image.Image) -> tuple[Image.Image, tuple[int, int], tuple[int, int]]:
    """The source with its edges drawn out, so that a mapping may run a little past them.

    With the offset and size of the inner part.
    """
    wide, tall = source.size
    left, top = math.ceil(wide * _MARGIN) + 2, math.ceil(tall * _MARGIN) + 2
    image = Image.new(source.mode, (wide + 2 * left, tall + 2 * top))
    image.paste(source, (left, top))
    image.paste(source.crop((0, 0, 1, tall)).resize((left, tall)), (0, top))
    image.paste(source.crop((wide - 1, 0, wide, tall)).resize((left, tall)), (left + wide, top))
    row = image.crop((0, top, image.width, top + 1)).resize((image.width, top))
    image.paste(row, (0, 0))
    row = image.crop((0, top + tall - 1, image.width, top + tall)).resize((image.width, top))
    image.paste(row, (0, top + tall))
    return image, (left, top), (wide, tall)


def _marks(length: int, step: float) -> list[int]:
    count = 2 * max(1, round(length / step / 2))
    return sorted({round(length * i / count) for i in range(count + 1)})


def bent(source: Image.Image, mapping: Mapping, *, cells: int = 36) -> Paint:
    """A paint made of a flat picture and a mapping: see ``warp``."""
    return lambda tile: warp(source, tile, mapping, cells=cells)


def polar(source: Image.Image, x: float, y: float, radius: float, tilt: float) -> Paint:
    """A flat picture wound around a centre: its top edge lies in the middle, its bottom edge on the rim.

    The left half mirrors the right one, so that there is no seam.
    """

    def place(px: float, py: float) -> tuple[float, float]:
        dx, dy = (px - x) / radius, (py - y) / radius / tilt
        return abs(math.atan2(dx, -dy)) / math.tau, math.hypot(dx, dy)

    return bent(source, place, cells=110)


def laid(source: Image.Image, x: float, y: float, width: float, height: float) -> Paint:
    """A paint made of a flat picture stretched over a rectangle of the stage."""
    return bent(source, lambda px, py: ((px - x) / width, (py - y) / height), cells=32)


def relief(source: Image.Image, mapping: Mapping, *, cells: int = 36) -> Light:
    """A light made of a grey picture (128 neutral) and a mapping."""
    return lambda mask, tile: warp(source, tile, mapping, cells=cells)


@dataclass(frozen=True)
class Turned:
    """A body turned on a wheel.

    Its axis at ``x``, its profile as (y, radius) from the top down, seen a little from above.
    """

    x: float
    profile: Sequence[Point]
    tilt: float = 0.16

    @property
    def top(self) -> float:
        return self.profile[0][0]

    @property
    def bottom(self) -> float:
        return self.profile[-1][0]

    def radius(self, y: float) -> float:
        if y <= self.top:
            return self.profile[0][1]
        for (y0, r0), (y1, r1) in pairwise(self.profile):
            if y <= y1:
                return r0 + (r1 - r0) * (y - y0) / ((y1 - y0) or 1.0)
        return self.profile[-1][1]

    def slope(self, y: float) -> float:
        span = (self.bottom - self.top) / 60
        low, high = max(self.top, y - span), min(self.bottom, y + span)
        return (self.radius(high) - self.radius(low)) / ((high - low) or 1.0)

    def outline(self) -> Path:
        right = [(self.x + r, y) for y, r in self.profile]
        left = [(self.x - r, y) for y, r in reversed(self.profile)]
        y1, r1 = self.profile[-1]
        y0, r0 = self.profile[0]
        foot = ellipse(self.x, y1, r1, r1 * self.tilt, start=0, end=180, steps=40)
        head = ellipse(self.x, y0, r0, r0 * self.tilt, start=180, end=360, steps=40)
        return right + foot + left + head

    def place(self, x: float, y: float) -> Point:
        """Across (-1 to 1) and down (0 to 1) of the surface at a point of the picture."""
        down = y
        for _ in range(2):
            radius = self.radius(down) or 1e-6
            across = min(1.0, max(-1.0, (x - self.x) / radius))
            down = y - self.tilt * radius * math.sqrt(1 - across * across)
        return (x - self.x) / (self.radius(down) or 1e-6), (down - self.top) / ((self.bottom - self.top) or 1.0)

    def around(self, x: float, y: float) -> Point:
        """Where a flat picture wrapped around the front half is read."""
        across, down = self.place(x, y)
        return 0.5 + math.asin(min(1.0, max(-1.0, across))) / math.pi, down

    def paint(self, texture: Image.Image, *, cells: int = 56) -> Paint:
        return bent(texture, self.around, cells=cells)

    def light(self, *, gloss: float = 0.0, sharp: float = 24.0, ambient: float = 0.42, shadow: float = 1.0) -> Light:
        """The body's own shading: diffuse, a highlight of strength ``gloss``, and light thrown back from the ground."""
        sheet = _shading(self, gloss=gloss, sharp=sharp, ambient=ambient, depth=shadow)

        def place(x: float, y: float) -> Point:
            across, down = self.place(x, y)
            return (across + 1) / 2, down

        return relief(sheet, place, cells=56)


def _shading(
    body: Turned, *, gloss: float, sharp: float, ambient: float, depth: float, across: int = 72, down: int = 64
) -> Image.Image:
    values = bytearray()
    for j in range(down):
        y = body.top + (body.bottom - body.top) * (j + 0.5) / down
        steep = body.slope(y)
        scale = 1 / math.sqrt(1 + steep * steep)
        for i in range(across):
            u = (i + 0.5) / across * 2 - 1
            normal = (u * scale, -steep * scale, math.sqrt(max(0.0, 1 - u * u)) * scale)
            values.append(grey(_lambert(normal, gloss, sharp, ambient, depth)))
    return Image.frombytes("L", (across, down), bytes(values)).resize((across * 4, down * 4), Image.Resampling.BICUBIC)


def _lambert(normal: tuple[float, float, float], gloss: float, sharp: float, ambient: float, depth: float) -> float:
    nx, ny, nz = normal
    diffuse = max(0.0, nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2])
    bounce = 0.16 * max(0.0, nx) ** 3 + 0.05 * max(0.0, ny)
    bright = ambient + 0.78 * diffuse + bounce
    bright = 1 + (bright - 1) * depth
    if gloss:
        bright += gloss * max(0.0, nx * _HALF[0] + ny * _HALF[1] + nz * _HALF[2]) ** sharp
        bright += gloss * 0.12 * max(0.0, nx - 0.55)
    return bright


def turned(
    stage: Stage,
    x: float,
    points: Sequence[Point],
    paint: RGB | Image.Image,
    *lights: Light,
    tilt: float = 0.16,
    gloss: float = 0.0,
    sharp: float = 24.0,
    ambient: float = 0.42,
    shadow: float = 1.0,
) -> Turned:
    """Draw a body of revolution through the profile ``points`` given as (radius, y) from the top down."""
    curve = smooth(points, closed=False, steps=8)
    profile: list[Point] = []
    for r, y in curve:
        if not profile or y > profile[-1][0] + 0.01:
            profile.append((y, max(r, 0.5)))
    body = Turned(x, profile, tilt)
    color = body.paint(paint) if isinstance(paint, Image.Image) else paint
    stage.fill(body.outline(), color, body.light(gloss=gloss, sharp=sharp, ambient=ambient, shadow=shadow), *lights)
    return body


def mouth(
    stage: Stage,
    x: float,
    y: float,
    radius: float,
    rim_color: RGB,
    inside: RGB,
    *,
    tilt: float = 0.16,
    lip: float = 0.1,
) -> None:
    """The open top of a vessel: a lit rim and the dark inside."""
    outer = ellipse(x, y, radius, radius * tilt)
    inner = ellipse(x, y + radius * tilt * lip * 0.3, radius * (1 - lip), radius * tilt * (1 - lip * 1.6))
    stage.fill(outer, rim_color, volume(radius * 0.06, 0.35))
    stage.fill(inner, inside, falloff(x - radius, y - radius * tilt, x + radius, y + radius * tilt, 0.55, 1.1))
