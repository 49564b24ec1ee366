"""What is eaten and drunk, and the jars, bags and boxes it comes in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from .color import RGB, BRASS, PAPER, WHITE, WOOD, darken, lighten, luminance, mix
from .geometry import Path, Point, bezier, ellipse, rectangle, ribbon, rounded, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import falloff, field, grain, mottle, noise, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .patterns import tibeb
from .pottery import beans, small_cup
from .solids import Box, View, dim, slab
from .stage import Stage
from .surface import Turned, bent, mouth, turned


def label_art(look: Look, size: tuple[int, int]) -> Image.Image:
    """A printed label: paper, a woven band, and hills under a sun or a branch with berries."""
    width, height = size
    paper = lighten(mix(look.base, PAPER, 0.90), 0.2)
    ink = darken(look.base, 0.25) if luminance(look.base) < 0.75 else darken(look.accent, 0.3)
    image = Image.new("RGB", size, paper)
    art = Stage(image, (width / 300, 0.0, 0.0, height / 300, 0.0, 0.0))
    band = tibeb(60, 11, paper, [ink, look.accent, lighten(ink, 0.4)], look.rng).resize((width, round(height * 0.12)), Image.Resampling.NEAREST)
    image.paste(band, (0, round(height * 0.84)))
    window = rounded(26, 26, 248, 206, 12)
    art.fill(window, lighten(mix(look.accent, PAPER, 0.7), 0.1))
    (_hills, _branch)[look.rng.randrange(2)](art, look, ink, window)
    return image


def _hills(art: Stage, look: Look, ink: RGB, window: Path) -> None:
    sun = mix(look.accent, (240, 176, 60), 0.65)
    art.fill(ellipse(look.between(100, 200), 110, 42, 42), sun, clip=window)
    for y, lift, tone in ((150, 46, 0.55), (180, 34, 0.3), (208, 22, 0.0)):
        ridge = smooth([(0, y), (60, y - lift), (120, y - lift * 0.2), (190, y - lift * 1.2), (250, y - lift * 0.3), (310, y - lift)], closed=False)
        art.fill([*ridge, (310, 300), (0, 300)], mix(ink, look.accent, tone), clip=window)


def _branch(art: Stage, look: Look, ink: RGB, window: Path) -> None:
    stem = bezier((60, 220), (110, 150), (170, 120), (240, 60))
    art.stroke(stem, 5, ink, clip=window)
    for i, (x, y) in enumerate(stem[3:22:4]):
        for side in (-1, 1):
            leaf = art.at(x, y, 1.0, turn=-45 + side * 62 + i * 3, about=(0, 0))
            leaf.fill(smooth([(0, 0), (0, 0), (28, -15), (62, 0), (62, 0), (28, 15)]), mix(ink, look.accent, 0.15 * i))
        art.fill(ellipse(x + 6, y + 9, 9, 9), look.accent)


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
    body = smooth([(262, 236), (262, 236), (690, 236), (690, 236), (696, 420), (722, 700), (728, 1000), (724, 1024), (724, 1024), (480, 1042), (244, 1024),
                   (244, 1024), (236, 1000), (238, 700), (256, 420)])

    def crumple(x: float, y: float) -> float:
        pinch = max(0.0, 1 - (y - 330) / 300) if y > 330 else 0.4
        waves = 0.07 * math.sin(x / 26 + math.sin(y / 70) * 1.6) * pinch + 0.05 * math.sin(x / 60 - y / 90)
        across = (x - 480) / 240
        return 1.06 + waves - 0.16 * across - 0.28 * max(0.0, across - 0.55) - 0.12 * max(0.0, (y - 900) / 120)

    stage.fill(body, foil, field(crumple, cells=90), volume(46, 0.42), mottle(3, 0.04))
    stage.fill(smooth([(290, 400), (290, 400), (316, 640), (304, 960), (286, 960), (276, 640)]), lighten(foil, 0.5), opacity=0.30, soft=14)
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
    stage.fill(rectangle(264, 238, 424, 52), lighten(foil, 0.06), field(lambda x, y: 1 + 0.13 * math.sin(y * 0.9) - 0.0004 * (x - 480), cells=110))
    tie = rounded(246, 318, 462, 30, 8)
    drop_shadow(stage, tie, dx=3, dy=6, soft=5, strength=0.4)
    stage.fill(tie, mix(BRASS, foil, 0.2), volume(8, 0.6), falloff(246, 300, 708, 300, 1.2, 0.8))


def glass_shine(stage: Stage, body: Turned, low: float, high: float, *, strength: float = 0.55) -> None:
    """The window's reflection down the left of a glass, and a thin line of light at the right edge."""
    ys = [low + (high - low) * i / 20 for i in range(21)]
    streak = [(body.x - body.radius(y) * 0.80, y) for y in ys] + [(body.x - body.radius(y) * 0.62, y) for y in reversed(ys)]
    stage.fill(streak, WHITE, opacity=strength, soft=5)
    edge = [(body.x + body.radius(y) * 0.93, y) for y in ys] + [(body.x + body.radius(y) * 0.97, y) for y in reversed(ys)]
    stage.fill(edge, WHITE, opacity=strength * 0.6, soft=3)


