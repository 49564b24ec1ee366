"""How a shape takes the one light of the studio, from the upper left.

Each maker returns a light: a function of a shape's mask and tile that gives a grey image, 128 where the colour stays
as it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from .stage import Light, Tile, blur

Field = Callable[[float, float], float]


def grey(brightness: float) -> int:
    """The shade for a brightness of 0 (black), 1 (the colour itself) or up to 2 (white)."""
    return max(0, min(255, round(brightness * 128)))


def slope(height: Image.Image, distance: float, gain: float) -> Image.Image:
    """The shade of a height map: light on what rises from the upper left, dark on what falls away."""
    width, tall = height.size
    step = max(1, round(distance))
    after = height.crop((step, step, width + step, tall + step))
    before = height.crop((-step, -step, width - step, tall - step))
    return ImageChops.subtract(after, before, 1 / gain, 128)


def volume(radius: float, gain: float = 0.4) -> Light:
    """A rounded body: the edge falls away over ``radius`` units."""

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        pixels = radius * tile.unit
        factor = max(1, min(12, int(pixels / 3)))
        room = int(pixels * 2.2) + factor
        wide = mask.crop((-room, -room, mask.width + room, mask.height + room))
        small = wide.reduce(factor).filter(ImageFilter.GaussianBlur(pixels / factor))
        shade = slope(small, pixels / factor * 0.7, gain)
        corner = room / factor
        return shade.resize(
            mask.size,
            Image.Resampling.BICUBIC,
            (
                corner,
                corner,
                min(shade.width, corner + mask.width / factor),
                min(shade.height, corner + mask.height / factor),
            ),
        )

    return light


def rim(radius: float, amount: float = 0.35) -> Light:
    """Darker towards every edge, as where light does not reach into a seam or under a curve."""

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        soft = blur(mask, max(radius * tile.unit, 0.5))
        return soft.point([round(128 - amount * max(0.0, 1 - v / 255 - 0.02) * 128) for v in range(256)])

    return light


def field(function: Field, *, cells: int = 48) -> Light:
    """Brightness (1 leaves the colour) as a function of the stage's units, worked out on a coarse grid."""

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        return sample(tile, function, cells=cells)

    return light


def sample(tile: Tile, function: Field, *, cells: int = 48) -> Image.Image:
    width, height = tile.size
    step = max(width, height) / cells
    across, down = max(2, round(width / step)), max(2, round(height / step))
    values = bytes(
        grey(function(*tile.units((i + 0.5) * width / across, (j + 0.5) * height / down)))
        for j in range(down)
        for i in range(across)
    )
    return Image.frombytes("L", (across, down), values).resize(tile.size, Image.Resampling.BICUBIC)


def falloff(x0: float, y0: float, x1: float, y1: float, first: float, last: float) -> Light:
    """Brightness running from ``first`` at one point to ``last`` at the other."""
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy or 1.0

    def value(x: float, y: float) -> float:
        t = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / square))
        return first + (last - first) * t

    return field(value, cells=24)


def noise(size: tuple[int, int], cell: float, seed: int) -> Image.Image:
    """Even random grey in spots of ``cell`` pixels, the same for the same seed."""
    across, down = max(2, int(size[0] / cell) + 1), max(2, int(size[1] / cell) + 1)
    spots = Image.frombytes("L", (across, down), random.Random(seed).randbytes(across * down))
    return spots.resize(size, Image.Resampling.BICUBIC) if cell > 1 else spots.crop((0, 0, *size))


def mottle(cell: float, amount: float, seed: int = 7) -> Light:
    """Uneven colour in spots of ``cell`` units: clay, paper, felt."""
    table = [round(128 + (v - 128) * amount) for v in range(256)]

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        return noise(mask.size, max(cell * tile.unit, 1.0), seed).point(table)

    return light


def grain(cell: float, gain: float, seed: int = 11) -> Light:
    """A pebbled surface in relief: leather, hammered metal, rough clay."""

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        pixels = max(cell * tile.unit, 2.0)
        height = noise(mask.size, pixels, seed)
        return slope(height, pixels / 3, gain)

    return light


def threads(cell: float, amount: float) -> Light:
    """A plain weave: fine rows of thread over and under each other."""

    def light(mask: Image.Image, tile: Tile) -> Image.Image:
        pixels = max(4, round(cell * tile.unit))
        knot = Image.new("L", (pixels * 2, pixels * 2), 128)
        values = []
        for y in range(pixels * 2):
            for x in range(pixels * 2):
                over = (x // pixels + y // pixels) % 2 == 0
                t = (y if over else x) % pixels / pixels
                values.append(round(128 + amount * 128 * (0.6 - 2.4 * (t - 0.45) ** 2 * 2 - (0 if over else 0.18))))
        knot.putdata(values)
        return repeat(knot, mask.size)

    return light


def repeat(pattern: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The pattern laid side by side until it covers ``size``, doubling each time."""
    sheet = Image.new(pattern.mode, size)
    sheet.paste(pattern, (0, 0))
    width, height = pattern.size
    while width < size[0]:
        sheet.paste(sheet.crop((0, 0, width, height)), (width, 0))
        width *= 2
    while height < size[1]:
        sheet.paste(sheet.crop((0, 0, size[0], height)), (0, height))
        height *= 2
    return sheet
