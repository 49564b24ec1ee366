"""Laced boots from the side."""

from __future__ import annotations

import math

from .color import THREAD, darken, mix
from .geometry import bezier, offset, points, smooth
from .lights import field, mottle, volume
from .look import DETAIL, Drawer, Look, close
from .shoes import GROUND, gleam, laces, on_ground, polished
from .stage import Stage


def boots(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _boot(close(stage, 500, 640, 2.0), look)
        return
    state = look.rng.getstate()
    if look.view == 0:
        _boot(stage.at(580, 560, 0.90), look)
        look.rng.setstate(state)
        _boot(stage.at(440, 650, 1.0), look)
    else:
        _boot(stage.at(540, 560, 0.86, flip=True), look)
        look.rng.setstate(state)
        _boot(stage.at(430, 700, 0.95), look)


def _boot(stage: Stage, look: Look) -> None:
    skin = look.base
    on_ground(stage, 160, 850)
    tread = smooth(
        [
            (158, 826),
            (158, 826),
            (340, 832),
            (520, 838),
            (720, 840),
            (850, 820),
            (866, 834),
            (846, 866),
            (780, GROUND),
            (780, GROUND),
            (480, GROUND),
            (430, 862),
            (350, 858),
            (346, GROUND),
            (346, GROUND),
            (164, GROUND),
            (164, GROUND),
        ],
        steps=6,
    )
    stage.fill(
        tread,
        (58, 46, 40),
        volume(9, 0.45),
        field(lambda x, y: 1 - 0.35 * (y > 856) * (math.sin(x / 5) > 0.2), cells=150),
    )
    stage.fill(
        smooth(
            points("156,812 156,812 340,820 520,826 720,828 852,806 860,826 720,846 500,844 300,840 156,834 156,834"),
            steps=6,
        ),
        (164, 116, 70),
        volume(6, 0.5),
    )
    upper = smooth(
        points(
            "164,818 160,700 186,560 178,400 172,318 172,318 270,300 420,316 420,316 432,420 "
            "462,530 520,630 640,680 780,716 846,772 852,812 852,812 720,830 500,826 320,820"
        )
    )
    stage.fill(smooth(points("172,324 190,290 300,280 410,292 422,324 300,340")), darken(skin, 0.6), volume(8, 0.3))
    stage.fill(upper, skin, *polished(body=60, pebble=0.08))
    gleam(stage, bezier((540, 660), (640, 690), (740, 720), (812, 768)), 30, upper, 0.28)
    gleam(stage, bezier((206, 350), (214, 460), (206, 560), (190, 680)), 28, upper, 0.2)
    _boot_trim(stage, look)


def _boot_trim(stage: Stage, look: Look) -> None:
    """Seams, padded collar, laces and the pull at the heel."""
    skin = look.base
    thread = mix(skin, THREAD, 0.7)
    facing = smooth([(330, 312), (340, 430), (372, 560), (470, 690), (560, 720)], closed=False)
    stage.stroke(facing, 4, darken(skin, 0.55))
    for inset in (9, 18):
        stage.stitches(offset(facing, -inset), thread, length=7, gap=11, width=2.2)
    for seam in (
        bezier((700, 692), (660, 740), (664, 790), (680, 830)),
        bezier((178, 560), (260, 600), (320, 680), (330, 822)),
    ):
        stage.stroke(seam, 4, darken(skin, 0.5))
        stage.stitches(offset(seam, 9), thread, length=7, gap=11, width=2.2)
    collar = smooth(points("170,316 172,362 290,376 428,366 422,314 290,298"))
    stage.fill(collar, mix(skin, look.accent, 0.55), volume(18, 0.5), mottle(8, 0.1))
    rows = (
        ((352, 392), (428, 374)),
        ((356, 446), (438, 428)),
        ((366, 502), (454, 484)),
        ((384, 558), (476, 540)),
        ((412, 612), (508, 594)),
        ((454, 660), (556, 634)),
    )
    laces(stage, rows, mix(look.accent, (60, 40, 24), 0.35), width=14)
    pull = bezier((176, 340), (120, 300), (130, 250), (190, 300))
    stage.stroke(pull, 16, mix(skin, look.accent, 0.5), volume(5, 0.6))
    stage.stitches(
        smooth([(166, 828), (340, 834), (520, 838), (720, 840), (840, 824)], closed=False),
        THREAD,
        length=9,
        gap=13,
        width=2.8,
    )


DRAWERS: dict[str, Drawer] = {"boots": boots}