def wrapped_label(stage: Stage, body: Turned, art: Image.Image, top: float, bottom: float, *, reach: float = 0.80) -> None:
    """A paper label glued round the front of a jar; ``reach`` is how far round it goes (1 is to the edges)."""
    across = [-reach + 2 * reach * i / 24 for i in range(25)]

    def at(u: float, y: float) -> Point:
        return body.x + u * body.radius(y), y + body.tilt * body.radius(y) * math.sqrt(1 - u * u)

    outline = [at(u, top) for u in across] + [at(u, bottom) for u in reversed(across)]
    limit = math.asin(reach)

    def place(x: float, y: float) -> Point:
        u, v = body.place(x, y)
        down = body.top + v * (body.bottom - body.top)
        return 0.5 + math.asin(max(-1.0, min(1.0, u))) / limit / 2, (down - top) / (bottom - top)

    shade(stage, outline, 4, 0.35)
    stage.fill(outline, bent(art, place, cells=48), body.light(ambient=0.5), mottle(3, 0.03))


Profile = Sequence[Point]


def _filled_jar(stage: Stage, x: float, profile: Profile, content: RGB, *, coarse: float, fill_from: float, glow: float = 0.0) -> Turned:
    """A clear jar: the far glass, what is in it, the near glass."""
    glass = mix(content, (226, 232, 230), 0.86)
    body = turned(stage, x, profile, glass, tilt=0.12, ambient=0.7)
    inside = [(r - 12, y) for r, y in profile if y >= fill_from]
    inside = [(Turned(x, body.profile).radius(fill_from) - 12, fill_from), *[p for p in inside if p[1] > fill_from + 6]]
    inside[-1] = (inside[-1][0], inside[-1][1] - 8)
    lights = [grain(coarse, 0.30), mottle(coarse * 1.6, 0.16)] if coarse else [
        field(lambda px, py: 1.0 + glow * max(0.0, 1 - ((px - x - 60) ** 2 + (py - 820) ** 2) / 52000), cells=30)]
    turned(stage, x, inside, content, *lights, tilt=0.12, ambient=0.52)
    top = inside[0]
    stage.fill(ellipse(x, top[1], top[0], top[0] * 0.14), lighten(content, 0.12), *lights[:1])
    return body


def spice_jar(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 440, 720, 2.2)
    if look.view == 1:
        spice_heap(stage, look, 300, 1010, 190)
        _spice(stage.at(590, 590, 0.9), look)
        return
    _spice(stage, look)


def _spice(stage: Stage, look: Look) -> None:
    cast_shadow(stage, 480, 985, 205)
    profile = [(150, 420), (158, 450), (202, 490), (212, 540), (212, 900), (206, 960), (188, 985)]
    body = _filled_jar(stage, 480, profile, look.base, coarse=4, fill_from=520)
    wrapped_label(stage, body, label_art(look, (760, 620)), 610, 860)
    glass_shine(stage, body, 480, 960)
    _wooden_lid(stage, 480, 424, 168, 92)


