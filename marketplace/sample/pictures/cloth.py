"""Cloth: folds, hanging and folded pieces, fringes, and woven sheets to make them of."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from .color import RGB, darken, lighten, luminance, mix
from .geometry import Path, bezier, ribbon, rounded
from .ground import drop_shadow
from .lights import Field, field, threads, volume
from .look import Look
from .patterns import enlarged, tibeb
from .stage import Light, Paint, Stage
from .surface import bent

TRADITION: tuple[RGB, ...] = (
    (24, 104, 62),
    (222, 168, 40),
    (176, 40, 44),
    (34, 82, 140),
    (120, 44, 110),
    (196, 92, 34),
)


@dataclass(frozen=True)
class Folds:
    """Waves across a cloth, each as (height, wave number, phase, drift down the cloth)."""

    waves: Sequence[tuple[float, float, float, float]]

    def height(self, x: float, y: float) -> float:
        return sum(a * math.sin(k * x + p + q * y) for a, k, p, q in self.waves)

    def rise(self, x: float, y: float) -> float:
        return sum(a * k * math.cos(k * x + p + q * y) for a, k, p, q in self.waves)

    def brightness(self, gain: float, *, base: float = 1.0) -> Field:
        """Lit where a fold faces the left, dark where it turns away and in the valley."""

        def value(x: float, y: float) -> float:
            rise = self.rise(x, y)
            return base + gain * (rise * 0.55 if rise > 0 else rise * 0.95) + 0.002 * self.height(x, y)

        return value


def folds(rng: random.Random, width: float, count: float, *, depth: float = 10.0) -> Folds:
    """Irregular folds: about ``count`` of them over ``width`` units, ``depth`` units deep."""
    base = math.tau * count / width
    spec = ((1.0, 1.0), (0.5, 1.73), (0.28, 2.9))
    return Folds([(depth * a / f, base * f, rng.uniform(0, 6), rng.uniform(-0.0012, 0.0012) * f) for a, f in spec])


def woven_colors(look: Look) -> list[RGB]:
    """The border's yarns: the accent and two of the traditional colours beside it."""
    others = [c for c in TRADITION if abs(luminance(c) - luminance(look.accent)) > 0.06 and c != look.accent]
    second = look.rng.choice(others)
    third = look.rng.choice([c for c in others if c != second])
    return [look.accent, second, third]


