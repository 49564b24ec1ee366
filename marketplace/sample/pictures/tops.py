"""Shirts and T-shirts, hanging and folded."""

from __future__ import annotations

from PIL import Image

from .cloth import weave_light
from .color import PAPER, darken, lighten, luminance, mix
from .garments import AXIS, cloth_lights, hanger, mirrored
from .geometry import bezier, ellipse, offset, points, smooth
from .ground import drop_shadow, shade
from .lights import Light, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .stage import Stage
from .surface import bent


def tshirt(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _tshirt(close(stage, 470, 330, 2.3), look)
    elif look.view == FRONT:
        _tshirt(stage, look)
    else:
        _folded_top(stage, look, collar=False)


TEE = points(
    "480,262 530,258 566,238 590,196 590,196 648,214 700,244 748,330 804,452 804,452 "
    "700,506 700,506 678,440 674,446 680,620 690,960 690,960 600,974 480,978"
)


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
    stage.fill(
        diamond, bent(big, lambda px, py: ((px - 318) / 324, (py - 348) / 324), cells=32), *lights[:1], weave_light()
    )


def _folded_top(stage: Stage, look: Look, *, collar: bool) -> None:
    """A shirt folded to a neat square, seen from above."""
    stage = stage.at(480, 600, 1.06, turn=-5)
    outline = smooth(
        points(
            "300,330 300,330 400,312 560,312 660,330 660,330 676,420 672,880 672,880 480,890 288,880 288,880 284,420"
        )
    )
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
    sleeve = smooth(points("640,222 640,222 706,262 744,420 790,720 802,812 802,812 716,830 716,830 690,640 650,420"))
    for side in (-1, 1):
        piece = [(AXIS + side * (x - AXIS), y) for x, y in sleeve]
        drop_shadow(stage, piece, dx=20, dy=24, soft=22, strength=0.26)
        stage.fill(
            piece, look.base, volume(26, 0.36), *cloth_lights(look, count=3.4, width=240, gain=0.2)[:1], weave_light()
        )
        cuff = [(AXIS + side * (x - AXIS), y) for x, y in ((800, 770), (808, 816), (714, 836), (706, 786))]
        stage.fill(cuff, lighten(look.base, 0.04), volume(9, 0.4), weave_light())
    half = smooth(
        points("480,240 560,200 560,200 640,222 640,222 664,400 668,700 676,940 676,940 620,990 560,1004 480,1000"),
        closed=False,
    )
    body = mirrored(half)
    drop_shadow(stage, body, dx=24, dy=22, soft=26, strength=0.3)
    stage.fill(body, look.base, *cloth_lights(look, count=4, width=420, gain=0.2, grow_from=320, grow=500))
    _placket(stage, look, 262, 998)
    pocket = smooth(points("548,430 548,430 638,430 638,430 638,530 593,552 548,530"), steps=4)
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
        wing = [
            (AXIS + side * (x - AXIS), py)
            for x, py in smooth(
                [
                    (480, y + 44),
                    (480, y + 44),
                    (540, y + 16),
                    (582, y - 28),
                    (582, y - 28),
                    (604, y + 34),
                    (560, y + 108),
                    (560, y + 108),
                ],
                steps=8,
            )
        ]
        drop_shadow(stage, wing, dx=5, dy=9, soft=6, strength=0.34)
        stage.fill(wing, lighten(look.base, 0.05), volume(8, 0.4), weave_light())
        edge = [(AXIS + side * (x - AXIS), py) for x, py in ((488, y + 46), (558, y + 98), (596, y + 36))]
        stage.stroke(edge, 1.8, darken(look.base, 0.4), opacity=0.6)


DRAWERS: dict[str, Drawer] = {"tshirt": tshirt, "shirt": shirt}