def _wooden_lid(stage: Stage, x: float, base: float, half: float, high: float) -> None:
    wood = Image.new("RGB", (400, 100), (190, 146, 98))
    streaks = noise((400, 100), 9, 5).resize((400, 400)).crop((0, 0, 400, 100))
    wood = Image.composite(Image.new("RGB", wood.size, (158, 114, 72)), wood, streaks)
    body = turned(stage, x, [(half * 0.98, base - high), (half, base - high + 8), (half, base)], wood, tilt=0.13, ambient=0.5)
    stage.fill(ellipse(x, body.top, half * 0.98, half * 0.20), (206, 164, 116), volume(4, 0.3), falloff(x - half, base, x + half, base, 1.1, 0.92))
    for share in (0.3, 0.55, 0.8):
        stage.stroke(ellipse(x - 6, body.top, half * share, half * 0.2 * share), 2, (164, 120, 78), opacity=0.5)


def spice_heap(stage: Stage, look: Look, x: float, y: float, half: float, *, color: RGB | None = None) -> None:
    """A small heap of ground spice or tea on the ground."""
    tone = color or look.base
    cast_shadow(stage, x, y, half, depth=0.2)
    outline = smooth([(x - half, y), (x - half * 0.62, y - half * 0.3), (x - half * 0.1, y - half * 0.62), (x + half * 0.2, y - half * 0.5),
                      (x + half * 0.7, y - half * 0.22), (x + half, y + 4), (x + half * 0.4, y + half * 0.2), (x - half * 0.5, y + half * 0.18)])
    stage.fill(outline, tone, volume(half * 0.3, 0.5), grain(7, 0.4), mottle(9, 0.2))
    crumbs = [ellipse(x + look.rng.gauss(0, half * 0.5), y + half * 0.12 + look.rng.uniform(-6, half * 0.2), 4, 3, steps=10) for _ in range(60)]
    stage.fill_all(crumbs, darken(tone, 0.12), volume(1.5, 0.4))


