"""What is worn: dresses, shirts, hats; and the cotton bag."""

from __future__ import annotations

import math

from PIL import Image

from .cloth import folds, weave_light
from .color import RGB, PAPER, WOOD, darken, lighten, luminance, mix
from .geometry import Path, Point, bezier, ellipse, offset, ribbon, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import Light, falloff, field, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .patterns import coil, enlarged, tibeb
from .stage import Paint, Stage
from .surface import bent, polar, turned

AXIS = 480.0


def mirrored(half: list[Point]) -> Path:
    """The right half of an outline (from the top to the bottom of the axis) with its mirror image."""
    return half + [(2 * AXIS - x, y) for x, y in reversed(half)]


def cloth_lights(look: Look, *, gain: float = 0.34, count: float = 5, width: float = 500, grow_from: float = 250, grow: float = 700) -> list[Light]:
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
    sleeve = smooth([(600, 212), (600, 212), (668, 240), (722, 330), (786, 520), (790, 545), (790, 545), (716, 590), (716, 590), (676, 500), (622, 380),
                     (590, 300)])
    left = [(2 * AXIS - x, y) for x, y in sleeve]
    strip = tibeb(60, 15, look.base, [look.accent, darken(look.accent, 0.4), lighten(mix(look.accent, (240, 190, 60), 0.6), 0.1)], look.rng)
    band = enlarged(strip, 8)
    for piece, side in ((left, -1), (sleeve, 1)):
        drop_shadow(stage, piece, dx=22, dy=26, soft=24, strength=0.24)
        stage.fill(piece, look.base, volume(22, 0.34), *cloth_lights(look, count=4, width=200, gain=0.2)[:1], weave_light())
        cuff = [(AXIS + side * (x - AXIS), y) for x, y in ((750, 486), (812, 530), (724, 604), (676, 536))]
        stage.fill(cuff, _strip(band, cuff[3], cuff[0], 56), volume(8, 0.3), clip=piece)
    waist = 150 + look.between(-6, 10)
    neck = (52, 232) if back else (62, 290)
    half = [*bezier((AXIS, neck[1]), (AXIS + 34, neck[1]), (AXIS + neck[0], 250), (AXIS + neck[0] + 6, 184)), (560, 190), (604, 212),
            *bezier((604, 212), (616, 330), (606, 380), (AXIS + waist, 500)),
            *bezier((AXIS + waist, 500), (AXIS + waist + 30, 640), (AXIS + flare - 50, 860), (AXIS + flare, 1060)),
            *bezier((AXIS + flare, 1060), (AXIS + flare * 0.7, 1092), (AXIS + flare * 0.3, 1100), (AXIS, 1100))]
    body = mirrored(half)
    drop_shadow(stage, body, dx=26, dy=20, soft=30, strength=0.30)
    if not back:
        stage.fill(ellipse(AXIS, 196, 66, 30), darken(look.base, 0.28))
    lights = cloth_lights(look, count=6.5, width=560, grow_from=420, grow=500)
    stage.fill(body, look.base, *lights)
    _dress_borders(stage, look, body, band, lights, flare, neck[1], back=back)
    stage.stroke([(AXIS - waist + 2, 500), (AXIS, 512), (AXIS + waist - 2, 500)], 26, _across(band, AXIS - waist, AXIS + waist, 488, 30), volume(6, 0.3))


def _dress_borders(stage: Stage, look: Look, body: Path, band: Image.Image, lights: list[Light], flare: float, neck: float, *, back: bool) -> None:
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
        stage.fill(panel, bent(upright, lambda px, py: (0.5 + (px - AXIS) / (80 + (py - neck) * 0.05), (py - neck) / 720), cells=20), *lights[:1],
                   clip=body)
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


