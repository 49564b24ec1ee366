"""What is turned on a wheel: the jebena, cups, pots, plates, mugs, candles."""

from __future__ import annotations

from PIL import Image

from .color import PAPER, RGB, darken, lighten, luminance, mix
from .geometry import bezier, ellipse, points, ribbon, smooth
from .ground import cast_shadow, shade
from .lights import Light, falloff, field, grain, mottle, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close, framed
from .patterns import border_colors, coil, painted_band, tibeb
from .stage import Stage
from .surface import mouth, polar, turned

CLAY: tuple[Light, ...] = (mottle(26, 0.10), grain(5.5, 0.08))
COFFEE: RGB = (44, 24, 14)


def straw_ring(stage: Stage, x: float, y: float, half: float) -> None:
    """The woven ring (matot) a round pot stands in."""
    sheet = coil(70, 4, [(206, 170, 110), (168, 66, 44)], lambda c, r: 1 if (c // 5) % 3 == 0 and r in (1, 2) else 0)
    body = turned(stage, x, [(half * 0.92, y - 42), (half, y - 20), (half * 0.96, y)], sheet, tilt=0.2)
    stage.fill(ellipse(x, body.top, half * 0.92, half * 0.18), (70, 48, 28))


def jebena(stage: Stage, look: Look, *, ring: bool = True) -> None:
    belly = look.between(205, 232)
    neck = look.between(44, 54)
    stage = framed(stage, look, (470, 640), 2.2)
    turned_view = look.view == 1
    if turned_view:
        stage = stage.at(500, 610, 0.94, flip=True)
    clay = mix(look.base, (40, 24, 18), 0.35)
    cast_shadow(stage, 480, 985, belly * 0.9)
    if ring:
        straw_ring(stage, 480, 990, belly * 0.66)
    _spout(stage, clay)
    _handle(stage, clay)
    profile = [
        (neck + 20, 268),
        (neck + 6, 300),
        (neck, 350),
        (neck + 4, 430),
        (neck + 28, 505),
        (belly * 0.72, 585),
        (belly * 0.97, 690),
        (belly, 770),
        (belly * 0.93, 860),
        (belly * 0.70, 940),
        (belly * 0.44, 978),
    ]
    turned(stage, 480, profile, _incised(clay, look), *CLAY, gloss=0.55, sharp=18, ambient=0.36, tilt=0.10)
    mouth(stage, 480, 268, neck + 20, lighten(clay, 0.18), darken(clay, 0.75), tilt=0.24, lip=0.2)
    _stopper(stage, neck, look.accent)
    if turned_view:
        small_cup(stage.at(215, 950, 0.44, flip=True, about=(480, 860)), look, full=True)


def _incised(clay: RGB, look: Look) -> Image.Image:
    """The clay with a ring of scratched triangles round the shoulder and lines at the neck."""
    wall = Image.new("RGB", (720, 710), clay)
    cut, lit = darken(clay, 0.5), lighten(clay, 0.14)
    sheet = tibeb(96, 11, clay, [cut, mix(clay, look.accent, 0.55), lit], look.rng).resize(
        (768, 66), Image.Resampling.NEAREST
    )
    wall.paste(sheet.crop((0, 0, 720, 66)), (0, 352))
    for y in (196, 206, 342, 424):
        wall.paste(cut, (0, y, 720, y + 3))
        wall.paste(lit, (0, y + 3, 720, y + 5))
    return wall


def _spout(stage: Stage, clay: RGB) -> None:
    path = bezier((330, 720), (230, 660), (225, 560), (196, 455))
    stage.fill(ribbon(path, 104, 40), clay, volume(26, 0.6), falloff(200, 450, 340, 740, 1.12, 0.75), *CLAY)
    stage.fill(ellipse(195, 454, 21, 9), darken(clay, 0.8))


def _handle(stage: Stage, clay: RGB) -> None:
    path = bezier((522, 370), (720, 350), (740, 560), (655, 690), steps=40)
    stage.fill(ribbon(path, 40, 50), clay, volume(17, 0.75), falloff(520, 350, 720, 700, 1.1, 0.72), *CLAY)


def _stopper(stage: Stage, neck: float, accent: RGB) -> None:
    """A plaited straw stopper with a coloured tuft."""
    straw = mix((208, 172, 112), accent, 0.12)
    sheet = coil(26, 5, [straw, accent], lambda c, r: 1 if r == 2 and c % 4 < 2 else 0, height=14)
    turned(stage, 480, [(10, 196), (neck * 0.62, 212), (neck * 0.78, 250), (neck * 0.72, 268)], sheet, tilt=0.2)
    turned(stage, 480, [(5, 172), (13, 180), (12, 194), (7, 202)], accent, tilt=0.3, gloss=0.2)


def small_cup(stage: Stage, look: Look, *, full: bool, saucer: bool = True) -> None:
    """A sini, the small cup without a handle, its foot at (480, 860)."""
    glaze = mix(look.base, PAPER, 0.93) if luminance(look.base) > 0.25 else mix(look.base, PAPER, 0.9)
    cast_shadow(stage, 480, 868, 300 if saucer else 150)
    if saucer:
        _saucer(stage, look, glaze)
    sheet = tibeb(90, 17, glaze, border_colors(look.base, look.accent), look.rng)
    wall = painted_band((900, 500), glaze, sheet, 0.16, 0.32)
    wall.paste(look.accent, (0, 0, 900, 12))
    profile = points("226,470 224,520 208,620 170,730 122,800 104,822 112,846")
    turned(stage, 480, profile, wall, gloss=0.75, sharp=40, ambient=0.5, tilt=0.2)
    mouth(stage, 480, 470, 226, lighten(glaze, 0.4), darken(glaze, 0.35), tilt=0.25, lip=0.06)
    if full:
        _coffee(stage, 480, 484, 205, 0.215)


def _saucer(stage: Stage, look: Look, glaze: RGB) -> None:
    stage.fill(ellipse(480, 872, 300, 66), darken(glaze, 0.25))
    stage.fill(ellipse(480, 860, 300, 66), glaze, falloff(200, 800, 760, 920, 1.06, 0.86))
    stage.fill(ellipse(480, 860, 292, 61), look.accent, falloff(200, 800, 760, 920, 1.1, 0.85))
    stage.fill(ellipse(480, 860, 280, 57), glaze, falloff(200, 800, 760, 920, 0.92, 1.08))
    shade(stage, ellipse(520, 862, 150, 30), 18, 0.35)


def _coffee(stage: Stage, x: float, y: float, radius: float, tilt: float) -> None:
    stage.fill(ellipse(x, y, radius, radius * tilt), COFFEE, falloff(x - radius, y, x + radius, y, 0.7, 1.5))
    ring = ellipse(x, y, radius, radius * tilt)
    stage.fill(ring, (150, 98, 52), cut=[ellipse(x, y + 1, radius * 0.955, radius * tilt * 0.93)], opacity=0.75)
    stage.fill(
        ellipse(x - radius * 0.3, y - radius * tilt * 0.2, radius * 0.4, radius * tilt * 0.2),
        (214, 190, 160),
        opacity=0.22,
        soft=8,
    )


def coffee_cup(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        small_cup(close(stage, 450, 610, 1.9), look, full=True)
    elif look.view == FRONT:
        small_cup(stage.at(480, 900, 1.22, about=(480, 860)), look, full=True)
    else:
        state = look.rng.getstate()
        for x, y, size, full in ((335, 660, 0.62, False), (670, 735, 0.68, True), (375, 930, 0.80, True)):
            look.rng.setstate(state)
            small_cup(stage.at(x, y, size, about=(480, 860)), look, full=full)
        beans(stage, look, ((700, 960), (760, 985), (660, 1000), (720, 1020)))


def beans(stage: Stage, look: Look, places: tuple[tuple[float, float], ...], size: float = 1.0) -> None:
    """Roasted coffee beans lying about."""
    for i, (x, y) in enumerate(places):
        bean = stage.at(x, y, size * look.between(0.9, 1.1), turn=look.between(0, 180) + i * 40, about=(0, 0))
        shade(stage, ellipse(x + 7 * size, y + 9 * size, 27 * size, 15 * size), 6 * size, 0.5)
        color = mix((70, 40, 22), (104, 62, 34), look.between(0, 1))
        bean.fill(ellipse(0, 0, 28, 19), color, volume(9, 0.7))
        bean.stroke(bezier((-25, 2), (-8, -8), (8, 8), (25, -2)), 4.5, (30, 15, 8))
        bean.stroke(bezier((-25, 4.5), (-8, -5.5), (8, 10.5), (25, 0.5)), 1.6, (150, 104, 70), opacity=0.6)


def pot(stage: Stage, look: Look) -> None:
    """A clay pot with a painted band; turned: the wide low one with its lid."""
    wide = look.between(250, 300)
    sheet = tibeb(100, 21, look.base, [look.accent, darken(look.base, 0.5), lighten(look.base, 0.5)], look.rng)
    wall = painted_band((1100, 700), look.base, sheet, 0.30, 0.18)
    stage = framed(stage, look, (430, 690), 2.3)
    if look.view == 1:
        _lidded_pot(stage, look, wall)
        return
    cast_shadow(stage, 480, 985, wide * 0.72)
    profile = [
        (wide * 0.60, 430),
        (wide * 0.54, 455),
        (wide * 0.55, 500),
        (wide * 0.82, 580),
        (wide, 700),
        (wide * 0.96, 800),
        (wide * 0.78, 900),
        (wide * 0.52, 975),
        (wide * 0.5, 985),
    ]
    turned(stage, 480, profile, wall, *CLAY, gloss=0.22, sharp=12, tilt=0.12)
    mouth(stage, 480, 430, wide * 0.60, lighten(look.base, 0.15), darken(look.base, 0.7), tilt=0.24, lip=0.12)


def _lidded_pot(stage: Stage, look: Look, wall: Image.Image) -> None:
    cast_shadow(stage, 480, 960, 290)
    for side in (-1, 1):
        path = bezier(
            (480 + side * 296, 720), (480 + side * 400, 700), (480 + side * 390, 830), (480 + side * 285, 810)
        )
        stage.fill(ribbon(path, 34), look.base, volume(14, 0.7), *CLAY)
    turned(
        stage,
        480,
        [(292, 660), (312, 720), (306, 800), (260, 900), (190, 955)],
        wall,
        *CLAY,
        gloss=0.22,
        sharp=12,
        tilt=0.14,
    )
    turned(
        stage,
        480,
        [(26, 520), (60, 540), (190, 590), (290, 640), (304, 664)],
        lighten(look.base, 0.06),
        *CLAY,
        gloss=0.2,
        sharp=12,
        tilt=0.2,
    )
    turned(stage, 480, [(30, 462), (44, 480), (40, 505), (24, 530)], look.base, *CLAY, gloss=0.25, sharp=12, tilt=0.3)


def plate(stage: Stage, look: Look) -> None:
    stage = framed(stage, look, (330, 560), 2.3)
    if look.view == 1:
        state = look.rng.getstate()
        for y in (960, 905, 850):
            look.rng.setstate(state)
            _plate_flat(stage.at(480, y, 1.0, about=(480, 640)), look, 350, 0.34)
        return
    _plate_flat(stage, look, 370, 0.94)


def _plate_flat(stage: Stage, look: Look, radius: float, tilt: float) -> None:
    """A plate seen at a slant: ``tilt`` 1 is straight from above."""
    glaze = mix(look.base, PAPER, 0.86) if luminance(look.base) < 0.7 else look.base
    x, y, thick = 480, 640, radius * 0.07
    shade(
        stage, ellipse(x + radius * 0.10, y + radius * 0.10 + thick, radius * 1.0, radius * tilt), radius * 0.09, 0.36
    )
    shade(
        stage, ellipse(x + radius * 0.03, y + radius * 0.03 + thick, radius * 0.98, radius * tilt), radius * 0.02, 0.4
    )
    stage.fill(ellipse(x, y + thick * (1.1 - tilt) * 1.4, radius, radius * tilt), darken(glaze, 0.25), rim(30, 0.5))
    sheet = tibeb(160, 15, glaze, border_colors(look.base, look.accent), look.rng)
    face = Image.new("RGB", (1600, 400), glaze)
    face.paste(sheet.resize((1600, 75), Image.Resampling.NEAREST), (0, 312))
    face.paste(look.base, (0, 392, 1600, 400))
    face.paste(look.base, (0, 196, 1600, 202))
    well = falloff(x - radius, y - radius * tilt, x + radius, y + radius * tilt, 0.93, 1.08)
    stage.fill(ellipse(x, y, radius, radius * tilt), polar(face, x, y, radius, tilt), well, volume(7, 0.3))
    stage.fill(
        ellipse(x, y, radius * 0.68, radius * 0.68 * tilt),
        polar(face, x, y, radius, tilt),
        falloff(x - radius * 0.6, y - radius * tilt * 0.6, x + radius * 0.6, y + radius * tilt * 0.6, 0.86, 1.1),
    )
    stage.fill(
        ellipse(x - radius * 0.34, y - radius * tilt * 0.36, radius * 0.3, radius * 0.12 * tilt),
        (255, 255, 255),
        opacity=0.3,
        soft=18,
    )


def mug(stage: Stage, look: Look) -> None:
    stage = framed(stage, look, (420, 720), 2.2)
    if look.view == 1:
        stage = stage.at(480, 600, 1.0, flip=True)
    cast_shadow(stage, 460, 930, 230)
    glaze = look.base
    handle = bezier((640, 600), (850, 570), (850, 850), (630, 830), steps=40)
    stage.fill(ribbon(handle, 46, 50), glaze, volume(18, 0.7), mottle(18, 0.06))
    sheet = tibeb(84, 15, glaze, [look.accent, mix(glaze, PAPER, 0.7), darken(glaze, 0.3)], look.rng)
    wall = painted_band((900, 600), glaze, sheet, 0.36, 0.28)
    wall.paste(darken(glaze, 0.2), (0, 560, 900, 600))
    body = turned(
        stage,
        460,
        points("206,490 208,560 206,700 202,830 190,900 168,930"),
        wall,
        mottle(14, 0.03),
        gloss=0.5,
        sharp=36,
        tilt=0.14,
        ambient=0.46,
    )
    mouth(stage, 460, body.top, 206, lighten(glaze, 0.35), darken(mix(glaze, PAPER, 0.5), 0.3), tilt=0.24, lip=0.08)
    _coffee(stage, 460, 506, 182, 0.2)
    if look.view == 1:
        beans(stage, look, ((740, 980), (790, 1010), (700, 1022)))


def candle(stage: Stage, look: Look) -> None:
    stage = framed(stage, look, (480, 600), 2.0)
    count = 3 if look.view == 1 else 1
    for x, top, wide in ((480, 560, 150), (270, 700, 105), (690, 650, 112))[:count][::-1]:
        _one_candle(stage, look, x, top, wide)


def _one_candle(stage: Stage, look: Look, x: float, top: float, wide: float) -> None:
    wax = mix(look.base, PAPER, 0.35)
    cast_shadow(stage, x, 975, wide)
    turned(
        stage,
        x,
        [(wide, top), (wide * 1.01, top + 60), (wide, 960), (wide * 0.97, 975)],
        wax,
        mottle(30, 0.05),
        tilt=0.16,
        ambient=0.6,
        gloss=0.2,
        sharp=10,
    )
    mouth(stage, x, top, wide, lighten(wax, 0.4), mix(wax, look.accent, 0.3), tilt=0.22, lip=0.09)
    glow = field(
        lambda px, py: 1.0 + 0.7 * max(0.0, 1 - ((px - x) ** 2 / wide**2 + (py - top) ** 2 / (wide * 0.9) ** 2)),
        cells=24,
    )
    stage.fill(ellipse(x, top + 4, wide * 0.8, wide * 0.17), lighten(wax, 0.2), glow)
    stage.stroke(bezier((x, top + 6), (x + 4, top - 10), (x - 2, top - 20), (x + 3, top - 34)), 7, (50, 36, 28))
    flame = smooth(
        [
            (x + 2, top - 150),
            (x + 2, top - 150),
            (x + 20, top - 90),
            (x + 24, top - 55),
            (x + 2, top - 28),
            (x - 21, top - 55),
            (x - 14, top - 92),
        ]
    )
    stage.fill(ellipse(x, top - 80, 90, 120), (255, 214, 130), opacity=0.4, soft=44)
    stage.fill(flame, (250, 168, 52), soft=3)
    stage.fill([(x + (px - x) * 0.62, top - 34 + (py - top + 34) * 0.72) for px, py in flame], (255, 240, 190), soft=4)


DRAWERS: dict[str, Drawer] = {
    "jebena": jebena,
    "coffee_cup": coffee_cup,
    "pot": pot,
    "plate": plate,
    "mug": mug,
    "candle": candle,
}