def border(look: Look, ground: RGB, width: int, *, rows: int = 31, thread: int = 6) -> Image.Image:
    """A tibeb border ``width`` pixels wide."""
    sheet = tibeb(width // thread + 1, rows, ground, woven_colors(look), look.rng)
    return enlarged(sheet, thread).crop((0, 0, width, rows * thread))


def shawl_sheet(look: Look, size: tuple[int, int] = (900, 1300)) -> Image.Image:
    """Plain gauze with a wide border at the lower end and a narrow one above it."""
    cloth = Image.new("RGB", size, look.base)
    wide = border(look, look.base, size[0])
    bottom = size[1] - wide.height - 60
    cloth.paste(wide, (0, bottom))
    narrow = wide.crop((0, 0, size[0], max(18, wide.height // 6)))
    for y in (bottom - 56, bottom - 100):
        cloth.paste(narrow, (0, y))
    cloth.paste(narrow, (0, size[1] - 44))
    return cloth


def plaid_sheet(look: Look, size: tuple[int, int] = (900, 1300)) -> Image.Image:
    """Checks in the two colours and a thread of white, for scarves and blankets."""
    tones = [look.base, mix(look.base, look.accent, 0.5), look.accent, lighten(look.base, 0.75)]
    step = size[0] // 6
    warp = _check_line(size[0], step)
    cloth = Image.new("RGB", size, look.base)
    for x in range(0, size[0], 6):
        cloth.paste(tones[warp[x]], (x, 0, x + 6, size[1]))
    weft = Image.new("RGB", size, look.base)
    lines = _check_line(size[1], step)
    for y in range(0, size[1], 6):
        weft.paste(tones[lines[y]], (0, y, size[0], y + 6))
    return Image.blend(cloth, weft, 0.5)


def _check_line(length: int, step: int) -> list[int]:
    pattern = (0, 0, 0, 0, 2, 2, 0, 3, 0, 2, 2, 0)
    return [pattern[int(i % step * len(pattern) / step)] for i in range(length)]


def striped_sheet(look: Look, size: tuple[int, int] = (900, 1300)) -> Image.Image:
    """Woven stripes with a border at the lower end."""
    cloth = Image.new("RGB", size, look.base)
    tones = [look.accent, lighten(look.base, 0.6), darken(look.base, 0.3)]
    y = 40
    while y < size[1] - 40:
        high = look.rng.choice((10, 16, 34, 60))
        cloth.paste(look.rng.choice(tones), (0, y, size[0], y + high))
        y += high + look.rng.choice((26, 50, 90))
    wide = border(look, look.base, size[0], rows=27)
    cloth.paste(wide, (0, size[1] - wide.height - 70))
    return cloth


def weave_light(cell: float = 2.6, amount: float = 0.035) -> Light:
    return threads(cell, amount)


def hanging(
    stage: Stage,
    look: Look,
    sheet: Image.Image,
    box: tuple[float, float, float, float],
    *,
    count: float = 4.5,
    fringe: float = 70,
    dim: float = 1.0,
) -> None:
    """A cloth that hangs over a rail: ``box`` is left, top, width and height.

    It falls in soft folds and ends in a fringe.
    """
    x, y, width, height = box
    wave = folds(look.rng, width, count, depth=13)
    sway = Folds([(a * 0.8, k, p, q) for a, k, p, q in wave.waves])

    def edge(px: float) -> float:
        return y + height + sway.height(px, y + height)

    right = bezier(
        (x + width, y),
        (x + width - 8, y + height * 0.35),
        (x + width + 16, y + height * 0.7),
        (x + width + 6, edge(x + width)),
    )
    left = bezier((x - 6, edge(x)), (x - 14, y + height * 0.7), (x + 10, y + height * 0.35), (x, y))
    foot = [(x + width - width * i / 60, edge(x + width - width * i / 60)) for i in range(61)]
    outline = [*right, *foot, *left]
    drop_shadow(stage, outline, dx=26, dy=24, soft=26, strength=0.26)
    if fringe:
        _fringe(stage, look, foot, mix(look.base, darken(look.base, 0.4), 0.18), fringe)

    def place(px: float, py: float) -> tuple[float, float]:
        grow = min(1.0, (py - y) / height)
        return (px - x) / width + wave.height(px, py) / width * 0.9 * grow, (
            py - y - sway.height(px, py) * grow
        ) / height

    bright = wave.brightness(0.62)

    def lit(px: float, py: float) -> float:
        grow = 0.35 + 0.65 * min(1.0, max(0.0, (py - y) / height * 1.4))
        over = max(0.0, 1 - (py - y) / 40)
        return dim * (1 + (bright(px, py) - 1) * grow + 0.16 * over - 0.10 * (px - x) / width)

    stage.fill(outline, bent(sheet, place, cells=40), field(lit, cells=90), weave_light(), volume(6, 0.12))


def _fringe(stage: Stage, look: Look, foot: Path, color: RGB, length: float) -> None:
    """Knotted threads along the lower edge."""
    near: list[Path] = []
    far: list[Path] = []
    for i, (x, y) in enumerate(foot):
        for k in range(2):
            start = x + k * 4
            bend = look.rng.uniform(-7, 7)
            string = bezier(
                (start, y - 6),
                (start, y + length * 0.4),
                (start + bend, y + length * 0.7),
                (start + bend * 1.2, y + length * look.rng.uniform(0.85, 1)),
            )
            (near if (i + k) % 2 else far).append(ribbon(string[::4], 3.4, 2.2))
    stage.fill_all(far, darken(color, 0.3))
    stage.fill_all(near, lighten(color, 0.1))


def rail(stage: Stage, y: float, *, left: float = 110, right: float = 850) -> None:
    """A round wooden rail before the wall."""
    path = [(left, y), (right, y)]
    outline = ribbon(path, 26)
    drop_shadow(stage, outline, dx=22, dy=34, soft=14, strength=0.28)
    stage.fill(outline, (186, 142, 96), field(lambda px, py: 1.28 - abs((py - y + 5) / 13) ** 1.5 * 0.55, cells=60))


def flowing(
    stage: Stage,
    look: Look,
    sheet: Image.Image,
    *,
    turn: float = -24,
    zoom: float = 1.5,
    band: float = 0.8,
    depth: float = 26,
) -> None:
    """Cloth that fills the picture and lies in slanting folds, its border crossing the middle."""
    near = stage.at(480, 600, zoom, turn=turn)
    wave = folds(look.rng, 900, 3.2, depth=depth)
    cross = folds(look.rng, 1200, 1.6, depth=depth)

    def place(px: float, py: float) -> tuple[float, float]:
        return (px + wave.height(px, py)) / 960 * 0.9 + 0.05, band + (
            py - 600 + cross.height(py, px) * 0.5 + wave.height(px, py) * 0.5
        ) / 1300

    bright = wave.brightness(0.5)
    sag = cross.brightness(0.22)

    def lit(px: float, py: float) -> float:
        return bright(px, py) + sag(py, px) - 1.0

    corner = 1500
    sheet_edge = [
        (480 - corner, 600 - corner),
        (480 + corner, 600 - corner),
        (480 + corner, 600 + corner),
        (480 - corner, 600 + corner),
    ]
    near.fill(sheet_edge, bent(sheet, place, cells=46), field(lit, cells=90), weave_light(3.4, 0.05))


def folded(
    stage: Stage,
    look: Look,
    sheet: Image.Image,
    box: tuple[float, float, float, float],
    *,
    layers: int = 4,
    fringe: float = 60,
    turn: float = -7,
    crop: tuple[float, float] = (0.45, 1.0),
) -> None:
    """A folded piece seen from above: layers at the lower edge, the border across, soft creases.

    ``crop`` is the part of the sheet on top.
    """
    x, y, width, height = box
    stage = stage.at(480, 600, 1.0, turn=turn)
    part = sheet.crop((0, round(sheet.height * crop[0]), sheet.width, round(sheet.height * crop[1])))
    wave = folds(look.rng, width, 1.4, depth=10)
    for i in range(layers, -1, -1):
        dy, dx = i * 13.0, i * 5.0 * (-1) ** i * 0.6
        outline = _soft_sheet(x + dx, y + dy, width, height, look.rng)
        if i == layers:
            drop_shadow(stage, outline, dx=26, dy=34, soft=26, strength=0.40)
        if i == 0 and fringe:
            foot = [(x + 14 + (width - 28) * k / 60, y + height - 4) for k in range(61)]
            drop_shadow(
                stage,
                [*foot, (x + width, y + height + fringe), (x, y + height + fringe)],
                dx=8,
                dy=10,
                soft=10,
                strength=0.22,
            )
            _fringe(stage, look, foot, mix(look.base, darken(look.base, 0.4), 0.18), fringe)
        paint: Paint | RGB = _laid(part, x + dx, y + dy, width, height) if i == 0 else darken(look.base, 0.03 * i)
        lights: list[Light] = [volume(14, 0.5), weave_light()]
        if i == 0:
            lights.append(field(_pressed(wave, x, y, width, height), cells=50))
        stage.fill(outline, paint, *lights)


def _laid(part: Image.Image, x: float, y: float, width: float, height: float) -> Paint:
    def place(px: float, py: float) -> tuple[float, float]:
        return (px - x) / width, (py - y) / height + 0.006 * math.sin(px / 70)

    return bent(part, place, cells=24)


def _pressed(wave: Folds, x: float, y: float, width: float, height: float) -> Field:
    def value(px: float, py: float) -> float:
        return 1.04 + 0.12 * wave.rise(px, py) - 0.14 * (px - x) / width - 0.06 * (py - y) / height

    return value


def _soft_sheet(x: float, y: float, width: float, height: float, rng: random.Random) -> Path:
    """A folded edge is never quite straight."""
    phase, bend = rng.uniform(0, 6), rng.uniform(2, 4)
    return [
        (px + bend * math.sin(py / 110 + phase), py + bend * math.sin(px / 130 + phase))
        for px, py in _dense(rounded(x, y, width, height, 22))
    ]


def _dense(path: Path) -> Path:
    """The closed path with points added on its straight parts."""
    points: Path = []
    for (x0, y0), (x1, y1) in zip(path, [*path[1:], path[0]], strict=True):
        count = max(1, int(math.hypot(x1 - x0, y1 - y0) / 20))
        points += [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(count)]
    return points