def tshirt(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _tshirt(close(stage, 470, 330, 2.3), look)
    elif look.view == FRONT:
        _tshirt(stage, look)
    else:
        _folded_top(stage, look, collar=False)


TEE = [(480, 262), (530, 258), (566, 238), (590, 196), (590, 196), (648, 214), (700, 244), (748, 330), (804, 452), (804, 452), (700, 506), (700, 506),
       (678, 440), (674, 446), (680, 620), (690, 960), (690, 960), (600, 974), (480, 978)]


def _tshirt(stage: Stage, look: Look) -> None:
    half = smooth(TEE, closed=False)
    body = mirrored(half)
    drop_shadow(stage, body, dx=24, dy=24, soft=28, strength=0.32)
    stage.fill(ellipse(480, 212, 110, 40), darken(look.base, 0.35))
    stage.stroke(ellipse(480, 200, 104, 40, start=10, end=170), 22, darken(look.base, 0.18), volume(6, 0.4))
    lights = cloth_lights(look, count=3.2, width=420, gain=0.2, grow_from=300, grow=500)
    stage.fill(body, look.base, *lights)
    _chest_print(stage, look, lights)
    for side in (1, -1):
        seam = [(AXIS + side * (x - AXIS), y) for x, y in bezier((652, 216), (640, 300), (660, 380), (676, 446))]
        stage.stroke(seam, 3, darken(look.base, 0.35), opacity=0.7)
        cuff = [(AXIS + side * (x - AXIS), y) for x, y in ((798, 438), (694, 490))]
        stage.stroke(cuff, 2.5, darken(look.base, 0.35), opacity=0.7)
    stage.stroke([(270, 952), (480, 960), (690, 952)], 2.5, darken(look.base, 0.35), opacity=0.7)
    neck = bezier((366, 196), (392, 274), (568, 274), (594, 196), steps=30)
    stage.stroke(offset(neck, -6), 24, lighten(look.base, 0.03), volume(7, 0.45), weave_light())
    stage.stroke(offset(neck, -19), 2, darken(look.base, 0.4), opacity=0.8)


def _chest_print(stage: Stage, look: Look, lights: list[Light]) -> None:
    """A woven diamond printed on the chest."""
    light = lighten(look.base, 0.7) if luminance(look.base) < 0.6 else darken(look.base, 0.5)
    tones = [look.base, look.accent, light]
    kind = look.rng.randrange(3)
    size = 37
    sheet = Image.new("RGB", (size, size), look.base)
    middle = size // 2
    steps = ((0, 1, 1, 0, 2, 1, 0, 0, 1, 1), (1, 1, 0, 2, 2, 0, 1, 0, 2, 0), (2, 0, 1, 0, 1, 1, 0, 2, 0, 1))[kind]
    for y in range(size):
        for x in range(size):
            reach = abs(x - middle) + abs(y - middle)
            if reach <= middle:
                sheet.putpixel((x, y), tones[steps[reach // 2 % len(steps)]])
    big = sheet.resize((740, 740), Image.Resampling.NEAREST)
    diamond = [(480, 350), (640, 510), (480, 670), (320, 510)]
    stage.fill(diamond, bent(big, lambda px, py: ((px - 318) / 324, (py - 348) / 324), cells=32), *lights[:1], weave_light())


def _folded_top(stage: Stage, look: Look, *, collar: bool) -> None:
    """A shirt folded to a neat square, seen from above."""
    stage = stage.at(480, 600, 1.06, turn=-5)
    outline = smooth([(300, 330), (300, 330), (400, 312), (560, 312), (660, 330), (660, 330), (676, 420), (672, 880), (672, 880), (480, 890), (288, 880),
                      (288, 880), (284, 420)])
    for i in (2, 1):
        lower = [(x + 5 * i, y + 10 * i) for x, y in outline]
        if i == 2:
            drop_shadow(stage, lower, dx=22, dy=28, soft=24, strength=0.42)
        stage.fill(lower, darken(look.base, 0.07 * i), volume(12, 0.5))
    lights = cloth_lights(look, count=2.2, width=420, gain=0.12, grow_from=300, grow=500)
    stage.fill(ellipse(480, 318, 100, 52), darken(look.base, 0.35))
    stage.fill(outline, look.base, *lights, cut=[ellipse(480, 308, 84, 40)])
    stage.stroke(ellipse(480, 312, 88, 36, start=180, end=360), 20, darken(look.base, 0.2), volume(6, 0.4))
    if collar:
        _placket(stage, look, 350, 884)
        _collar(stage, look, 318)
    else:
        stage.stroke(ellipse(480, 312, 92, 46, start=0, end=180), 22, lighten(look.base, 0.03), volume(7, 0.45))
        _chest_print(stage.at(480, 600, 0.86, about=(480, 510)), look, lights)


def shirt(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _shirt(close(stage, 500, 360, 2.3), look)
    elif look.view == FRONT:
        _shirt(stage, look)
    else:
        _folded_top(stage, look, collar=True)


def _shirt(stage: Stage, look: Look) -> None:
    hanger(stage, 172, 150)
    sleeve = smooth([(640, 222), (640, 222), (706, 262), (744, 420), (790, 720), (802, 812), (802, 812), (716, 830), (716, 830), (690, 640), (650, 420)])
    for side in (-1, 1):
        piece = [(AXIS + side * (x - AXIS), y) for x, y in sleeve]
        drop_shadow(stage, piece, dx=20, dy=24, soft=22, strength=0.26)
        stage.fill(piece, look.base, volume(26, 0.36), *cloth_lights(look, count=3.4, width=240, gain=0.2)[:1], weave_light())
        cuff = [(AXIS + side * (x - AXIS), y) for x, y in ((800, 770), (808, 816), (714, 836), (706, 786))]
        stage.fill(cuff, lighten(look.base, 0.04), volume(9, 0.4), weave_light())
    half = smooth([(480, 240), (560, 200), (560, 200), (640, 222), (640, 222), (664, 400), (668, 700), (676, 940), (676, 940), (620, 990), (560, 1004),
                   (480, 1000)], closed=False)
    body = mirrored(half)
    drop_shadow(stage, body, dx=24, dy=22, soft=26, strength=0.3)
    stage.fill(body, look.base, *cloth_lights(look, count=4, width=420, gain=0.2, grow_from=320, grow=500))
    _placket(stage, look, 262, 998)
    pocket = smooth([(548, 430), (548, 430), (638, 430), (638, 430), (638, 530), (593, 552), (548, 530)], steps=4)
    stage.fill(pocket, lighten(look.base, 0.02), volume(5, 0.3), rim(5, 0.3))
    stage.stroke([(548, 448), (638, 448)], 2, darken(look.base, 0.4), opacity=0.7)
    _collar(stage, look, 212)


def _placket(stage: Stage, look: Look, top: float, bottom: float) -> None:
    """The strip down the front, with its border of accent and its buttons."""
    strip = [(458, top), (502, top), (502, bottom), (458, bottom)]
    stage.fill(strip, lighten(look.base, 0.03), volume(5, 0.4), weave_light())
    for x in (463, 497):
        stage.stroke([(x, top), (x, bottom)], 2, look.accent, opacity=0.85)
    y = top + 60
    while y < bottom - 30:
        shade(stage, ellipse(482, y + 4, 12, 12), 3, 0.5)
        stage.fill(ellipse(480, y, 11, 11), mix(PAPER, look.accent, 0.15), volume(4, 0.6))
        for dx, dy in ((-3, -3), (3, -3), (-3, 3), (3, 3)):
            stage.fill(ellipse(480 + dx, y + dy, 1.6, 1.6, steps=10), (70, 60, 50))
        y += 112


def _collar(stage: Stage, look: Look, y: float) -> None:
    stage.fill(ellipse(480, y - 8, 96, 34), darken(look.base, 0.35))
    stage.stroke(ellipse(480, y - 16, 92, 30, start=180, end=360), 30, darken(look.base, 0.12), volume(8, 0.4))
    for side in (-1, 1):
        wing = [(AXIS + side * (x - AXIS), py) for x, py in smooth([(480, y + 44), (480, y + 44), (540, y + 16), (582, y - 28), (582, y - 28), (604, y + 34),
                                                                     (560, y + 108), (560, y + 108)], steps=8)]
        drop_shadow(stage, wing, dx=5, dy=9, soft=6, strength=0.34)
        stage.fill(wing, lighten(look.base, 0.05), volume(8, 0.4), weave_light())
        edge = [(AXIS + side * (x - AXIS), py) for x, py in ((488, y + 46), (558, y + 98), (596, y + 36))]
        stage.stroke(edge, 1.8, darken(look.base, 0.4), opacity=0.6)


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
    body = smooth([(230, 460), (230, 460), (480, 468), (730, 460), (730, 460), (744, 760), (752, 1020), (740, 1042), (480, 1050), (220, 1042), (208, 1020),
                   (216, 760)])
    drop_shadow(stage, body, dx=20, dy=10, soft=22, strength=0.24)
    lights = cloth_lights(look, count=2.6, width=520, gain=0.2, grow_from=440, grow=400)
    stage.fill(body, cloth, *lights)
    light = mix(look.accent, PAPER, 0.75)
    sheet = enlarged(tibeb(68, 41, cloth, [look.accent, light, darken(look.accent, 0.45)], look.rng), 8)
    panel = [(200, 610), (760, 610), (764, 880), (196, 880)]
    stage.fill(panel, bent(sheet, lambda px, py: ((px - 200) / 560, (py - 610 - 6 * math.sin(px / 90)) / 270), cells=24), *lights[:1], weave_light(),
               clip=body)
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
    plait = coil(110, 16, [straw, lighten(straw, 0.18), darken(straw, 0.15)], lambda c, r: (c + r) % 3, stitch=8, height=16)
    under = ellipse(480, 786, 396, 112)
    stage.fill(under, darken(straw, 0.4), volume(12, 0.3))
    ring = coil(300, 14, [straw, lighten(straw, 0.18), darken(straw, 0.15)], lambda c, r: (c + r) % 3, stitch=6, height=18)
    stage.fill(ellipse(480, 770, 398, 110), polar(ring, 480, 770, 398, 0.276), falloff(120, 700, 860, 860, 1.12, 0.86), volume(8, 0.35))
    shade(stage, ellipse(530, 786, 250, 60), 16, 0.45)
    body = turned(stage, 480, [(60, 500), (150, 506), (196, 530), (214, 580), (224, 680), (232, 770)], plait, tilt=0.22, ambient=0.5)
    dent = ellipse(480, 520, 120, 22)
    stage.fill(dent, darken(straw, 0.2), soft=12, opacity=0.5)
    strip = enlarged(tibeb(70, 11, look.accent, [lighten(look.accent, 0.75), darken(look.accent, 0.5), look.base], look.rng), 8)
    band = [*((480 + r * s, y) for s, r, y in ((-1, 231, 762), (-1, 225, 690))), *ellipse(480, 690, 225, 225 * 0.22, start=180, end=0),
            (711, 762), *ellipse(480, 762, 231, 231 * 0.22, start=0, end=180)]

    def place(px: float, py: float) -> Point:
        u = max(-1.0, min(1.0, (px - 480) / 230))
        return 0.5 + math.asin(u) / math.pi, (py - 690 - 50 * math.sqrt(1 - u * u)) / 72

    stage.fill(band, bent(strip, place, cells=50), body.light(ambient=0.5))


DRAWERS: dict[str, Drawer] = {"dress": dress, "shirt": shirt, "tshirt": tshirt, "tote_bag": tote_bag, "hat": hat}
