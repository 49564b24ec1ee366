"""Leather goods with their seams, buckles and grain."""

from __future__ import annotations

import math

from .color import BRASS, PAPER, RGB, THREAD, darken, lighten, mix
from .geometry import Path, bezier, ellipse, offset, points, rectangle, ribbon, rounded, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import Light, falloff, field, grain, mottle, rim, volume
from .look import DETAIL, Drawer, Look, close
from .patterns import enlarged, tibeb
from .solids import dim
from .stage import Stage
from .surface import bent, turned


def hide(*, body: float = 34, gain: float = 0.36) -> list[Light]:
    """The lights of leather: a rounded body, its grain, uneven dye, dark seams."""
    return [volume(body, gain), grain(5, 0.07), mottle(46, 0.09, 3), rim(10, 0.4)]


def buckle(
    stage: Stage, x: float, y: float, width: float, height: float, *, turn: float = 0, metal: RGB = BRASS
) -> None:
    """A square buckle with its pin."""
    own = stage.at(x, y, 1.0, turn=turn, about=(0, 0))
    outer = rounded(-width / 2, -height / 2, width, height, 9)
    inner = rounded(-width / 2 + 9, -height / 2 + 9, width - 18, height - 18, 5)
    shade(own, ribbon([(px + 3, py + 5) for px, py in [*outer, outer[0]]], 12), 3, 0.5)
    own.fill(
        outer, metal, volume(5, 0.9), falloff(-width / 2, -height / 2, width / 2, height / 2, 1.35, 0.8), cut=[inner]
    )
    own.stroke([(0, -height / 2 + 4), (0, height / 2 - 2)], 7, lighten(metal, 0.2), volume(3, 0.9))


def belt_strap(stage: Stage, path: Path, width: float, color: RGB, *, seam: bool = True, shadow: float = 0.36) -> None:
    """A strap of leather along a path, sewn at both edges."""
    outline = ribbon(path, width)
    if shadow:
        drop_shadow(stage, outline, dx=8, dy=11, soft=9, strength=shadow)
    stage.fill(outline, color, *hide(body=width * 0.28, gain=0.45))
    if seam:
        for side in (-1, 1):
            stage.stitches(offset(path, side * width * 0.36), mix(color, THREAD, 0.75), length=8, gap=13, width=2.2)


def leather_bag(stage: Stage, look: Look) -> None:
    """A satchel: body, flap, two straps with buckles, a handle and a shoulder strap."""
    if look.view == DETAIL:
        _satchel(close(stage, 620, 800, 2.5), look)
    elif look.view == 1:
        _satchel(stage.at(470, 590, 0.92, flip=True), look, slung=True)
    else:
        _satchel(stage, look)


def _satchel(stage: Stage, look: Look, *, slung: bool = False) -> None:
    skin = look.base
    cast_shadow(stage, 485, 985, 345, depth=0.12)
    if slung:
        belt_strap(stage, bezier((170, 560), (130, 60), (830, 60), (800, 560), steps=60), 36, darken(skin, 0.12))
        gusset = smooth(points("770,520 770,520 838,544 838,544 846,760 838,950 838,950 780,985 780,985"), steps=6)
        stage.fill(gusset, dim(skin, 0.34), volume(26, 0.3), grain(4.5, 0.08))
    handle = bezier((360, 520), (366, 380), (594, 380), (600, 520), steps=40)
    belt_strap(stage, handle, 40, darken(skin, 0.05), shadow=0.2)
    body = smooth(
        points("150,500 176,484 480,478 784,484 810,500 818,740 812,950 780,988 480,994 180,988 148,950 142,740")
    )
    stage.fill(body, darken(skin, 0.1), *hide(body=44))
    inner = smooth(points("170,700 172,944 196,964 480,970 764,964 788,944 790,700"), closed=False)
    stage.stitches(inner, mix(skin, THREAD, 0.75))
    _flap(stage, look)
    for x in (312, 648):
        _buckled(stage, x, skin)
    for x in (360, 600):
        stage.fill(ellipse(x, 516, 26, 18), BRASS, volume(6, 0.8), cut=[ellipse(x, 518, 15, 9)])


