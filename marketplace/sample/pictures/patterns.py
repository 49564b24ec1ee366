"""Flat pictures of what is woven, coiled and painted, to be laid over bodies and cloth."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops

from .color import RGB, darken
from .lights import repeat

Motif = Callable[[int, int], int]


def tibeb(columns: int, rows: int, ground: RGB, colors: Sequence[RGB], rng: random.Random) -> Image.Image:
    """A woven border, one pixel a thread: diamonds between stripes, as on Ethiopian cotton."""
    motif = _motif(rows, rng)
    palette = [ground, *colors]
    sheet = Image.new("RGB", (columns, rows), ground)
    sheet.putdata([palette[motif(x, y) % len(palette)] for y in range(rows) for x in range(columns)])
    return sheet


def _motif(rows: int, rng: random.Random) -> Motif:
    """Number of the colour at a thread; 0 is the ground."""
    edge = max(2, rows // 7)
    period = rng.choice((12, 14, 16, 18))
    kind = rng.randrange(4)
    middle = (rows - 1) / 2
    inner = middle - edge

    def colour(x: int, y: int) -> int:
        from_edge = min(y, rows - 1 - y)
        if from_edge < edge:
            return (1, 2, 1, 0, 3)[from_edge % 5] if edge > 2 else (1, 2)[from_edge]
        across = abs(x % period - period // 2)
        up = abs(y - middle)
        reach = across + up * period / 2 / max(inner, 1) * 1.0
        if kind == 0:
            return (3, 2, 1, 1, 0)[min(4, int(reach / period * 9))]
        if kind == 1:
            return (2, 0, 1, 3, 1, 0)[int(reach / period * 9) % 6]
        if kind == 2:
            return (
                1 if abs(reach - period / 2) < 1.2 else (2 if reach < period / 4 else (3 if int(reach) % 4 == 0 else 0))
            )
        step = (x // 2 + int(up)) % (period // 2)
        return (1, 1, 2, 0, 3, 0, 0, 1, 0)[step % 9]

    return colour


def enlarged(sheet: Image.Image, factor: int) -> Image.Image:
    """Each thread ``factor`` pixels wide, with the thread's own light and dark."""
    big = sheet.resize((sheet.width * factor, sheet.height * factor), Image.Resampling.NEAREST)
    thread = Image.new("L", (factor, factor))
    thread.putdata(
        [
            round(128 + 26 * (1 - abs(2 * (x + 0.5) / factor - 1)) * (1 - abs(2 * (y + 0.5) / factor - 1)) * 2 - 18)
            for y in range(factor)
            for x in range(factor)
        ]
    )
    grey = repeat(thread, big.size)
    return ImageChops.hard_light(big, Image.merge("RGB", (grey, grey, grey)))


def coil(
    columns: int, rows: int, palette: Sequence[RGB], motif: Motif, *, stitch: int = 10, height: int = 16
) -> Image.Image:
    """A coiled basket unrolled: ``rows`` coils of grass, each wrapped in ``columns`` slanting stitches."""
    cells = Image.new("RGB", (columns, rows))
    cells.putdata([palette[motif(x, y) % len(palette)] for y in range(rows) for x in range(columns)])
    big = cells.resize((columns * stitch, rows * height), Image.Resampling.NEAREST)
    bump = Image.new("L", (stitch, height))
    bump.putdata([_stitch_shade(x / stitch, y / height) for y in range(height) for x in range(stitch)])
    grey = repeat(bump, big.size)
    return ImageChops.hard_light(big, Image.merge("RGB", (grey, grey, grey)))


def _stitch_shade(x: float, y: float) -> int:
    roll = 1 - (2 * (y - 0.42)) ** 2 * 1.5
    slant = abs(((x + y * 0.7) % 1.0) - 0.5) * 2
    return max(20, min(255, round(96 + 44 * roll - 30 * max(0.0, slant - 0.62) / 0.38)))


def basket_motif(rng: random.Random, columns: int, rows: int) -> Motif:
    """Which colour of the palette a stitch has: zigzags, diamonds, steps or rays; 0 is the straw."""
    period = columns // rng.choice((4, 5, 6)) or 8
    kind = rng.randrange(4)
    start = rng.randrange(3)

    def zigzag(x: int, y: int) -> int:
        wave = abs((x % period) / period * 2 - 1) * 5
        band = (y + wave + start) % 11
        return (1, 1, 2, 0, 0, 0, 0, 0, 3, 0, 0)[int(band)]

    def diamonds(x: int, y: int) -> int:
        across = abs((x + (period // 2 if (y // 9) % 2 else 0)) % period - period / 2) / period * 10
        reach = across + abs(y % 9 - 4)
        return 1 if reach < 2.2 else (2 if reach < 3.4 else (3 if 4.4 < reach < 5.0 else 0))

    def steps(x: int, y: int) -> int:
        if y % 12 in (0, 11):
            return 2
        return 1 if (x * 12 // period + y) % 12 < 4 else (3 if (x * 12 // period - y) % 12 == 6 else 0)

    def bands(x: int, y: int) -> int:
        if y % 8 < 2:
            return 1
        return 2 if y % 8 == 4 and x % 6 < 3 else (3 if y % 8 == 6 else 0)

    return (zigzag, diamonds, steps, bands)[kind]


def straw_palette(base: RGB, accent: RGB) -> list[RGB]:
    """Natural straw and three dyed colours."""
    return [(214, 180, 120), base, accent, darken(base, 0.45)]


def border_colors(base: RGB, accent: RGB) -> list[RGB]:
    return [base, accent, darken(base, 0.4)]


def painted_band(size: tuple[int, int], ground: RGB, sheet: Image.Image, top: float, height: float) -> Image.Image:
    """A wall of ``ground`` with a band of ``sheet`` from ``top``, both as shares of the height; for pots and cups."""
    wall = Image.new("RGB", size, ground)
    band_height = max(1, round(size[1] * height))
    factor = max(1, band_height // sheet.height)
    band = sheet.resize((sheet.width * factor, sheet.height * factor), Image.Resampling.NEAREST)
    band = repeat(band, (size[0], band.height))
    wall.paste(band, (0, round(size[1] * top)))
    return wall
