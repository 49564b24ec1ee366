"""Shop marks: woven and geometric figures in two colours."""

from __future__ import annotations

import math
import random

from PIL import Image

from .color import PAPER, RGB, darken, lighten, luminance, mix, parse
from .geometry import ellipse, points, rounded, smooth
from .lights import falloff, volume
from .patterns import coil
from .stage import Stage, new_stage
from .studio import developed
from .surface import polar

UNITS = 400.0


def draw_logo(*, seed: int, color: str, accent: str, size: int = 400) -> Image.Image:
    """A shop's mark on a square of its colour; made to be shown in a circle as well."""
    base, second = parse(color), parse(accent)
    if luminance(base) > 0.62:
        base = darken(base, 0.45)
    stage = new_stage(size, size, base, units=UNITS)
    stage.fill(rounded(-4, -4, 408, 408, 1), base, falloff(0, 0, 400, 400, 1.08, 0.94))
    rng = random.Random(f"logo {seed} {color} {accent}")
    pale = lighten(mix(second, PAPER, 0.82), 0.3)
    bright = second if abs(luminance(second) - luminance(base)) > 0.14 else lighten(second, 0.55)
    rng.choice((_interlaced, _diamonds, _sun, _basket, _cross))(stage, base, bright, pale)
    return developed(stage.image)


def _interlaced(stage: Stage, base: RGB, bright: RGB, pale: RGB) -> None:
    """Three bands over and under three others."""
    own = stage.at(200, 200, 1.0, turn=45, about=(0, 0))
    edge = volume(4, 0.25)
    for i in (-1, 0, 1):
        own.fill(rounded(-122, i * 66 - 22, 244, 44, 9), pale, edge)
    for i in (-1, 0, 1):
        own.fill(rounded(i * 66 - 22, -122, 44, 244, 9), bright, edge)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            if (i + j) % 2 == 0:
                own.fill(rounded(i * 66 - 28, j * 66 - 28, 56, 56, 1), base)
                own.fill(rounded(i * 66 - 33, j * 66 - 22, 66, 44, 0.1), pale)


def _diamonds(stage: Stage, base: RGB, bright: RGB, pale: RGB) -> None:
    """Stepped diamonds inside each other, as threads would make them."""
    cell = 13.0
    for row in range(-10, 11):
        for column in range(-10, 11):
            ring = abs(row) + abs(column)
            if ring <= 10 and ring not in (3, 7):
                tone = (bright, pale)[(ring // 2) % 2]
                stage.fill(
                    rounded(200 + column * cell - cell / 2, 200 + row * cell - cell / 2, cell - 1.4, cell - 1.4, 2),
                    tone,
                )


def _sun(stage: Stage, base: RGB, bright: RGB, pale: RGB) -> None:
    """Petals around a disc."""
    for i in range(16):
        petal = stage.at(200, 200, 1.0, turn=i * 22.5, about=(0, 0))
        petal.fill(smooth(points("66,0 66,0 96,-15 138,0 138,0 96,15")), (pale, bright)[i % 2], volume(4, 0.25))
    stage.fill(ellipse(200, 200, 54, 54), bright, volume(6, 0.25))
    stage.fill(ellipse(200, 200, 34, 34), base)
    stage.fill(ellipse(200, 200, 17, 17), pale)


def _basket(stage: Stage, base: RGB, bright: RGB, pale: RGB) -> None:
    """A coiled plate with a star."""
    tones = [pale, bright, base]
    sheet = coil(
        96,
        9,
        tones,
        lambda x, y: (1, 1, 0, 2, 1, 1, 0, 2, 1, 1, 0, 0, 1)[int(y + abs((x % 12) / 6 - 1) * 3.4)],
        stitch=12,
        height=26,
    )
    stage.fill(ellipse(200, 200, 142, 142), polar(sheet, 200, 200, 142, 1.0), volume(7, 0.35))


def _cross(stage: Stage, base: RGB, bright: RGB, pale: RGB) -> None:
    """Four leaves and four points round a knot."""
    for i in range(8):
        arm = stage.at(200, 200, 1.0, turn=i * 45, about=(0, 0))
        if i % 2 == 0:
            arm.fill(smooth(points("20,0 20,0 72,-42 132,0 132,0 72,42")), pale, volume(5, 0.25))
            arm.fill(smooth(points("48,0 48,0 76,-18 106,0 106,0 76,18")), base)
        else:
            arm.fill([(52, 0), (84, -17), (128, 0), (84, 17)], bright, volume(4, 0.25))
    stage.fill([(200 + 30 * math.cos(i * math.pi / 2), 200 + 30 * math.sin(i * math.pi / 2)) for i in range(4)], bright)
    stage.fill(ellipse(200, 200, 8, 8), base)
