"""Bags, boxes and bars: coffee, tea, soap."""

from __future__ import annotations

import math

from .color import BRASS, PAPER, RGB, darken, lighten, mix
from .geometry import Point, ellipse, points, rectangle, rounded, smooth
from .ground import cast_shadow, drop_shadow
from .jars import spice_heap
from .labels import label_art
from .lights import falloff, field, mottle, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .patterns import tibeb
from .pottery import beans, small_cup
from .solids import Box, View, dim, slab
from .stage import Stage
from .surface import bent, laid


def coffee_bag(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _bag(close(stage, 470, 690, 2.1), look)
    elif look.view == FRONT:
        _bag(stage, look)
    else:
        _bag(stage.at(560, 560, 0.9, flip=True), look)
        spill = [(270 + look.rng.gauss(0, 62), 1000 + look.rng.gauss(0, 30)) for _ in range(26)]
        beans(stage, look, tuple(sorted(spill, key=lambda p: p[1])), 0.95)


def _bag(stage: Stage, look: Look) -> None:
    foil = look.base
    cast_shadow(stage, 490, 1030, 250)
    gusset = [(690, 250), (728, 262), (744, 420), (756, 980), (724, 1022)]
    stage.fill(smooth([gusset[0], *gusset, gusset[-1], (705, 640)], steps=6), dim(foil, 0.4), volume(16, 0.3))
    body = smooth(
        points(
            "262,236 262,236 690,236 690,236 696,420 722,700 728,1000 724,1024 724,1024 480,1042 "
            "244,1024 244,1024 236,1000 238,700 256,420"
        )
    )

    def crumple(x: float, y: float) -> float:
        pinch = max(0.0, 1 - (y - 330) / 300) if y > 330 else 0.4
        waves = 0.07 * math.sin(x / 26 + math.sin(y / 70) * 1.6) * pinch + 0.05 * math.sin(x / 60 - y / 90)
        across = (x - 480) / 240
        return 1.06 + waves - 0.16 * across - 0.28 * max(0.0, across - 0.55) - 0.12 * max(0.0, (y - 900) / 120)

    stage.fill(body, foil, field(crumple, cells=90), volume(46, 0.42), mottle(3, 0.04))
    stage.fill(
        smooth(points("290,400 290,400 316,640 304,960 286,960 276,640")), lighten(foil, 0.5), opacity=0.30, soft=14
    )
    _seal(stage, foil)
    art = label_art(look, (660, 840))

    def place(x: float, y: float) -> Point:
        return (x - 318) / 326, (y - 490) / 416 + 0.012 * math.sin(x / 60)

    label = rounded(318, 490, 326, 416, 10)
    drop_shadow(stage, label, dx=2, dy=3, soft=4, strength=0.3)
    stage.fill(label, bent(art, place, cells=20), field(lambda x, y: crumple(x, y) * 0.98, cells=60))
    stage.fill(ellipse(480, 432, 17, 17), dim(foil, 0.1), volume(5, 0.6))
    for dx, dy in ((-5, -3), (5, -3), (0, 5)):
        stage.fill(ellipse(480 + dx, 432 + dy, 2.2, 2.2, steps=10), darken(foil, 0.7))


def _seal(stage: Stage, foil: RGB) -> None:
    """The pressed upper edge and the tin tie under it."""
    stage.fill(
        rectangle(264, 238, 424, 52),
        lighten(foil, 0.06),
        field(lambda x, y: 1 + 0.13 * math.sin(y * 0.9) - 0.0004 * (x - 480), cells=110),
    )
    tie = rounded(246, 318, 462, 30, 8)
    drop_shadow(stage, tie, dx=3, dy=6, soft=5, strength=0.4)
    stage.fill(tie, mix(BRASS, foil, 0.2), volume(8, 0.6), falloff(246, 300, 708, 300, 1.2, 0.8))


def tea_box(stage: Stage, look: Look) -> None:
    view = View(-24 if look.view != 1 else 32, 14)
    if look.view == DETAIL:
        stage = close(stage, 460, 660, 2.1)
    spot = (560, 930) if look.view == 1 else (470, 1000)
    box = Box(spot, 330, 520, 210, view)
    _tea(stage, look, box)
    if look.view == 1:
        spice_heap(stage, look, 250, 1030, 130, color=(58, 52, 34))
        small_cup(stage.at(770, 1010, 0.42, about=(480, 860)), look, full=True)


def _tea(stage: Stage, look: Look, box: Box) -> None:
    w, h, d = box.width, box.height, box.depth
    box.ground_shadow(stage)
    sheet = tibeb(48, 23, look.base, [look.accent, lighten(look.base, 0.7), darken(look.base, 0.5)], look.rng)
    art = label_art(look, (600, 600))
    for face, wide, tone in (
        (box.side(stage), d, dim(look.base, 0.34 if box.view.yaw < 0 else 0.04)),
        (box.front(stage), w, look.base),
    ):
        face.fill(rectangle(0, 0, wide, h), tone, falloff(0, 0, wide, h, 1.08, 0.9), mottle(3, 0.04))
        lit = (
            falloff(0, 0, wide, 0, 1.0, 0.94)
            if wide == w
            else falloff(0, 0, 1, 0, 0.72 if box.view.yaw < 0 else 0.97, 0.7)
        )
        for y in (h * 0.08, h * 0.80):
            face.fill(
                rectangle(0, y, wide, h * 0.12),
                laid(sheet, 0, y, w, h * 0.12),
                lit,
            )
    front = box.front(stage)
    front.fill(
        rounded(w * 0.14, h * 0.28, w * 0.72, h * 0.44, 8),
        laid(art, w * 0.14, h * 0.28, w * 0.72, h * 0.44),
        falloff(0, 0, w, 0, 1.02, 0.95),
    )
    box.top(stage).fill(rectangle(0, 0, w, d), lighten(look.base, 0.16), falloff(0, 0, w, d, 1.12, 1.0))
    box.top(stage).fill(rectangle(w * 0.1, d * 0.1, w * 0.8, d * 0.8), lighten(look.base, 0.22), volume(4, 0.3))
    front.stroke([(0, 1), (w, 1)], 2.4, lighten(look.base, 0.45), opacity=0.8)
    front.stroke([(0, h * 0.24), (w, h * 0.24)], 2.4, darken(look.base, 0.5), opacity=0.7)


def soap(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 430, 640, 2.2)
    bar = mix(look.base, PAPER, 0.25)
    view = View(-26 if look.view != 1 else 24, 44)
    places = ((480, 760),) if look.view != 1 else ((470, 830), (500, 690))
    for n, (x, y) in enumerate(places):
        w, d = 430, 270
        origin = (
            x - view.right[0] * w / 2 - view.near[0] * d / 2,
            y - 90 - view.right[1] * w / 2 - view.near[1] * d / 2,
        )
        top = slab(
            stage,
            origin,
            view.right,
            view.near,
            (0, 92),
            rounded(0, 0, w, d, 46),
            dim(bar, 0.16),
            volume(30, 0.5),
            mottle(24, 0.06),
            soft=24,
        )
        top.fill(rounded(0, 0, w, d, 46), bar, volume(10, 0.35), mottle(22, 0.08), falloff(0, 0, w, d, 1.08, 0.98))
        if n == len(places) - 1:
            _soap_mark(top, look, bar, w, d)


def _soap_mark(top: Stage, look: Look, bar: RGB, w: float, d: float) -> None:
    """A pressed leaf and a paper band round the bar."""
    band = tibeb(
        24,
        41,
        lighten(mix(look.accent, PAPER, 0.85), 0.2),
        [look.accent, darken(look.accent, 0.4), look.base],
        look.rng,
    )
    top.fill(
        rectangle(w * 0.62, 0, w * 0.26, d),
        bent(band, lambda x, y: ((x - w * 0.62) / (w * 0.26), y / d), cells=32),
        falloff(0, 0, w, d, 1.05, 0.95),
    )
    for turn in (-50, -18, 14):
        leaf = top.at(w * 0.26, d * 0.62, 1.0, turn=turn - 30, about=(0, 0))
        shape = smooth(points("0,0 0,0 44,-20 96,0 96,0 44,20"))
        leaf.fill(shape, darken(bar, 0.12), volume(7, -0.5))
        leaf.stroke([(8, 0), (88, 0)], 2.5, lighten(bar, 0.3), opacity=0.6)


DRAWERS: dict[str, Drawer] = {"coffee_bag": coffee_bag, "tea_box": tea_box, "soap": soap}
