"""The cotton bag and the straw hat."""

from __future__ import annotations

import math

from .cloth import weave_light
from .color import PAPER, RGB, darken, lighten, mix
from .garments import cloth_lights
from .geometry import Point, bezier, ellipse, points, ribbon, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import falloff, volume
from .look import DETAIL, Drawer, Look, close
from .patterns import coil, enlarged, tibeb
from .stage import Stage
from .surface import bent, polar, turned


def tote_bag(stage: Stage, look: Look) -> None:
    """A cotton bag with long handles and a woven panel."""
    cloth: RGB = look.base
    if look.view == DETAIL:
        stage = close(stage, 540, 640, 2.3)
    elif look.view == 1:
        stage = stage.at(490, 600, 0.96, turn=6, flip=True)
    back = bezier((370, 470), (380, 120), (600, 120), (600, 470), steps=50)
    stage.stroke(back, 32, darken(cloth, 0.25), volume(8, 0.4), weave_light())
    cast_shadow(stage, 480, 1040, 280)
    body = smooth(
        points("230,460 230,460 480,468 730,460 730,460 744,760 752,1020 740,1042 480,1050 220,1042 208,1020 216,760")
    )
    drop_shadow(stage, body, dx=20, dy=10, soft=22, strength=0.24)
    lights = cloth_lights(look, count=2.6, width=520, gain=0.2, grow_from=440, grow=400)
    stage.fill(body, cloth, *lights)
    light = mix(look.accent, PAPER, 0.75)
    sheet = enlarged(tibeb(68, 41, cloth, [look.accent, light, darken(look.accent, 0.45)], look.rng), 8)
    panel = [(200, 610), (760, 610), (764, 880), (196, 880)]
    stage.fill(
        panel,
        bent(sheet, lambda px, py: ((px - 200) / 560, (py - 610 - 6 * math.sin(px / 90)) / 270), cells=24),
        *lights[:1],
        weave_light(),
        clip=body,
    )
    stage.stroke([(232, 496), (480, 504), (728, 496)], 2.4, darken(cloth, 0.4), opacity=0.7)
    front = bezier((350, 520), (350, 60), (610, 60), (610, 520), steps=60)
    drop_shadow(stage, ribbon(front, 32), dx=12, dy=14, soft=9, strength=0.24)
    stage.stroke(front, 34, lighten(cloth, 0.04), volume(9, 0.45), weave_light())
    for x in (350, 610):
        stage.stitches([(x - 11, 472), (x + 11, 516)], darken(look.accent, 0.1), length=8, gap=12, width=2.4)
        stage.stitches([(x + 11, 472), (x - 11, 516)], darken(look.accent, 0.1), length=8, gap=12, width=2.4)


def hat(stage: Stage, look: Look) -> None:
    """A brimmed hat plaited of straw with a woven band; turned: lying on its side of the brim."""
    straw = mix(look.base, (222, 190, 132), 0.35)
    if look.view == DETAIL:
        stage = close(stage, 560, 690, 2.2)
    elif look.view == 1:
        stage = stage.at(480, 610, 0.95, turn=-13, flip=True)
    shade(stage, ellipse(520, 815, 400, 110), 36, 0.4)
    shade(stage, ellipse(490, 800, 380, 100), 9, 0.4)
    plait = coil(
        110, 16, [straw, lighten(straw, 0.18), darken(straw, 0.15)], lambda c, r: (c + r) % 3, stitch=8, height=16
    )
    under = ellipse(480, 786, 396, 112)
    stage.fill(under, darken(straw, 0.4), volume(12, 0.3))
    ring = coil(
        300, 14, [straw, lighten(straw, 0.18), darken(straw, 0.15)], lambda c, r: (c + r) % 3, stitch=6, height=18
    )
    stage.fill(
        ellipse(480, 770, 398, 110),
        polar(ring, 480, 770, 398, 0.276),
        falloff(120, 700, 860, 860, 1.12, 0.86),
        volume(8, 0.35),
    )
    shade(stage, ellipse(530, 786, 250, 60), 16, 0.45)
    body = turned(
        stage, 480, [(188, 522), (206, 548), (216, 600), (224, 680), (232, 770)], plait, tilt=0.22, ambient=0.5
    )
    crown = ellipse(480, 522, 192, 46)
    stage.fill(crown, polar(ring, 480, 522, 192, 0.24), falloff(290, 480, 670, 560, 1.16, 0.9), volume(9, 0.3))
    stage.fill(
        smooth(points("400,516 480,506 560,514 580,528 480,536 390,530")), darken(straw, 0.45), soft=9, opacity=0.5
    )
    strip = enlarged(
        tibeb(70, 11, look.accent, [lighten(look.accent, 0.75), darken(look.accent, 0.5), look.base], look.rng), 8
    )
    band = [
        *((480 + r * s, y) for s, r, y in ((-1, 231, 762), (-1, 225, 690))),
        *ellipse(480, 690, 225, 225 * 0.22, start=180, end=0),
        (711, 762),
        *ellipse(480, 762, 231, 231 * 0.22, start=0, end=180),
    ]

    def place(px: float, py: float) -> Point:
        u = max(-1.0, min(1.0, (px - 480) / 230))
        return 0.5 + math.asin(u) / math.pi, (py - 690 - 50 * math.sqrt(1 - u * u)) / 72

    stage.fill(band, bent(strip, place, cells=50), body.light(ambient=0.5))


DRAWERS: dict[str, Drawer] = {"tote_bag": tote_bag, "hat": hat}
