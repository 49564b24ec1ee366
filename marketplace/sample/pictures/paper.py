"""Books and notebooks."""

from __future__ import annotations

import math

from PIL import Image

from .cloth import weave_light
from .color import BRASS, PAPER, RGB, darken, lighten, luminance, mix
from .geometry import Path, bezier, ellipse, points, rectangle, ribbon, rounded, smooth
from .ground import drop_shadow
from .lights import falloff, field, grain, mottle, volume
from .look import DETAIL, FRONT, Drawer, Look
from .patterns import enlarged, tibeb
from .solids import Box, View, dim
from .stage import Stage
from .surface import bent, laid

PAGES: RGB = (240, 230, 208)


def cover_art(look: Look, size: tuple[int, int] = (640, 900)) -> Image.Image:
    """A printed cover: an ornament of rings, leaves or hills in two colours, and a woven band."""
    image = Image.new("RGB", size, look.base)
    art = Stage(image, (size[0] / 300, 0.0, 0.0, size[0] / 300, 0.0, 0.0))
    tall = 300 * size[1] / size[0]
    pale = lighten(mix(look.accent, PAPER, 0.6), 0.2)
    art.fill(rectangle(0, 0, 300, tall), look.base, falloff(0, 0, 300, tall, 1.08, 0.92))
    (_rings, _leaves, _ridges)[look.rng.randrange(3)](art, look, pale, tall)
    band = enlarged(tibeb(54, 13, look.base, [look.accent, pale, darken(look.base, 0.5)], look.rng), 12)
    image.paste(
        band.crop((0, 0, size[0], band.height)).resize((size[0], round(size[1] * 0.11))), (0, round(size[1] * 0.82))
    )
    return image


def _rings(art: Stage, look: Look, pale: RGB, tall: float) -> None:
    for i in range(9, 0, -1):
        art.fill(ellipse(150, tall * 0.42, i * 13, i * 13), (look.accent, pale, darken(look.base, 0.25))[i % 3])
    for i in range(24):
        angle = i * math.tau / 24
        art.stroke(
            [
                (150 + 124 * math.cos(angle), tall * 0.42 + 124 * math.sin(angle)),
                (150 + 138 * math.cos(angle), tall * 0.42 + 138 * math.sin(angle)),
            ],
            3,
            pale,
        )


def _leaves(art: Stage, look: Look, pale: RGB, tall: float) -> None:
    for column in range(3):
        stem = [
            (70 + column * 80 + 10 * math.sin(i / 5), tall * 0.78 - i * tall * 0.034)
            for i in range(20 - 3 * (column % 2))
        ]
        art.stroke(stem, 3, pale)
        for i, (x, y) in enumerate(stem[2::3]):
            for side in (-1, 1):
                leaf = art.at(x, y, 0.62, turn=-90 + side * 52, about=(0, 0))
                leaf.fill(smooth(points("0,0 0,0 30,-15 66,0 66,0 30,15")), (look.accent, pale)[(i + column) % 2])


def _ridges(art: Stage, look: Look, pale: RGB, tall: float) -> None:
    art.fill(ellipse(look.between(100, 200), tall * 0.28, 46, 46), pale)
    for i in range(6):
        y = tall * (0.40 + i * 0.075)
        ridge = smooth([(x, y + look.between(-24, 24)) for x in range(-30, 361, 55)], closed=False)
        art.fill([*ridge, (330, tall), (-30, tall)], mix(look.accent, darken(look.base, 0.5), i / 5.5))


def book(stage: Stage, look: Look) -> None:
    art = cover_art(look)
    if look.view == DETAIL:
        _standing(stage.at(560, 640, 2.1, about=(500, 760)), look, art, View(-30, 16))
    elif look.view == FRONT:
        _standing(stage.at(480, 600, 1.12, about=(480, 640)), look, art, View(-30, 12))
    else:
        open_book(stage, look)