def honey_jar(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _honey(close(stage, 470, 720, 2.2), look, cloth=True)
    elif look.view == FRONT:
        _honey(stage, look, cloth=True)
    else:
        _honey(stage.at(430, 580, 0.92), look, cloth=False)
        _dipper(stage, look)


def _honey(stage: Stage, look: Look, *, cloth: bool) -> None:
    honey = mix(look.base, (222, 138, 22), 0.6)
    cast_shadow(stage, 480, 985, 235)
    shade(stage, ellipse(600, 1010, 200, 34), 22, 0.12)
    stage.fill(ellipse(600, 1008, 150, 24), honey, opacity=0.35, soft=22)
    profile = [(176, 470), (184, 500), (234, 545), (252, 610), (256, 720), (252, 840), (234, 930), (196, 985)]
    body = _filled_jar(stage, 480, profile, honey, coarse=0, fill_from=552, glow=0.65)
    wrapped_label(stage, body, label_art(look, (760, 620)), 660, 880, reach=0.74)
    glass_shine(stage, body, 520, 960, strength=0.6)
    if cloth:
        _cloth_cover(stage, look, 480, 470)
    else:
        mouth(stage, 480, 470, 176, mix(honey, WHITE, 0.75), mix(honey, WHITE, 0.35), tilt=0.2, lip=0.07)


def _cloth_cover(stage: Stage, look: Look, x: float, y: float) -> None:
    """A square of woven cotton tied over the lid."""
    cloth = mix(look.accent, PAPER, 0.12)
    skirt = smooth([(x - 190, y - 40), (x - 232, y + 70), (x - 190, y + 92), (x - 120, y + 66), (x - 50, y + 104), (x + 30, y + 72), (x + 110, y + 106),
                    (x + 180, y + 70), (x + 238, y + 88), (x + 192, y - 40), (x, y - 60)])
    drop_shadow(stage, skirt, dx=6, dy=14, soft=9, strength=0.4)
    checks = Image.new("RGB", (48, 48), cloth)
    checks.putdata([mix(cloth, PAPER, 0.4 * (i % 48 // 3 % 2) + 0.4 * (i // 48 // 3 % 2)) for i in range(48 * 48)])
    fold = field(lambda px, py: 1.0 + 0.26 * math.sin((px - x) / 21 + 1) * min(1.0, max(0.2, (py - y) / 80)) - 0.0009 * (px - x), cells=90)
    paint = bent(checks, lambda px, py: ((px - x + 240) / 480, (py - y + 130) / 240), cells=20)
    stage.fill(skirt, paint, fold, volume(12, 0.4))
    crown = smooth([(x - 186, y - 6), (x - 182, y - 62), (x - 90, y - 92), (x + 90, y - 92), (x + 182, y - 62), (x + 186, y - 6), (x, y + 26)])
    stage.fill(crown, paint, volume(22, 0.45))
    stage.stroke(bezier((x - 188, y - 4), (x - 90, y + 34), (x + 90, y + 34), (x + 188, y - 4)), 13, (206, 176, 124), volume(4, 0.8), grain(4, 0.3))
    for side in (-1, 1):
        stage.stroke(bezier((x + 20, y + 24), (x + 20 + side * 70, y - 10), (x + 20 + side * 76, y + 60), (x + 20, y + 28)), 9, (206, 176, 124), volume(3, 0.8))
        stage.stroke(bezier((x + 20, y + 26), (x + 20 + side * 18, y + 60), (x + 20 + side * 34, y + 80), (x + 20 + side * 30, y + 116)), 8, (206, 176, 124),
                     volume(3, 0.8))


def _dipper(stage: Stage, look: Look) -> None:
    """A wooden honey dipper leaning at the front, with a pool of honey."""
    honey = mix(look.base, (222, 138, 22), 0.6)
    pool = smooth([(600, 1040), (660, 1014), (760, 1016), (838, 1040), (800, 1074), (700, 1084), (630, 1070)])
    drop_shadow(stage, pool, dx=8, dy=7, soft=8, strength=0.28)
    stage.fill(pool, honey, volume(16, 0.7))
    lean = stage.at(716, 1020, 1.0, turn=40, about=(0, 0))
    lean.stroke([(0, -360), (0, -60)], 22, WOOD, volume(8, 0.8), end=20)
    lean.fill(ellipse(0, -364, 17, 17), WOOD, volume(7, 0.7))
    for i in range(6):
        wide = 40 + 16 * math.sin(math.pi * (i + 0.5) / 6)
        lean.fill(rounded(-wide, -86 + i * 20, wide * 2, 15, 7), mix(WOOD, honey, 0.4), volume(6, 0.8))
    lean.fill(smooth([(-44, -20), (0, -40), (46, -10), (30, 34), (-8, 44), (-40, 24)]), honey, volume(14, 0.8), opacity=0.85)


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
    for face, wide, tone in ((box.side(stage), d, dim(look.base, 0.34 if box.view.yaw < 0 else 0.04)), (box.front(stage), w, look.base)):
        face.fill(rectangle(0, 0, wide, h), tone, falloff(0, 0, wide, h, 1.08, 0.9), mottle(3, 0.04))
        lit = falloff(0, 0, wide, 0, 1.0, 0.94) if wide == w else falloff(0, 0, 1, 0, 0.72 if box.view.yaw < 0 else 0.97, 0.7)
        for y in (h * 0.08, h * 0.80):
            face.fill(rectangle(0, y, wide, h * 0.12), bent(sheet, lambda px, py, y=y, wide=wide: (px / w, (py - y) / (h * 0.12)), cells=32), lit)
    front = box.front(stage)
    front.fill(rounded(w * 0.14, h * 0.28, w * 0.72, h * 0.44, 8), bent(art, lambda px, py: ((px - w * 0.14) / (w * 0.72), (py - h * 0.28) / (h * 0.44)), cells=32),
               falloff(0, 0, w, 0, 1.02, 0.95))
    box.top(stage).fill(rectangle(0, 0, w, d), lighten(look.base, 0.16), falloff(0, 0, w, d, 1.12, 1.0))
    box.top(stage).fill(rectangle(w * 0.1, d * 0.1, w * 0.8, d * 0.8), lighten(look.base, 0.22), volume(4, 0.3))
    front.stroke([(0, 1), (w, 1)], 2.4, lighten(look.base, 0.45), opacity=0.8)
    front.stroke([(0, h * 0.24), (w, h * 0.24)], 2.4, darken(look.base, 0.5), opacity=0.7)


def oil_bottle(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 450, 760, 2.1)
    if look.view == 1:
        _bottle(stage.at(350, 590, 0.86), look, tall=False)
        _bottle(stage.at(610, 610, 0.98), look, tall=True)
        return
    _bottle(stage, look, tall=True)


def _bottle(stage: Stage, look: Look, *, tall: bool) -> None:
    rise = 0 if tall else 120
    oil = look.base
    cast_shadow(stage, 480, 1020, 150)
    stage.fill(ellipse(600, 1040, 120, 18), oil, opacity=0.3, soft=20)
    profile = [(48, 250 + rise), (50, 262 + rise), (44, 280 + rise), (46, 400 + rise), (70, 470 + rise), (146, 560 + rise), (158, 620 + rise), (158, 940),
               (152, 1000), (136, 1020)]
    glow = field(lambda x, y: 1.0 + 0.5 * max(0.0, 1 - ((x - 540) ** 2 / 5200 + (y - 860) ** 2 / 60000)), cells=30)
    body = turned(stage, 480, profile, oil, glow, tilt=0.12, gloss=0.4, sharp=30, ambient=0.5)
    wrapped_label(stage, body, label_art(look, (700, 700)), 690, 930, reach=0.84)
    glass_shine(stage, body, 590 + rise, 1000, strength=0.5)
    glass_shine(stage, body, 300 + rise, 430 + rise, strength=0.45)
    turned(stage, 480, [(38, 176 + rise), (44, 184 + rise), (42, 250 + rise)], (196, 152, 104), grain(7, 0.3), mottle(6, 0.2), tilt=0.2)
    stage.fill(ellipse(480, 176 + rise, 38, 8), (214, 174, 128), mottle(6, 0.2))
    turned(stage, 480, [(50, 250 + rise), (54, 262 + rise), (52, 288 + rise)], darken(oil, 0.15), tilt=0.14, gloss=0.6)


def soap(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 430, 640, 2.2)
    bar = mix(look.base, PAPER, 0.25)
    view = View(-26 if look.view != 1 else 24, 44)
    places = ((480, 760),) if look.view != 1 else ((470, 830), (500, 690))
    for n, (x, y) in enumerate(places):
        w, d = 430, 270
        origin = (x - view.right[0] * w / 2 - view.near[0] * d / 2, y - 90 - view.right[1] * w / 2 - view.near[1] * d / 2)
        top = slab(stage, origin, view.right, view.near, (0, 92), rounded(0, 0, w, d, 46), dim(bar, 0.16), volume(30, 0.5), mottle(24, 0.06), soft=24)
        top.fill(rounded(0, 0, w, d, 46), bar, volume(10, 0.35), mottle(22, 0.08), falloff(0, 0, w, d, 1.08, 0.98))
        if n == len(places) - 1:
            _soap_mark(top, look, bar, w, d)


def _soap_mark(top: Stage, look: Look, bar: RGB, w: float, d: float) -> None:
    """A pressed leaf and a paper band round the bar."""
    band = tibeb(24, 41, lighten(mix(look.accent, PAPER, 0.85), 0.2), [look.accent, darken(look.accent, 0.4), look.base], look.rng)
    top.fill(rectangle(w * 0.62, 0, w * 0.26, d), bent(band, lambda x, y: ((x - w * 0.62) / (w * 0.26), y / d), cells=32), falloff(0, 0, w, d, 1.05, 0.95))
    for turn in (-50, -18, 14):
        leaf = top.at(w * 0.26, d * 0.62, 1.0, turn=turn - 30, about=(0, 0))
        shape = smooth([(0, 0), (0, 0), (44, -20), (96, 0), (96, 0), (44, 20)])
        leaf.fill(shape, darken(bar, 0.12), volume(7, -0.5))
        leaf.stroke([(8, 0), (88, 0)], 2.5, lighten(bar, 0.3), opacity=0.6)


DRAWERS: dict[str, Drawer] = {
    "coffee_bag": coffee_bag,
    "spice_jar": spice_jar,
    "honey_jar": honey_jar,
    "tea_box": tea_box,
    "oil_bottle": oil_bottle,
    "soap": soap,
}
