"""For the house: the lamp, and a wooden toy."""

from __future__ import annotations

import math

from PIL import Image

from .color import BRASS, PAPER, RGB, WOOD, darken, lighten, mix
from .geometry import bezier, ellipse, points, rounded, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import Light, falloff, field, grain, mottle, rim, threads, volume
from .look import DETAIL, Drawer, Look, close
from .paper import closed_book
from .patterns import tibeb
from .stage import Stage
from .surface import turned


def lamp(stage: Stage, look: Look) -> None:
    """A table lamp: a turned foot and a lit shade with a woven border."""
    if look.view == DETAIL:
        stage = close(stage, 430, 520, 2.1)
    elif look.view == 1:
        closed_book(stage.at(700, 1010, 0.5, about=(480, 800)), look)
        stage = stage.at(390, 600, 1.0)
    _glow(stage)
    cast_shadow(stage, 480, 1020, 170)
    foot = look.base
    profile = points("22,620 26,640 34,660 86,710 128,790 132,850 104,930 72,980 96,1000 150,1006 156,1020")
    turned(stage, 480, profile, _foot_art(look, foot), mottle(22, 0.07), gloss=0.6, sharp=30, tilt=0.14)
    turned(stage, 480, [(16, 560), (17, 600), (26, 628)], BRASS, gloss=0.8, tilt=0.2)
    _shade(stage, look)


def _foot_art(look: Look, foot: RGB) -> Image.Image:
    wall = Image.new("RGB", (800, 400), foot)
    sheet = tibeb(100, 11, foot, [look.accent, lighten(foot, 0.5), darken(foot, 0.4)], look.rng).resize(
        (800, 52), Image.Resampling.NEAREST
    )
    wall.paste(sheet, (0, 150))
    return wall


def _glow(stage: Stage) -> None:
    stage.fill(ellipse(480, 470, 470, 420), (255, 232, 176), opacity=0.42, soft=110)
    stage.fill(ellipse(480, 1010, 330, 60), (255, 228, 168), opacity=0.40, soft=50)


def _shade(stage: Stage, look: Look) -> None:
    linen = mix(look.accent, (252, 236, 200), 0.86)
    wall = Image.new("RGB", (1000, 420), linen)
    sheet = tibeb(100, 9, linen, [look.base, look.accent, darken(look.base, 0.3)], look.rng).resize(
        (1000, 54), Image.Resampling.NEAREST
    )
    wall.paste(sheet, (0, 350))
    wall.paste(sheet.resize((1000, 24), Image.Resampling.NEAREST), (0, 14))
    warm = field(lambda x, y: 0.98 + 0.42 * max(0.0, 1 - ((x - 480) / 210) ** 2 - ((y - 500) / 190) ** 2), cells=40)
    body = turned(
        stage,
        480,
        [(168, 290), (190, 340), (230, 440), (284, 590)],
        wall,
        warm,
        threads(3.4, 0.05),
        tilt=0.12,
        ambient=0.72,
        shadow=0.7,
    )
    stage.fill(
        ellipse(480, body.top, 168, 24), (255, 246, 214), volume(6, -0.2), falloff(312, 280, 648, 300, 0.86, 1.1)
    )
    stage.fill(ellipse(480, body.top + 2, 152, 18), (255, 238, 190), cut=[])


def painted(color: RGB) -> list[Light]:
    return [volume(24, 0.42), grain(9, 0.03), rim(7, 0.3)]


def toy(stage: Stage, look: Look) -> None:
    """A wooden bus on wheels."""
    if look.view == DETAIL:
        _bus(close(stage, 640, 800, 2.2), look)
    elif look.view == 1:
        _blocks(stage, look)
        _bus(stage.at(520, 560, 0.86, flip=True), look)
    else:
        _bus(stage, look)


