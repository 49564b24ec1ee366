"""What is worn: the tools of hanging cotton, and the dress."""

from __future__ import annotations

import math

from PIL import Image

from .cloth import folds, weave_light
from .color import WOOD, darken, lighten, mix
from .geometry import Path, Point, bezier, ellipse, points, smooth
from .ground import drop_shadow
from .lights import Light, field, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .patterns import enlarged, tibeb
from .stage import Paint, Stage
from .surface import bent

AXIS = 480.0


def mirrored(half: list[Point]) -> Path:
    """The right half of an outline (from the top to the bottom of the axis) with its mirror image."""
    return half + [(2 * AXIS - x, y) for x, y in reversed(half)]


def cloth_lights(
    look: Look, *, gain: float = 0.34, count: float = 5, width: float = 500, grow_from: float = 250, grow: float = 700
) -> list[Light]:
    """Folds that deepen downwards, a round body and the weave."""
    wave = folds(look.rng, width, count, depth=11)
    bright = wave.brightness(gain)

    def lit(x: float, y: float) -> float:
        share = 0.25 + 0.75 * min(1.0, max(0.0, (y - grow_from) / grow))
        return 1.02 + (bright(x, y) - 1) * share - 0.00022 * (x - 380)

    return [field(lit, cells=80), volume(34, 0.24), rim(12, 0.25), weave_light()]


def hanger(stage: Stage, y: float, half: float) -> None:
    hook = [*ellipse(AXIS, y - 78, 24, 26, start=-200, end=70, steps=24), (AXIS, y - 30), (AXIS, y)]
    stage.stroke(hook, 6, (150, 150, 152), volume(2.5, 0.8))
    bar = bezier((AXIS - half, y + 74), (AXIS - half * 0.6, y + 8), (AXIS - half * 0.2, y - 4), (AXIS, y - 4))
    bar += [(2 * AXIS - px, py) for px, py in reversed(bar)]
    stage.stroke(bar, 24, WOOD, volume(9, 0.7))


def dress(stage: Stage, look: Look) -> None:
    """A long cotton dress with woven borders down the front, at the hem and at the cuffs."""
    if look.view == DETAIL:
        _dress(close(stage, 500, 420, 2.5), look, back=False)
        return
    if look.view == FRONT:
        _dress(stage, look, back=False)
    else:
        _dress(stage.at(480, 600, 0.98, flip=True), look, back=True)


def _dress(stage: Stage, look: Look, *, back: bool) -> None:
    flare = look.between(290, 340)
    hanger(stage, 166, 120)
    sleeve = smooth(
        points("600,212 600,212 668,240 722,330 786,520 790,545 790,545 716,590 716,590 676,500 622,380 590,300")
    )
    left = [(2 * AXIS - x, y) for x, y in sleeve]
    strip = tibeb(
        60,
        15,
        look.base,
        [look.accent, darken(look.accent, 0.4), lighten(mix(look.accent, (240, 190, 60), 0.6), 0.1)],
        look.rng,
    )
    band = enlarged(strip, 8)
    for piece, side in ((left, -1), (sleeve, 1)):
        drop_shadow(stage, piece, dx=22, dy=26, soft=24, strength=0.24)
        stage.fill(
            piece, look.base, volume(22, 0.34), *cloth_lights(look, count=4, width=200, gain=0.2)[:1], weave_light()
        )
        cuff = [(AXIS + side * (x - AXIS), y) for x, y in ((750, 486), (812, 530), (724, 604), (676, 536))]
        stage.fill(cuff, _strip(band, cuff[3], cuff[0], 56), volume(8, 0.3), clip=piece)
    waist = 150 + look.between(-6, 10)
    neck = (52, 232) if back else (62, 290)
    half = [
        *bezier((AXIS, neck[1]), (AXIS + 34, neck[1]), (AXIS + neck[0], 250), (AXIS + neck[0] + 6, 184)),
        (560, 190),
        (604, 212),
        *bezier((604, 212), (616, 330), (606, 380), (AXIS + waist, 500)),
        *bezier((AXIS + waist, 500), (AXIS + waist + 30, 640), (AXIS + flare - 50, 860), (AXIS + flare, 1060)),
        *bezier((AXIS + flare, 1060), (AXIS + flare * 0.7, 1092), (AXIS + flare * 0.3, 1100), (AXIS, 1100)),
    ]
    body = mirrored(half)
    drop_shadow(stage, body, dx=26, dy=20, soft=30, strength=0.30)
    if not back:
        stage.fill(ellipse(AXIS, 196, 66, 30), darken(look.base, 0.28))
    lights = cloth_lights(look, count=6.5, width=560, grow_from=420, grow=500)
    stage.fill(body, look.base, *lights)
    _dress_borders(stage, look, body, band, lights, flare, neck[1], back=back)
    stage.stroke(
        [(AXIS - waist + 2, 500), (AXIS, 512), (AXIS + waist - 2, 500)],
        26,
        _across(band, AXIS - waist, AXIS + waist, 488, 30),
        volume(6, 0.3),
    )


def _dress_borders(
    stage: Stage,
    look: Look,
    body: Path,
    band: Image.Image,
    lights: list[Light],
    flare: float,
    neck: float,
    *,
    back: bool,
) -> None:
    def hem(x: float) -> float:
        return 1100 - 40 * ((x - AXIS) / flare) ** 2

    def place(px: float, py: float) -> Point:
        return (px - AXIS + flare) / (2 * flare), (py - hem(px) + 118) / 92

    edge = [(AXIS - flare - 10 + i * (2 * flare + 20) / 40, 0.0) for i in range(41)]
    outline = [(x, hem(x) - 118) for x, _ in edge] + [(x, hem(x) - 26) for x, _ in reversed(edge)]
    long = Image.new("RGB", (band.width * 2, band.height))
    long.paste(band, (0, 0))
    long.paste(band, (band.width, 0))
    stage.fill(outline, bent(long, place, cells=30), *lights[:1], clip=body)
    if not back:
        panel = [(AXIS - 40, neck - 8), (AXIS + 40, neck - 8), (AXIS + 58, 984), (AXIS - 58, 984)]
        upright = long.rotate(90, expand=True)
        stage.fill(
            panel,
            bent(upright, lambda px, py: (0.5 + (px - AXIS) / (80 + (py - neck) * 0.05), (py - neck) / 720), cells=20),
            *lights[:1],
            clip=body,
        )
        collar = bezier((AXIS - 66, 186), (AXIS - 60, 270), (AXIS - 30, neck + 4), (AXIS, neck + 4))
        collar += [(2 * AXIS - x, y) for x, y in reversed(collar)]
        stage.stroke(collar, 26, _across(band, AXIS - 80, AXIS + 80, 180, 120), volume(5, 0.35), clip=body)


def _strip(band: Image.Image, start: Point, end: Point, width: float) -> Paint:
    """The band laid from one point to the other, ``width`` units across."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0

    def place(px: float, py: float) -> Point:
        along_it = ((px - start[0]) * dx + (py - start[1]) * dy) / length
        across = ((py - start[1]) * dx - (px - start[0]) * dy) / length
        return along_it / (band.width / band.height * width) % 1.0, abs(across) / width

    return bent(band, place, cells=16)


def _across(band: Image.Image, left: float, right: float, top: float, height: float) -> Paint:
    return bent(band, lambda px, py: ((px - left) / (right - left), (py - top) / height), cells=24)


DRAWERS: dict[str, Drawer] = {"dress": dress}
