"""Jars and bottles: spice, honey, oil."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from .color import PAPER, RGB, WHITE, WOOD, darken, lighten, mix
from .geometry import Point, bezier, ellipse, points, rounded, smooth
from .ground import cast_shadow, drop_shadow, shade
from .labels import label_art
from .lights import falloff, field, grain, mottle, noise, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .stage import Stage
from .surface import Turned, bent, mouth, turned


def glass_shine(stage: Stage, body: Turned, low: float, high: float, *, strength: float = 0.55) -> None:
    """The window's reflection down the left of a glass, and a thin line of light at the right edge."""
    ys = [low + (high - low) * i / 20 for i in range(21)]
    streak = [(body.x - body.radius(y) * 0.80, y) for y in ys] + [
        (body.x - body.radius(y) * 0.62, y) for y in reversed(ys)
    ]
    stage.fill(streak, WHITE, opacity=strength, soft=5)
    edge = [(body.x + body.radius(y) * 0.93, y) for y in ys] + [
        (body.x + body.radius(y) * 0.97, y) for y in reversed(ys)
    ]
    stage.fill(edge, WHITE, opacity=strength * 0.6, soft=3)


def wrapped_label(
    stage: Stage, body: Turned, art: Image.Image, top: float, bottom: float, *, reach: float = 0.80
) -> None:
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


def _filled_jar(
    stage: Stage, x: float, profile: Profile, content: RGB, *, coarse: float, fill_from: float, glow: float = 0.0
) -> Turned:
    """A clear jar: the far glass, what is in it, the near glass."""
    glass = mix(content, (226, 232, 230), 0.86)
    body = turned(stage, x, profile, glass, tilt=0.12, ambient=0.7)
    inside = [(r - 12, y) for r, y in profile if y >= fill_from]
    inside = [(Turned(x, body.profile).radius(fill_from) - 12, fill_from), *[p for p in inside if p[1] > fill_from + 6]]
    inside[-1] = (inside[-1][0], inside[-1][1] - 8)
    lights = (
        [grain(coarse, 0.30), mottle(coarse * 1.6, 0.16)]
        if coarse
        else [field(lambda px, py: 1.0 + glow * max(0.0, 1 - ((px - x - 60) ** 2 + (py - 820) ** 2) / 52000), cells=30)]
    )
    turned(stage, x, inside, content, *lights, tilt=0.12, ambient=0.52)
    top = inside[0]
    stage.fill(ellipse(x, top[1], top[0], top[0] * 0.14), lighten(content, 0.12), *lights[:1])
    return body


def spice_jar(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 440, 720, 2.2)
    if look.view == 1:
        _spice(stage.at(590, 590, 0.9), look)
        spice_heap(stage, look, 300, 1010, 190)
        return
    _spice(stage, look)


def _spice(stage: Stage, look: Look) -> None:
    cast_shadow(stage, 480, 985, 205)
    profile = points("150,420 158,450 202,490 212,540 212,900 206,960 188,985")
    body = _filled_jar(stage, 480, profile, look.base, coarse=4, fill_from=520)
    wrapped_label(stage, body, label_art(look, (760, 620)), 610, 860)
    glass_shine(stage, body, 480, 960)
    _wooden_lid(stage, 480, 424, 168, 92)


def _wooden_lid(stage: Stage, x: float, base: float, half: float, high: float) -> None:
    wood = Image.new("RGB", (400, 100), (190, 146, 98))
    streaks = noise((400, 100), 9, 5).resize((400, 400)).crop((0, 0, 400, 100))
    wood = Image.composite(Image.new("RGB", wood.size, (158, 114, 72)), wood, streaks)
    body = turned(
        stage, x, [(half * 0.98, base - high), (half, base - high + 8), (half, base)], wood, tilt=0.13, ambient=0.5
    )
    stage.fill(
        ellipse(x, body.top, half * 0.98, half * 0.20),
        (206, 164, 116),
        volume(4, 0.3),
        falloff(x - half, base, x + half, base, 1.1, 0.92),
    )
    for share in (0.3, 0.55, 0.8):
        stage.stroke(ellipse(x - 6, body.top, half * share, half * 0.2 * share), 2, (164, 120, 78), opacity=0.5)


