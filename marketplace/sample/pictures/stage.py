"""The stage: a picture in the making, with its own coordinates.

Everything is drawn in units of a 960 x 1200 picture on an image twice that size. A stage is an image and an affine
map from
units to its pixels, so the same drawing may be turned, moved, mirrored or made small in a still life; the light stays
where it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .color import RGB
from .geometry import Outline, Path, Point, along, ribbon

UNITS = (960, 1200)
OVERSAMPLING = 2
EDGE = 0.7
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Tile:
    """The rectangle of the image that one shape covers; it may reach a little over the image's edge."""

    box: tuple[int, int, int, int]
    matrix: Matrix

    @property
    def size(self) -> tuple[int, int]:
        return self.box[2] - self.box[0], self.box[3] - self.box[1]

    @property
    def unit(self) -> float:
        """Pixels in one unit."""
        a, b, c, d, _, _ = self.matrix
        return math.sqrt(abs(a * d - b * c)) or 1e-6

    def units(self, x: float, y: float) -> Point:
        """The stage's units at a pixel of this tile."""
        a, b, c, d, e, f = self.matrix
        x, y = x + self.box[0] - e, y + self.box[1] - f
        det = (a * d - b * c) or 1e-9
        return (d * x - c * y) / det, (a * y - b * x) / det


# Shadows are warmer than the light that makes them: red falls off later than blue.
_WARM = [round(v + max(0, 128 - v) * 0.10) for v in range(256)]
_COOL = [round(v - max(0, 128 - v) * 0.05) if v < 128 else v for v in range(256)]

Paint = Callable[[Tile], Image.Image]
Light = Callable[[Image.Image, Tile], Image.Image]