def _flap(stage: Stage, look: Look) -> None:
    skin = look.base
    low = look.between(770, 810)
    flap = smooth(
        [
            (142, 496),
            (168, 474),
            (480, 466),
            (792, 474),
            (818, 496),
            (822, 640),
            (800, low - 50),
            (730, low),
            (480, low + 12),
            (230, low),
            (160, low - 50),
            (138, 640),
        ]
    )
    drop_shadow(stage, flap, dx=6, dy=16, soft=12, strength=0.5)
    stage.fill(
        flap,
        skin,
        *hide(body=46),
        field(lambda x, y: 1.05 - 0.0003 * (x - 300) + 0.10 * math.exp(-(((y - 520) / 46) ** 2)), cells=40),
    )
    seam = smooth(
        [
            (164, 520),
            (166, 640),
            (186, low - 60),
            (240, low - 22),
            (480, low - 12),
            (720, low - 22),
            (774, low - 60),
            (794, 640),
            (796, 520),
        ],
        closed=False,
    )
    stage.stitches(seam, mix(skin, THREAD, 0.75))
    if look.rng.random() < 0.6:
        sheet = enlarged(
            tibeb(84, 13, skin, [look.accent, mix(look.accent, PAPER, 0.7), darken(skin, 0.5)], look.rng), 8
        )
        band = rectangle(140, 556, 682, 74)
        stage.fill(
            band,
            bent(sheet, lambda x, y: ((x - 140) / 682, (y - 556) / 74), cells=32),
            volume(4, 0.3),
            field(lambda x, y: 1.05 - 0.0004 * (x - 300), cells=20),
            clip=flap,
        )


def _buckled(stage: Stage, x: float, skin: RGB) -> None:
    belt_strap(stage, [(x, 640 + 10 * i) for i in range(26)], 50, darken(skin, 0.16))
    tip = smooth(
        [(x - 25, 880), (x - 25, 880), (x + 25, 880), (x + 25, 880), (x + 22, 906), (x, 924), (x - 22, 906)], steps=6
    )
    stage.fill(tip, darken(skin, 0.16), *hide(body=12))
    for y in (700, 730, 870, 896):
        stage.fill(ellipse(x, y, 4, 4, steps=16), darken(skin, 0.8))
    buckle(stage, x, 806, 70, 58)
    stage.fill(rounded(x - 30, 846, 60, 20, 5), darken(skin, 0.24), *hide(body=7))