def spice_heap(stage: Stage, look: Look, x: float, y: float, half: float, *, color: RGB | None = None) -> None:
    """A small heap of ground spice or tea on the ground."""
    tone = color or look.base
    cast_shadow(stage, x, y, half, depth=0.2)
    outline = smooth(
        [
            (x - half, y),
            (x - half * 0.62, y - half * 0.3),
            (x - half * 0.1, y - half * 0.62),
            (x + half * 0.2, y - half * 0.5),
            (x + half * 0.7, y - half * 0.22),
            (x + half, y + 4),
            (x + half * 0.4, y + half * 0.2),
            (x - half * 0.5, y + half * 0.18),
        ]
    )
    stage.fill(outline, tone, volume(half * 0.3, 0.5), grain(7, 0.4), mottle(9, 0.2))
    crumbs = [
        ellipse(x + look.rng.gauss(0, half * 0.5), y + half * 0.12 + look.rng.uniform(-6, half * 0.2), 4, 3, steps=10)
        for _ in range(60)
    ]
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
    profile = points("176,470 184,500 234,545 252,610 256,720 252,840 234,930 196,985")
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
    skirt = smooth(
        [
            (x - 190, y - 40),
            (x - 232, y + 70),
            (x - 190, y + 92),
            (x - 120, y + 66),
            (x - 50, y + 104),
            (x + 30, y + 72),
            (x + 110, y + 106),
            (x + 180, y + 70),
            (x + 238, y + 88),
            (x + 192, y - 40),
            (x, y - 60),
        ]
    )
    drop_shadow(stage, skirt, dx=6, dy=14, soft=9, strength=0.4)
    checks = Image.new("RGB", (48, 48), cloth)
    checks.putdata([mix(cloth, PAPER, 0.4 * (i % 48 // 3 % 2) + 0.4 * (i // 48 // 3 % 2)) for i in range(48 * 48)])
    fold = field(
        lambda px, py: 1.0 + 0.26 * math.sin((px - x) / 21 + 1) * min(1.0, max(0.2, (py - y) / 80)) - 0.0009 * (px - x),
        cells=90,
    )
    paint = bent(checks, lambda px, py: ((px - x + 240) / 480, (py - y + 130) / 240), cells=20)
    stage.fill(skirt, paint, fold, volume(12, 0.4))
    crown = smooth(
        [
            (x - 186, y - 6),
            (x - 182, y - 62),
            (x - 90, y - 92),
            (x + 90, y - 92),
            (x + 182, y - 62),
            (x + 186, y - 6),
            (x, y + 26),
        ]
    )
    stage.fill(crown, paint, volume(22, 0.45))
    _bow(stage, x, y)


def _bow(stage: Stage, x: float, y: float) -> None:
    """The string round the cover, tied in front."""
    stage.stroke(
        bezier((x - 188, y - 4), (x - 90, y + 34), (x + 90, y + 34), (x + 188, y - 4)),
        13,
        (206, 176, 124),
        volume(4, 0.8),
        grain(4, 0.3),
    )
    for side in (-1, 1):
        stage.stroke(
            bezier((x + 20, y + 24), (x + 20 + side * 70, y - 10), (x + 20 + side * 76, y + 60), (x + 20, y + 28)),
            9,
            (206, 176, 124),
            volume(3, 0.8),
        )
        stage.stroke(
            bezier(
                (x + 20, y + 26),
                (x + 20 + side * 18, y + 60),
                (x + 20 + side * 34, y + 80),
                (x + 20 + side * 30, y + 116),
            ),
            8,
            (206, 176, 124),
            volume(3, 0.8),
        )


def _dipper(stage: Stage, look: Look) -> None:
    """A wooden honey dipper leaning at the front, with a pool of honey."""
    honey = mix(look.base, (222, 138, 22), 0.6)
    pool = smooth(points("600,1040 660,1014 760,1016 838,1040 800,1074 700,1084 630,1070"))
    drop_shadow(stage, pool, dx=8, dy=7, soft=8, strength=0.28)
    stage.fill(pool, honey, volume(16, 0.7))
    lean = stage.at(716, 1020, 1.0, turn=40, about=(0, 0))
    lean.stroke([(0, -360), (0, -60)], 22, WOOD, volume(8, 0.8), end=20)
    lean.fill(ellipse(0, -364, 17, 17), WOOD, volume(7, 0.7))
    for i in range(6):
        wide = 40 + 16 * math.sin(math.pi * (i + 0.5) / 6)
        lean.fill(rounded(-wide, -86 + i * 20, wide * 2, 15, 7), mix(WOOD, honey, 0.4), volume(6, 0.8))
    lean.fill(smooth(points("-44,-20 0,-40 46,-10 30,34 -8,44 -40,24")), honey, volume(14, 0.8), opacity=0.85)


def oil_bottle(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 450, 760, 2.1)
    if look.view == 1:
        state = look.rng.getstate()
        _bottle(stage.at(350, 590, 0.86), look, tall=False)
        look.rng.setstate(state)
        _bottle(stage.at(610, 610, 0.98), look, tall=True)
        return
    _bottle(stage, look, tall=True)


def _bottle(stage: Stage, look: Look, *, tall: bool) -> None:
    rise = 0 if tall else 120
    oil = look.base
    cast_shadow(stage, 480, 1020, 150)
    stage.fill(ellipse(600, 1040, 120, 18), oil, opacity=0.3, soft=20)
    profile = [
        (48, 250 + rise),
        (50, 262 + rise),
        (44, 280 + rise),
        (46, 400 + rise),
        (70, 470 + rise),
        (146, 560 + rise),
        (158, 620 + rise),
        (158, 940),
        (152, 1000),
        (136, 1020),
    ]
    glow = field(lambda x, y: 1.0 + 0.5 * max(0.0, 1 - ((x - 540) ** 2 / 5200 + (y - 860) ** 2 / 60000)), cells=30)
    body = turned(stage, 480, profile, oil, glow, tilt=0.12, gloss=0.4, sharp=30, ambient=0.5)
    wrapped_label(stage, body, label_art(look, (700, 700)), 690, 930, reach=0.84)
    glass_shine(stage, body, 590 + rise, 1000, strength=0.5)
    glass_shine(stage, body, 300 + rise, 430 + rise, strength=0.45)
    turned(
        stage,
        480,
        [(38, 176 + rise), (44, 184 + rise), (42, 250 + rise)],
        (196, 152, 104),
        grain(7, 0.3),
        mottle(6, 0.2),
        tilt=0.2,
    )
    stage.fill(ellipse(480, 176 + rise, 38, 8), (214, 174, 128), mottle(6, 0.2))
    turned(stage, 480, [(50, 250 + rise), (54, 262 + rise), (52, 288 + rise)], darken(oil, 0.15), tilt=0.14, gloss=0.6)


DRAWERS: dict[str, Drawer] = {"spice_jar": spice_jar, "honey_jar": honey_jar, "oil_bottle": oil_bottle}
