"""Sandals from above."""

from __future__ import annotations

import math

from .color import PAPER, THREAD, darken, mix
from .geometry import Path, Point, bezier, offset, points, ribbon, smooth
from .ground import drop_shadow
from .leather import buckle
from .lights import field, grain, mottle, rim, volume
from .look import DETAIL, Drawer, Look
from .patterns import enlarged, tibeb
from .stage import Stage
from .surface import bent


def sandals(stage: Stage, look: Look) -> None:
    """A pair from above."""
    if look.view == DETAIL:
        _sandal(stage.at(430, 560, 2.0, turn=12, about=(480, 560)), look)
        return
    state = look.rng.getstate()
    spread = (
        ((330, 600, -7, True), (640, 600, 7, False))
        if look.view == 0
        else ((640, 560, 38, False), (370, 680, -14, True))
    )
    for x, y, turn, flip in spread:
        look.rng.setstate(state)
        _sandal(stage.at(x, y, 0.98, turn=turn, flip=flip), look)


def _sandal(stage: Stage, look: Look) -> None:
    skin = look.base
    sole = smooth(
        points(
            "470,216 550,236 604,316 606,430 572,560 556,680 572,800 574,900 530,974 472,984 "
            "410,960 384,880 396,760 400,640 372,500 356,380 386,270"
        )
    )
    drop_shadow(stage, [(x + 8, y + 12) for x, y in sole], dx=24, dy=30, soft=20, strength=0.46)
    stage.fill([(x + 8, y + 12) for x, y in sole], (70, 46, 32), volume(9, 0.4))
    bed = mix(skin, (206, 160, 108), 0.45)
    stage.fill(
        sole,
        bed,
        volume(16, 0.4),
        grain(4.5, 0.07),
        mottle(60, 0.14, 9),
        rim(14, 0.3),
        field(
            lambda x, y: (
                1.02
                - 0.10 * math.exp(-(((x - 480) / 70) ** 2) - ((y - 880) / 80) ** 2)
                - 0.08 * math.exp(-(((x - 480) / 90) ** 2) - ((y - 360) / 110) ** 2)
            ),
            cells=40,
        ),
    )
    inset = [(480 + (x - 480) * 0.90, 600 + (y - 600) * 0.955) for x, y in sole]
    stage.stitches([*inset, inset[0]], THREAD, length=9, gap=14, width=2.6)
    style = look.rng.randrange(2)
    straps: list[tuple[list[Point], float]] = [
        ([(352, 470), (420, 390), (530, 386), (612, 440)], 92),
        ([(384, 640), (440, 566), (520, 566), (574, 620)], 70)
        if style
        else ([(350, 340), (450, 420), (540, 500), (584, 560)], 64),
        ([(384, 850), (430, 774), (530, 774), (576, 850)], 50),
    ]
    for n, (curve, width) in enumerate(straps):
        _strap(stage, look, bezier(*curve), width, band=n == 0)
    buckle_at = bezier(*straps[2][0])[18]
    buckle(stage, *buckle_at, 46, 62, turn=34)


def _strap(stage: Stage, look: Look, path: Path, width: float, *, band: bool) -> None:
    skin = look.base
    outline = ribbon(path, width)
    drop_shadow(stage, outline, dx=10, dy=20, soft=12, strength=0.5)
    stage.fill(
        outline,
        skin,
        volume(width * 0.24, 0.5),
        grain(4.5, 0.08),
        rim(6, 0.35),
        field(lambda x, y: 1.16 - 0.0022 * abs(x - 450), cells=30),
    )
    if band:
        sheet = enlarged(
            tibeb(44, 15, skin, [look.accent, mix(look.accent, PAPER, 0.7), darken(skin, 0.5)], look.rng), 8
        )
        x0, y0 = path[0]
        x1 = path[-1][0]
        inner = ribbon(path, width * 0.56)
        middle = {round(x): y for x, y in path}
        known = sorted(middle)

        def place(x: float, y: float) -> Point:
            near = min(known, key=lambda k: abs(k - x))
            return (x - x0) / (x1 - x0), (y - middle[near]) / (width * 0.62) + 0.5

        stage.fill(inner, bent(sheet, place, cells=24), volume(5, 0.35))
    for side in (-1, 1):
        stage.stitches(offset(path, side * width * 0.40), THREAD, length=7, gap=11, width=2.2)


DRAWERS: dict[str, Drawer] = {"sandals": sandals}