def backpack(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _backpack(close(stage, 560, 760, 2.4), look)
    elif look.view == 1:
        _backpack(stage.frame((110, 50), (0.80, -0.05), (0.0, 0.96)), look, turned_away=True)
    else:
        _backpack(stage, look)


def _backpack(stage: Stage, look: Look, *, turned_away: bool = False) -> None:
    skin = look.base
    trim = mix(look.accent, (120, 74, 40), 0.35)
    cast_shadow(stage, 485, 1030, 300, depth=0.12)
    for side in (-1, 1):
        strap = bezier(
            (480 + side * 210, 400), (480 + side * 330, 520), (480 + side * 330, 820), (480 + side * 240, 970), steps=30
        )
        belt_strap(stage, strap, 54, darken(skin, 0.3), shadow=0.2)
    if turned_away:
        flank = smooth(points("560,236 700,256 800,330 856,500 868,800 856,980 800,1030 640,1040"))
        stage.fill(flank, dim(skin, 0.34), volume(34, 0.34), grain(5, 0.07), rim(10, 0.4))
        pouch = smooth(points("740,760 740,760 864,730 864,730 866,960 836,1016 740,1030 740,1030"), steps=6)
        stage.fill(pouch, dim(skin, 0.2), *hide(body=18))
        stage.stitches(smooth(points("748,786 800,776 862,756"), closed=False), mix(skin, THREAD, 0.6), width=2.4)
    loop = bezier((420, 260), (424, 160), (536, 160), (540, 260), steps=24)
    belt_strap(stage, loop, 26, trim, seam=False, shadow=0.2)
    body = smooth(
        points(
            "480,226 620,244 712,340 738,520 748,800 740,980 690,1034 480,1044 270,1034 220,980 "
            "212,800 222,520 248,340 340,244"
        )
    )
    stage.fill(body, skin, *hide(body=70, gain=0.42))
    zip_line = smooth(points("262,640 262,470 300,350 380,290 480,280 580,290 660,350 698,470 698,640"), closed=False)
    _zip(stage, zip_line, skin)
    _pocket(stage, look, trim)
    patch = rounded(430, 420, 100, 66, 10)
    drop_shadow(stage, patch, dx=2, dy=4, soft=4, strength=0.35)
    stage.fill(patch, trim, *hide(body=9))
    stage.fill(
        smooth(points("480,430 480,430 504,453 504,453 480,476 480,476 456,453 456,453"), steps=3),
        lighten(trim, 0.35),
        volume(4, -0.5),
    )


def _zip(stage: Stage, line: Path, skin: RGB) -> None:
    stage.stroke(line, 26, darken(skin, 0.32), volume(5, -0.3))
    stage.stitches(line, (196, 182, 150), length=7, gap=9, width=9)
    stage.stitches(offset(line, 22), mix(skin, THREAD, 0.6), width=2.4)
    (x, y) = line[len(line) * 3 // 4]
    shade(stage, ellipse(x + 3, y + 24, 10, 30), 5, 0.4)
    stage.fill(rounded(x - 10, y - 8, 20, 24, 6), BRASS, volume(5, 0.9))
    stage.fill(rounded(x - 7, y + 14, 14, 50, 7), BRASS, volume(4, 0.9))


def _pocket(stage: Stage, look: Look, trim: RGB) -> None:
    skin = look.base
    pocket = smooth(points("270,650 480,640 690,650 706,700 704,940 664,992 480,1000 296,992 256,940 254,700"))
    drop_shadow(stage, pocket, dx=8, dy=12, soft=12, strength=0.42)
    stage.fill(pocket, lighten(skin, 0.03), *hide(body=46, gain=0.42))
    sheet = enlarged(tibeb(60, 19, skin, [look.accent, mix(look.accent, PAPER, 0.75), darken(skin, 0.5)], look.rng), 8)
    stage.fill(
        rectangle(250, 820, 460, 112),
        bent(sheet, lambda x, y: ((x - 250) / 460, (y - 820 - 5 * math.sin((x - 250) / 146)) / 112), cells=16),
        field(lambda x, y: 1.08 - 0.0007 * (x - 280), cells=20),
        volume(6, 0.2),
        clip=pocket,
    )
    flap = smooth(points("262,640 480,626 698,640 708,690 690,760 480,786 270,760 252,690"))
    drop_shadow(stage, flap, dx=4, dy=12, soft=9, strength=0.45)
    stage.fill(flap, lighten(skin, 0.02), *hide(body=30, gain=0.4))
    seam = smooth([(270, 690), (288, 744), (480, 768), (672, 744), (690, 690)], closed=False)
    stage.stitches(seam, mix(skin, THREAD, 0.7), width=2.6)
    belt_strap(stage, [(480, 690 + 10 * i) for i in range(17)], 44, trim)
    buckle(stage, 480, 800, 62, 50)


def wallet(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _closed_wallet(stage.at(300, 420, 2.3, turn=-8, about=(300, 500)), look)
    elif look.view == 1:
        _open_wallet(stage.at(480, 620, 1.0, turn=-6, about=(480, 600)), look)
    else:
        _closed_wallet(stage.at(480, 610, 1.1, turn=-8, about=(480, 600)), look)


def _closed_wallet(stage: Stage, look: Look) -> None:
    skin = look.base
    back = rounded(214, 424, 540, 372, 30)
    drop_shadow(stage, [(x + 6, y + 10) for x, y in back], dx=28, dy=36, soft=26, strength=0.45)
    stage.fill([(x + 8, y + 14) for x, y in back], dim(skin, 0.4), *hide(body=14))
    stage.fill(rectangle(240, 790, 500, 14), (214, 196, 160), volume(4, 0.4))
    front = rounded(206, 412, 546, 376, 34)
    stage.fill(front, skin, *hide(body=30), falloff(206, 412, 752, 788, 1.1, 0.9))
    seam = [*rounded(224, 430, 510, 340, 22), (734 - 22, 430)]
    stage.stitches(seam, mix(skin, THREAD, 0.75), width=2.8)
    sheet = enlarged(tibeb(23, 63, skin, [look.accent, mix(look.accent, PAPER, 0.7), darken(skin, 0.5)], look.rng), 8)
    band = rectangle(610, 413, 74, 374)
    stage.fill(band, bent(sheet, lambda x, y: ((x - 610) / 74, (y - 413) / 374), cells=32), volume(5, 0.3), clip=front)
    mark = smooth(points("330,640 330,640 370,680 370,680 330,720 330,720 290,680 290,680"), steps=3)
    stage.fill(mark, darken(skin, 0.16), volume(5, -0.6))


def _open_wallet(stage: Stage, look: Look) -> None:
    skin = look.base
    cover = rounded(104, 420, 752, 372, 30)
    drop_shadow(stage, cover, dx=26, dy=34, soft=26, strength=0.45)
    stage.fill(
        cover, skin, *hide(body=26), field(lambda x, y: 1.04 - 0.3 * math.exp(-(((x - 480) / 20) ** 2)), cells=60)
    )
    stage.stitches([*rounded(120, 436, 720, 340, 20), (800, 436)], mix(skin, THREAD, 0.75), width=2.6)
    for side, left in ((0, 134), (1, 508)):
        for n in range(3):
            top = 470 + n * 62
            card = mix((look.accent, PAPER, lighten(skin, 0.5))[(n + side) % 3], PAPER, 0.15)
            piece = rounded(left + 10, top - 22, 298, 120, 12)
            drop_shadow(stage, piece, dx=2, dy=-2, soft=4, strength=0.2)
            stage.fill(piece, card, falloff(left, top, left + 300, top + 100, 1.08, 0.94))
            slot = rounded(left, top + 6, 318, 766 - top - 6, 12)
            drop_shadow(stage, slot, dx=0, dy=-4, soft=4, strength=0.4)
            stage.fill(slot, lighten(skin, 0.05), *hide(body=9))
            stage.stitches(
                [(left + 10, top + 20), (left + 308, top + 20)], mix(skin, THREAD, 0.75), length=7, gap=11, width=2
            )


def belt(stage: Stage, look: Look) -> None:
    if look.view == 1:
        _flat_belt(stage.at(480, 600, 1.0, turn=-28), look)
    elif look.view == DETAIL:
        _flat_belt(stage.at(560, 560, 2.1, turn=-20, about=(300, 560)), look)
    else:
        _rolled_belt(stage, look)


def _rolled_belt(stage: Stage, look: Look) -> None:
    skin, x, top = look.base, 480, 610
    cast_shadow(stage, x, 800, 300, depth=0.3)
    stage.fill(ellipse(x, top, 292, 100), dim(skin, 0.45), falloff(200, 540, 760, 700, 0.8, 1.2))
    for i in range(6):
        radius = 280 - i * 34
        stage.fill(
            ellipse(x + i * 3, top + 3, radius, radius * 0.335),
            darken(skin, 0.25),
            volume(4, 0.4),
            falloff(200, 500, 760, 700, 1.3, 0.7),
        )
        stage.fill(
            ellipse(x + i * 3, top + 8, radius - 13, (radius - 13) * 0.33),
            darken(skin, 0.75),
            falloff(200, 520, 760, 700, 0.7, 1.3),
        )
    turned(stage, x, [(294, top), (296, top + 60), (294, top + 130)], skin, *hide(body=8)[1:], tilt=0.34, ambient=0.44)
    hole = ellipse(x, top, 280, 93)
    stage.fill(ellipse(x, top, 295, 100), lighten(skin, 0.12), volume(4, 0.4), cut=[hole])
    for y in (16, 114):
        line = [(x + u * 290, top + y + 0.34 * 294 * math.sqrt(1 - u * u)) for u in [i / 40 - 1 for i in range(2, 79)]]
        stage.stitches(line, mix(skin, THREAD, 0.75), length=9, gap=14, width=2.6)
    stage.fill(
        [(x + 40, top + 94), (x + 100, top + 88), (x + 100, top + 228), (x + 40, top + 234)],
        darken(skin, 0.1),
        *hide(body=12),
    )
    buckle(stage, x - 50, top + 166, 150, 168, turn=4)
    for i in range(3):
        stage.fill(ellipse(x + 150 + i * 38, top + 160 - i * 12, 6, 8, steps=20), darken(skin, 0.8))


def _flat_belt(stage: Stage, look: Look) -> None:
    skin = look.base
    belt_strap(stage, [(270 + 14 * i, 560 + 22 * math.sin(i / 14)) for i in range(70)], 96, skin)
    belt_strap(stage, [(-200 + 14 * i, 740 + 16 * math.sin(i / 12)) for i in range(70)], 96, skin)
    tip = smooth(points("766,690 766,690 820,700 846,738 820,780 766,786 766,786"), steps=6)
    stage.fill(tip, skin, *hide(body=20))
    for i in range(5):
        y = 740 + 16 * math.sin((880 - 60 * i) / 14 / 12)
        shade(stage, ellipse(740 - i * 62, y, 9, 9), 2, 0.5)
        stage.fill(ellipse(740 - i * 62, y, 7, 7, steps=20), darken(skin, 0.85))
    buckle(stage, 262, 562, 130, 150)
    belt_strap(stage, [(262 + 8 * i, 562) for i in range(10)], 96, darken(skin, 0.06), seam=False)
    stage.fill(rounded(352, 506, 34, 116, 8), darken(skin, 0.15), *hide(body=10))


DRAWERS: dict[str, Drawer] = {"leather_bag": leather_bag, "backpack": backpack, "wallet": wallet, "belt": belt}