def _standing(stage: Stage, look: Look, art: Image.Image, view: View) -> None:
    box = Box((480, 980), 470, 680, 96, view)
    box.ground_shadow(stage)
    w, h, d = box.width, box.height, box.depth
    side = box.side(stage)
    side.fill(rectangle(0, 0, d, h), dim(look.base, 0.3))
    side.fill(
        rectangle(8, 9, d - 16, h - 18),
        PAGES,
        field(lambda x, y: 0.80 + 0.09 * math.sin(x * 2.1), cells=110),
        falloff(0, 0, d, 0, 0.92, 1.05),
    )
    top = box.top(stage)
    top.fill(rectangle(0, 0, w, d), dim(look.base, 0.1))
    top.fill(
        rectangle(8, 8, w - 16, d - 16),
        lighten(PAGES, 0.3),
        field(lambda x, y: 0.97 + 0.05 * math.sin(y * 2.1), cells=110),
    )
    front = box.front(stage)
    front.fill(
        rounded(0, 0, w, h, 6),
        laid(art, 0, 0, w, h),
        volume(5, 0.3),
        grain(2.4, 0.03),
        field(
            lambda x, y: (
                1.04 - 0.0002 * x - 0.22 * math.exp(-(((x - 34) / 5) ** 2)) + 0.08 * math.exp(-(((x - 48) / 8) ** 2))
            ),
            cells=90,
        ),
    )
    front.fill([(0, 0), (w * 0.5, 0), (w * 0.16, h), (0, h)], (255, 255, 255), opacity=0.07, soft=20)


def closed_book(stage: Stage, look: Look) -> None:
    """A book lying flat, as a companion in other pictures."""
    box = Box((480, 800), 470, 70, 330, View(-18, 24))
    box.ground_shadow(stage)
    box.front(stage).fill(
        rectangle(0, 0, 470, 70), PAGES, field(lambda x, y: 0.92 + 0.10 * math.sin(y * 1.9), cells=90)
    )
    box.side(stage).fill(rectangle(0, 0, 330, 70), PAGES, field(lambda x, y: 0.72 + 0.09 * math.sin(y * 1.9), cells=90))
    for y in (0, 60):
        box.front(stage).fill(rectangle(-4, y, 478, 10), look.base, volume(3, 0.4))
        box.side(stage).fill(rectangle(0, y, 334, 10), dim(look.base), volume(3, 0.4))
    box.top(stage).fill(rectangle(0, 0, 470, 330), look.base, volume(4, 0.4), falloff(0, 0, 470, 330, 1.15, 0.95))
    box.top(stage).fill(ellipse(235, 165, 80, 80), look.accent, cut=[ellipse(235, 165, 56, 56)])


def _page(side: int) -> Path:
    """The outline of the left (-1) or right (1) half of an open book."""
    half = [
        *bezier((480, 430), (540, 392), (700, 384), (862, 420)),
        *bezier((862, 420), (868, 560), (868, 700), (862, 838)),
        *bezier((862, 838), (700, 802), (540, 812), (480, 852)),
    ]
    return [(480 + side * (x - 480), y) for x, y in half]


def open_book(stage: Stage, look: Look, *, lines: bool = True) -> None:
    """Lying open; the pages show a picture and grey lines of print, as far as a reader makes them out from here."""
    stage = stage.at(480, 610, 1.02, turn=-4)
    boards = points("92,428 480,440 868,428 876,858 480,876 84,858")
    drop_shadow(stage, boards, dx=28, dy=36, soft=26, strength=0.42)
    stage.fill(boards, look.base, volume(6, 0.5), weave_light())
    for i in range(6, 0, -1):
        for side in (-1, 1):
            stage.fill(
                [(x + side * i * 1.2, y + i * 2.4) for x, y in _page(side)], darken(PAGES, 0.03 + 0.05 * (i % 2))
            )
    for side in (-1, 1):
        sheet = _page(side)
        stage.fill(sheet, lighten(PAGES, 0.45), field(_page_light, cells=60), mottle(3, 0.02))
        if lines:
            _print(stage, look, side, sheet)
    stage.stroke(bezier((482, 440), (486, 600), (492, 800), (520, 960)), 13, look.accent, volume(4, 0.5))


def _page_light(x: float, y: float) -> float:
    from_spine = abs(x - 480)
    return (
        1.02
        - 0.42 * math.exp(-from_spine / 26)
        + (0.04 if x < 480 else -0.03)
        - 0.06 * math.exp(-(((from_spine - 200) / 120) ** 2))
    )


