"""Shoes and sneakers from the side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .color import BRASS, RGB, THREAD, WHITE, darken, lighten, luminance, mix
from .geometry import Path, Point, bezier, ellipse, offset, points, ribbon, smooth
from .ground import drop_shadow, shade
from .lights import Light, field, grain, mottle, rim, threads, volume
from .look import DETAIL, Drawer, Look, close
from .stage import Stage

GROUND = 880.0


One = Callable[[Stage, Look], None]


def pair(stage: Stage, look: Look, one: One, spot: Point) -> None:
    """Front: one behind the other; turned: the two facing each way; detail: close to ``spot``."""
    state = look.rng.getstate()
    if look.view == DETAIL:
        one(close(stage, *spot, 2.3), look)
        return
    behind = stage.at(560, 520, 0.92) if look.view == 0 else stage.at(500, 480, 0.86, flip=True)
    one(behind, look)
    look.rng.setstate(state)
    one(stage.at(450, 680, 1.04) if look.view == 0 else stage.at(470, 720, 0.98), look)


def on_ground(stage: Stage, left: float, right: float) -> None:
    """The shadow under a sole."""
    middle, half = (left + right) / 2, (right - left) / 2
    shade(stage, ellipse(middle + half * 0.12, GROUND + 4, half * 1.08, half * 0.17), half * 0.12, 0.34)
    shade(stage, ellipse(middle, GROUND - 2, half * 1.0, half * 0.055), half * 0.025, 0.55)


def polished(*, body: float = 46, gain: float = 0.42, pebble: float = 0.05) -> list[Light]:
    return [volume(body, gain), grain(4, pebble), mottle(40, 0.06, 5), rim(9, 0.4)]


def gleam(stage: Stage, path: Path, width: float, clip: Path, strength: float = 0.4) -> None:
    """A soft highlight along a curve."""
    stage.stroke(path, width, WHITE, opacity=strength, soft=width * 0.35, clip=clip, end=width * 0.5)


def laces(stage: Stage, rows: Sequence[tuple[Point, Point]], color: RGB, *, width: float = 13) -> None:
    """Laces from eyelet to eyelet, and the eyelets."""
    for (x0, y0), (x1, y1) in rows:
        cord = ribbon(bezier((x0, y0), (x0 + 12, y0 - 12), (x1 - 8, y1 - 12), (x1, y1)), width)
        drop_shadow(stage, cord, dx=3, dy=5, soft=4, strength=0.4)
        stage.fill(cord, color, volume(width * 0.3, 0.7), threads(2.2, 0.08))
        stage.fill(ellipse(x0, y0, 7, 7, steps=20), mix(BRASS, color, 0.3), volume(2.5, 0.8))
        stage.fill(ellipse(x0, y0, 3.4, 3.4, steps=16), (30, 24, 20))


def bow(stage: Stage, x: float, y: float, color: RGB, size: float = 1.0) -> None:
    """The tied ends."""
    for dx, dy, ex, ey in ((-70, -36, -34, 34), (64, -30, 66, 26), (-54, 60, -50, 84), (40, 62, 58, 90)):
        loop = bezier(
            (x, y),
            (x + dx * size, y + dy * size),
            (x + (dx + ex) * size, y + ey * size),
            (x + ex * 0.4 * size, y + ey * 0.7 * size + 10),
        )
        drop_shadow(stage, ribbon(loop, 10 * size), dx=3, dy=5, soft=4, strength=0.35)
        stage.stroke(loop, 10 * size, color, volume(3, 0.7))
    stage.fill(ellipse(x, y, 12 * size, 10 * size), color, volume(4, 0.7))


def shoes(stage: Stage, look: Look) -> None:
    pair(stage, look, _derby, (600, 760))


def _derby(stage: Stage, look: Look) -> None:
    skin = look.base
    on_ground(stage, 150, 850)
    heel = smooth(
        [(152, 836), (152, 836), (336, 838), (336, 838), (326, GROUND), (326, GROUND), (160, GROUND), (160, GROUND)],
        steps=4,
    )
    stage.fill(heel, (52, 34, 24), volume(10, 0.4), field(lambda x, y: 1 + 0.10 * math.sin(y * 0.9), cells=60))
    sole = smooth(
        points(
            "146,818 146,818 320,826 500,834 700,838 820,824 856,806 862,822 840,852 760,872 "
            "620,874 470,866 330,846 150,846 150,846"
        ),
        steps=8,
    )
    stage.fill(sole, (92, 58, 36), volume(8, 0.5))
    upper = smooth(
        points(
            "152,824 146,740 164,650 176,606 176,606 212,590 280,622 352,606 402,548 402,548 "
            "456,572 560,668 680,716 790,744 846,786 852,822 852,822 700,836 500,834 320,826"
        )
    )
    inside = smooth(points("176,612 210,580 300,580 404,552 350,620 280,634"))
    stage.fill(inside, darken(skin, 0.65), volume(10, 0.3))
    stage.fill(upper, skin, *polished())
    gleam(stage, bezier((470, 600), (560, 690), (660, 724), (800, 764)), 30, upper, 0.35)
    gleam(stage, bezier((180, 640), (166, 700), (166, 760), (178, 800)), 22, upper, 0.25)
    _derby_seams(stage, look, upper)
    rows = [((416 + i * 38, 640 + i * 26), (436 + i * 41, 566 + i * 32)) for i in range(4)]
    laces(stage, rows, darken(mix(skin, look.accent, 0.3), 0.3))
    bow(stage, 452, 584, darken(mix(skin, look.accent, 0.3), 0.3), 0.7)
    stage.stitches(
        smooth([(160, 826), (320, 834), (500, 842), (700, 846), (830, 830)], closed=False),
        THREAD,
        length=9,
        gap=13,
        width=2.6,
    )


def _derby_seams(stage: Stage, look: Look, upper: Path) -> None:
    skin = look.base
    quarter = smooth(
        points(
            "402,548 402,548 440,650 540,722 540,722 500,790 430,836 310,826 152,824 146,740 "
            "164,650 176,606 176,606 212,590 280,622 352,606"
        )
    )
    drop_shadow(stage, quarter, dx=4, dy=3, soft=5, strength=0.35)
    stage.fill(quarter, lighten(skin, 0.02), volume(40, 0.4), grain(4, 0.05), rim(6, 0.35), clip=upper)
    front = smooth([(404, 560), (440, 655), (534, 724), (496, 786), (428, 834)], closed=False)
    thread = mix(skin, THREAD, 0.6)
    for inset in (8, 16):
        stage.stitches(offset(front, -inset), thread, length=6, gap=10, width=2)
    cap = bezier((712, 724), (690, 760), (694, 800), (712, 836))
    stage.stroke(cap, 4, darken(skin, 0.55))
    for inset in (9, -9):
        stage.stitches(offset(cap, inset), thread, length=6, gap=10, width=2)
    back = bezier((178, 612), (240, 680), (236, 760), (226, 824))
    stage.stroke(back, 3.5, darken(skin, 0.5))
    stage.stitches(offset(back, 8), thread, length=6, gap=10, width=2)
    stage.stroke(
        smooth([(178, 606), (212, 590), (280, 622), (352, 606), (400, 552)], closed=False),
        11,
        lighten(skin, 0.05),
        volume(4, 0.6),
    )


def sneakers(stage: Stage, look: Look) -> None:
    pair(stage, look, _sneaker, (560, 750))


def _sneaker(stage: Stage, look: Look) -> None:
    main = look.base
    foam = (244, 241, 234)
    on_ground(stage, 140, 856)
    sole = smooth(
        points(
            "134,790 150,776 330,806 520,822 700,822 820,792 862,776 872,806 842,852 770,876 "
            "600,880 300,880 170,874 136,846"
        )
    )
    stage.fill(sole, foam, volume(18, 0.42), rim(8, 0.2))
    stage.fill(
        smooth(points("140,850 300,862 600,864 780,856 846,834 840,852 770,877 600,881 300,881 170,875")),
        look.accent,
        volume(6, 0.4),
    )
    wave = smooth(points("160,812 240,836 340,830 470,848 620,842 760,838"), closed=False)
    stage.stroke(wave, 5, mix(foam, (120, 110, 100), 0.35), opacity=0.8)
    upper = smooth(
        points(
            "142,796 136,700 160,620 152,560 152,560 190,548 240,596 320,606 388,560 402,520 "
            "402,520 450,536 540,640 640,690 760,710 836,744 862,784 862,784 820,800 700,826 "
            "520,826 330,810"
        )
    )
    stage.fill(
        smooth(points("156,566 200,540 300,556 404,524 386,566 320,616 240,606")),
        darken(look.accent, 0.45),
        volume(10, 0.3),
    )
    lights = [volume(50, 0.36), rim(8, 0.3)]
    stage.fill(upper, main, *lights, threads(5, 0.10))
    light = mix(main, WHITE, 0.72) if luminance(main) < 0.7 else darken(main, 0.18)
    panels: list[tuple[list[Point], RGB]] = [
        (points("142,800 136,700 150,650 210,690 250,770 300,812 220,806"), look.accent),
        (points("650,690 760,706 840,742 866,786 820,804 700,830 640,826 680,780"), mix(main, light, 0.35)),
        (points("392,540 420,526 470,560 560,660 590,690 520,720 440,660 396,600"), mix(main, light, 0.2)),
    ]
    for edge, color in panels:
        piece = smooth(edge)
        drop_shadow(stage, piece, dx=3, dy=5, soft=4, strength=0.3)
        stage.fill(piece, color, volume(14, 0.4), grain(3.5, 0.04), rim(5, 0.25), clip=upper)
    _side_stripe(stage, look, upper, light)
    stage.fill(
        smooth(points("150,560 192,546 240,594 320,604 388,560 402,600 320,650 230,640 160,622")),
        mix(main, light, 0.15),
        volume(18, 0.5),
        threads(4, 0.06),
    )
    gleam(stage, bezier((560, 660), (650, 700), (740, 714), (820, 748)), 22, upper, 0.3)
    rows = [((422 + i * 36, 636 + i * 17), (430 + i * 39, 548 + i * 35)) for i in range(4)]
    laces(stage, rows, foam if luminance(main) < 0.8 else look.accent, width=15)
    bow(stage, 436, 548, foam if luminance(main) < 0.8 else look.accent, 0.62)
    stage.stroke(bezier((150, 600), (110, 560), (120, 500), (164, 552)), 16, look.accent, volume(5, 0.6))


def _side_stripe(stage: Stage, look: Look, upper: Path, light: RGB) -> None:
    """Two chevrons as in a woven border."""
    for i, color in enumerate((light, look.accent)):
        x = 372 + i * 84
        arrow = [(x, 690 + i * 16), (x + 36, 694 + i * 16), (x + 76, 760), (x + 30, 826), (x - 8, 824), (x + 36, 758)]
        drop_shadow(stage, arrow, dx=2, dy=3, soft=3, strength=0.28)
        stage.fill(arrow, color, volume(5, 0.5), clip=upper)


DRAWERS: dict[str, Drawer] = {"shoes": shoes, "sneakers": sneakers}