def _bus(stage: Stage, look: Look) -> None:
    shade(stage, ellipse(510, 902, 390, 46), 30, 0.36)
    body = smooth(
        points("150,842 150,842 144,620 160,560 220,540 700,540 752,560 790,680 836,706 852,770 848,842 848,842"),
        steps=8,
    )
    stage.fill([(x + 14, y - 14) for x, y in body], darken(look.base, 0.3), volume(10, 0.4))
    stage.fill(body, look.base, *painted(look.base), field(lambda x, y: 1.05 - 0.0002 * (x - 300), cells=10))
    band = [(140, 718), (850, 718), (860, 762), (140, 762)]
    stage.fill(band, lighten(mix(look.accent, PAPER, 0.1), 0.05), volume(6, 0.2), clip=body)
    for i, x in enumerate((196, 330, 464, 598)):
        window = rounded(x, 586, 108, 104, 20)
        stage.fill(window, darken(look.base, 0.5), volume(7, -0.6))
        stage.fill(rounded(x + 7, 593, 96, 92, 15), (206, 226, 230), falloff(x, 590, x + 108, 690, 1.2, 0.85))
        stage.fill(ellipse(x + 54, 652, 22, 24), WOOD if i != 3 else lighten(WOOD, 0.2), volume(9, 0.6), grain(8, 0.04))
        stage.fill(
            rounded(x + 30, 668, 48, 18, 8),
            (look.accent, mix(look.base, (40, 80, 150), 0.7), (222, 168, 40), (30, 110, 80))[i],
            volume(6, 0.4),
        )
    stage.fill(ellipse(832, 762, 16, 22), (250, 226, 150), volume(7, 0.5))
    rack = bezier((200, 540), (260, 470), (560, 470), (620, 540))
    for dx, color in ((0, (186, 120, 60)), (120, look.accent), (250, (60, 110, 90))):
        piece = rounded(216 + dx, 474 + (dx % 100) * 0.1, 112, 66, 12)
        stage.fill(piece, color, *painted(color))
    stage.stroke(rack[-1:] + [(640, 540), (200, 540)], 12, WOOD, volume(4, 0.6))
    for x in (290, 700):
        _wheel(stage, look, x, 842)


def _wheel(stage: Stage, look: Look, x: float, y: float) -> None:
    stage.fill(ellipse(x + 8, y - 6, 82, 82), (40, 30, 26), volume(16, 0.4))
    stage.fill(ellipse(x, y, 80, 80), WOOD, volume(14, 0.6), mottle(16, 0.1))
    for radius in (62, 44, 28):
        stage.stroke(ellipse(x - 1, y, radius, radius), 2.4, darken(WOOD, 0.3), opacity=0.6)
    stage.fill(ellipse(x, y, 24, 24), look.accent, volume(8, 0.6))
    stage.fill(ellipse(x - 7, y - 8, 6, 5, steps=18), PAPER, opacity=0.7, soft=2)


def _blocks(stage: Stage, look: Look) -> None:
    """Two wooden blocks and a ball beside the bus."""
    for x, y, color in ((230, 900, look.accent), (330, 940, mix(look.base, PAPER, 0.4))):
        block = rounded(x, y, 110, 110, 12)
        drop_shadow(stage, block, dx=20, dy=14, soft=14, strength=0.35)
        stage.fill(
            [(x + 12, y), (x + 26, y - 20), (x + 132, y - 20), (x + 132, y + 92), (x + 110, y + 104)],
            darken(color, 0.22),
            volume(5, 0.4),
        )
        stage.fill(block, color, *painted(color))
        star = [
            (
                x + 55 + (36 if i % 2 == 0 else 15) * math.sin(i * math.pi / 5),
                y + 55 - (36 if i % 2 == 0 else 15) * math.cos(i * math.pi / 5),
            )
            for i in range(10)
        ]
        stage.fill(star, lighten(color, 0.55), volume(3, 0.3))
    cast_shadow(stage, 640, 1010, 66, depth=0.24)
    stage.fill(ellipse(640, 958, 66, 66), WOOD, volume(28, 0.65), mottle(14, 0.08))


DRAWERS: dict[str, Drawer] = {"lamp": lamp, "toy": toy}