@dataclass(frozen=True)
class Stage:
    image: Image.Image
    matrix: Matrix

    @property
    def unit(self) -> float:
        return Tile((0, 0, 0, 0), self.matrix).unit

    def frame(self, origin: Point, ax: Point, ay: Point) -> Stage:
        """A stage whose unit steps right and down are ``ax`` and ``ay`` here: a plane seen at a slant."""
        a, b, c, d, _, _ = self.matrix
        ((e, f),) = self.pixels([origin])
        return Stage(
            self.image,
            (
                a * ax[0] + c * ax[1],
                b * ax[0] + d * ax[1],
                a * ay[0] + c * ay[1],
                b * ay[0] + d * ay[1],
                e,
                f,
            ),
        )

    def at(
        self,
        x: float,
        y: float,
        scale: float = 1.0,
        *,
        turn: float = 0.0,
        flip: bool = False,
        about: Point = (480, 600),
    ) -> Stage:
        """A stage on which the point ``about`` lies at (x, y) of this one.

        It may be scaled, turned (degrees, clockwise) and mirrored; the light does not turn with it.
        """
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        side = -1 if flip else 1
        ax, ay = (cos * side, sin * side), (-sin, cos)
        origin = (x - ax[0] * about[0] - ay[0] * about[1], y - ax[1] * about[0] - ay[1] * about[1])
        return self.frame(origin, ax, ay)

    def pixels(self, path: Sequence[Point]) -> Path:
        a, b, c, d, e, f = self.matrix
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in path]

    def tile(self, path: Sequence[Point], *, grow: float = 0.0) -> Tile:
        """The tile that holds the path, ``grow`` units wider on each side."""
        points = self.pixels(path)
        width, height = self.image.size
        slack = max(width, height) // 10
        room = grow * self.unit + 2
        left = max(-slack, math.floor(min(x for x, _ in points) - room))
        top = max(-slack, math.floor(min(y for _, y in points) - room))
        right = min(width + slack, math.ceil(max(x for x, _ in points) + room))
        bottom = min(height + slack, math.ceil(max(y for _, y in points) + room))
        return Tile((left, top, max(right, left + 1), max(bottom, top + 1)), self.matrix)

    def mask(self, paths: Sequence[Outline], tile: Tile) -> Image.Image:
        """White inside the paths, with an edge as soft as a lens leaves it."""
        mask = Image.new("L", tile.size, 0)
        pen = ImageDraw.Draw(mask)
        left, top = tile.box[:2]
        for path in paths:
            points = self.pixels(path)
            if len(points) > 2:
                pen.polygon([(x - left, y - top) for x, y in points], fill=255)
        return mask.filter(ImageFilter.BoxBlur(EDGE))

    def fill(
        self,
        path: Outline,
        paint: RGB | Paint,
        *lights: Light,
        opacity: float = 1.0,
        soft: float = 0.0,
        clip: Outline | None = None,
        cut: Sequence[Outline] = (),
    ) -> None:
        """Paint the inside of ``path``, lit by ``lights``.

        ``clip`` keeps to another outline, ``cut`` are holes, ``soft`` blurs the edge.
        """
        self.fill_all([path], paint, *lights, opacity=opacity, soft=soft, clip=clip, cut=cut)

    def fill_all(
        self,
        paths: Sequence[Outline],
        paint: RGB | Paint,
        *lights: Light,
        opacity: float = 1.0,
        soft: float = 0.0,
        clip: Outline | None = None,
        cut: Sequence[Outline] = (),
    ) -> None:
        """Paint several outlines as one shape: see ``fill``."""
        tile = self.tile([p for path in paths for p in path], grow=soft * 3)
        if tile.size[0] < 2 or tile.size[1] < 2:
            return
        mask = self.mask(paths, tile)
        if cut:
            mask = ImageChops.subtract(mask, self.mask(cut, tile))
        if soft:
            mask = blur(mask, soft * self.unit)
        color = paint(tile) if callable(paint) else Image.new("RGB", tile.size, paint)
        lit = shine(color, [light(mask, tile) for light in lights])
        if clip is not None:
            mask = ImageChops.multiply(mask, self.mask([clip], tile))
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self.image.paste(lit, tile.box[:2], mask)

    def stroke(
        self,
        path: Outline,
        width: float,
        paint: RGB | Paint,
        *lights: Light,
        opacity: float = 1.0,
        soft: float = 0.0,
        clip: Outline | None = None,
        end: float | None = None,
    ) -> None:
        """A line along an open path, its width running from ``width`` to ``end``."""
        self.fill(ribbon(path, width, end), paint, *lights, opacity=opacity, soft=soft, clip=clip)

    def stitches(self, path: Outline, color: RGB, *, length: float = 11, gap: float = 17, width: float = 3.2) -> None:
        """A seam: short threads along the path, each lying in a dent of its own."""
        threads = []
        for (x, y), angle in along(path, gap):
            dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
            threads.append(ribbon([(x - dx, y - dy), (x + dx, y + dy)], width))
        if threads:
            dents = [[(x + 1.2, y + 2) for x, y in t] for t in threads]
            self.fill_all(dents, (20, 12, 8), opacity=0.45)
            self.fill_all(threads, color)


def blur(image: Image.Image, radius: float) -> Image.Image:
    """A Gaussian blur, worked out on a smaller copy when it is wide."""
    factor = max(1, min(16, int(radius / 3)))
    if factor == 1:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    return small.resize(image.size, Image.Resampling.BICUBIC, _cover(image.size, small.size, factor))


def _cover(size: tuple[int, int], small: tuple[int, int], factor: int) -> tuple[float, float, float, float]:
    return 0, 0, min(size[0] / factor, small[0]), min(size[1] / factor, small[1])


def shine(color: Image.Image, shades: Sequence[Image.Image]) -> Image.Image:
    """``color`` under the sum of the shades: 128 leaves it, darker multiplies, lighter screens."""
    if not shades:
        return color
    total = shades[0]
    for shade in shades[1:]:
        total = ImageChops.add(total, shade, 1, -128)
    return ImageChops.hard_light(color, Image.merge("RGB", (total.point(_WARM), total, total.point(_COOL))))


def new_stage(width: int, height: int, ground: RGB, *, units: float = UNITS[0]) -> Stage:
    """An empty stage ``units`` wide for a picture of ``width`` x ``height`` pixels."""
    image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), ground)
    scale = width * OVERSAMPLING / units
    return Stage(image, (scale, 0.0, 0.0, scale, 0.0, 0.0))