def _lift(x: float) -> float:
    """How far a line of the page is bent at ``x``."""
    t = min(1.0, abs(x - 480) / 382)
    return -44 * math.sin(min(1.0, t * 1.25) * math.pi / 2) + 34 * t * t


def _print(stage: Stage, look: Look, side: int, sheet: Path) -> None:
    left, right = (130, 440) if side < 0 else (520, 830)
    first = 470
    if side < 0:
        window = [(x, 470 + _lift(x)) for x in range(left, right + 1, 10)] + [
            (x, 640 + _lift(x)) for x in range(right, left - 1, -10)
        ]
        art = cover_art(look, (620, 360))
        stage.fill(
            window,
            bent(art, lambda x, y: ((x - left) / (right - left), (y - 470 - _lift(x)) / 170), cells=20),
            field(_page_light, cells=40),
            clip=sheet,
        )
        first = 676
    y = first
    while y < 800:
        end = right - (90 if look.rng.random() < 0.2 else 0)
        line = [(float(x), y + _lift(x)) for x in range(left, int(end) + 1, 14)]
        stage.stroke(line, 5, (96, 88, 80), opacity=0.55, clip=sheet)
        y += 20


def notebook(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _notebook(stage.at(440, 560, 2.1, turn=-10, about=(560, 480)), look)
    elif look.view == FRONT:
        _notebook(stage.at(480, 600, 1.06, turn=-10), look)
    else:
        open_book(stage.at(480, 560, 1.0), look, lines=False)
        _pen(stage.at(640, 640, 1.0, turn=24, about=(0, 0)), look)


def _notebook(stage: Stage, look: Look) -> None:
    outline = rounded(230, 250, 480, 680, 26)
    drop_shadow(stage, [(x + 10, y + 14) for x, y in outline], dx=28, dy=36, soft=26, strength=0.45)
    stage.fill([(x + 12, y + 16) for x, y in outline], dim(look.base, 0.35), volume(6, 0.4))
    stage.fill(
        rounded(240, 262, 476, 678, 20), PAGES, field(lambda x, y: 0.94 + 0.08 * math.sin((x + y) * 1.3), cells=120)
    )
    stage.fill(outline, look.base, volume(9, 0.4), falloff(230, 250, 710, 930, 1.1, 0.92), grain(4, 0.07))
    stage.stroke([(278, 252), (278, 928)], 5, darken(look.base, 0.35), opacity=0.6, soft=2)
    pale = mix(look.accent, PAPER, 0.75) if luminance(look.base) < 0.6 else darken(look.accent, 0.4)
    sheet = enlarged(tibeb(56, 33, look.base, [look.accent, pale, darken(look.base, 0.45)], look.rng), 8)
    stage.fill(
        rectangle(230, 470, 480, 220),
        laid(sheet, 230, 470, 480, 220),
        volume(5, 0.3),
        falloff(230, 470, 710, 690, 1.06, 0.94),
        weave_light(),
    )
    strap = [(640, 249), (660, 249), (660, 944), (640, 944)]
    drop_shadow(stage, strap, dx=5, dy=4, soft=4, strength=0.4)
    stage.fill(strap, look.accent, volume(6, 0.6), weave_light())
    _pen(stage.at(790, 620, 1.0, turn=96, about=(0, 0)), look)


def _pen(stage: Stage, look: Look) -> None:
    """A pen along its own x axis, about the middle."""
    body = smooth(points("-230,-14 -230,-14 120,-15 190,-9 232,0 232,0 190,9 120,15 -230,14 -230,14"), steps=6)
    drop_shadow(stage, body, dx=10, dy=12, soft=8, strength=0.45)
    stage.fill(body, darken(mix(look.accent, look.base, 0.5), 0.25), volume(6, 0.9))
    for x, wide in ((-228, 16), (0, 10), (118, 8)):
        stage.fill(rectangle(x, -15, wide, 30), BRASS, volume(6, 0.9))
    stage.fill(ribbon([(-220, -11), (-90, -13)], 7, 5), BRASS, volume(3, 0.9))


DRAWERS: dict[str, Drawer] = {"book": book, "notebook": notebook}
