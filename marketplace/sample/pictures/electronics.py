"""Phones, headphones, speakers, laptops and lanterns."""

from __future__ import annotations

import math

from PIL import Image

from .color import BLACK, RGB, STEEL, WHITE, darken, lighten, mix
from .geometry import Path, bezier, ellipse, points, rectangle, ribbon, rounded, smooth
from .ground import cast_shadow, drop_shadow, shade
from .lights import Light, falloff, field, grain, rim, threads, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .solids import View, add, dim, slab
from .stage import Stage
from .surface import laid, mouth, turned

DARK: RGB = (28, 28, 31)


def headphones(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _headphones(close(stage, 300, 760, 2.3), look)
    elif look.view == 1:
        _headphones(stage.at(480, 590, 0.98, flip=True, turn=-8), look)
    else:
        _headphones(stage, look)


def _headphones(stage: Stage, look: Look) -> None:
    shell = look.base
    shade(stage, ellipse(420, 1010, 260, 40), 26, 0.34)
    shade(stage, ellipse(320, 1000, 120, 16), 8, 0.4)
    shade(stage, ellipse(700, 962, 90, 14), 8, 0.4)
    inner = bezier((300, 620), (320, 190), (660, 190), (702, 590), steps=70)
    stage.stroke(inner, 44, darken(shell, 0.5), volume(14, 0.6), grain(4, 0.08))
    _inside_cup(stage, look)
    band = bezier((276, 640), (270, 130), (690, 110), (722, 600), steps=80)
    stage.stroke(band, 62, shell, volume(22, 0.55), falloff(270, 200, 720, 640, 1.12, 0.8))
    stage.stroke(band[8:70], 10, WHITE, opacity=0.22, soft=6)
    for x, y0, y1, wide in ((284, 520, 690, 30), (716, 500, 640, 26)):
        stage.stroke([(x - 4, y0), (x, y1)], wide, STEEL, volume(9, 0.9))
        stage.stroke([(x - 6, y0), (x - 5, y0 + 14)], wide + 12, darken(shell, 0.3), volume(7, 0.6))
    _outside_cup(stage, look)


def _inside_cup(stage: Stage, look: Look) -> None:
    """The far cup, its cushion turned to us."""
    own = stage.at(690, 780, 1.0, turn=-7, about=(0, 0))
    own.fill(ellipse(26, 4, 112, 172), darken(look.base, 0.2), volume(30, 0.5))
    own.fill(ellipse(0, 0, 112, 176), (46, 42, 42), volume(26, 0.62), grain(5, 0.10), cut=[ellipse(-6, 0, 52, 104)])
    own.fill(ellipse(-6, 0, 56, 108), (22, 20, 20), volume(16, -0.4), threads(4, 0.16))
    own.stroke(ellipse(0, 0, 84, 140), 3, (20, 18, 18), opacity=0.6)


def _outside_cup(stage: Stage, look: Look) -> None:
    own = stage.at(310, 800, 1.0, turn=8, about=(0, 0))
    own.fill(ellipse(52, 4, 128, 188), (44, 40, 40), volume(34, 0.6), grain(5, 0.08))
    own.fill(ellipse(16, 0, 138, 190), darken(look.base, 0.28), volume(26, 0.5))
    own.fill(ellipse(0, 0, 136, 186), look.base, volume(52, 0.5), rim(10, 0.3))
    own.fill(ellipse(-4, 0, 108, 152), STEEL, volume(5, 0.9), cut=[ellipse(-4, 0, 101, 145)])
    own.fill(
        ellipse(-4, 0, 100, 144),
        mix(look.base, look.accent, 0.12),
        volume(40, -0.28),
        falloff(-100, -144, 100, 144, 1.2, 0.8),
    )
    own.fill(ellipse(-4, 0, 34, 46), look.accent, volume(12, 0.4), cut=[ellipse(-4, 0, 22, 34)])
    own.fill(smooth([(-70, -110), (-20, -134), (20, -120), (-30, -100), (-66, -60)]), WHITE, opacity=0.32, soft=10)
    for i in range(4):
        own.fill(ellipse(90 - i * 3, 128 + i * 12, 3.4, 3.4, steps=14), BLACK, opacity=0.8)


def wallpaper(look: Look, size: tuple[int, int] = (600, 1300)) -> Image.Image:
    """A screen's picture: hills of colour under a sun."""
    image = Image.new("RGB", size, lighten(look.accent, 0.45))
    art = Stage(image, (size[0] / 300, 0.0, 0.0, size[0] / 300, 0.0, 0.0))
    tall = 300 * size[1] / size[0]
    art.fill(rectangle(0, 0, 300, tall), mix(look.accent, (252, 228, 190), 0.55), falloff(0, 0, 0, tall, 1.15, 0.92))
    art.fill(ellipse(look.between(80, 220), tall * 0.36, 58, 58), (255, 244, 214))
    deep = mix(look.base, (40, 60, 90), 0.5)
    for i in range(5):
        y = tall * (0.46 + i * 0.12)
        ridge = smooth([(x, y + look.between(-1, 1) * tall * 0.05) for x in range(-30, 361, 65)], closed=False)
        art.fill(
            [*ridge, (330, tall), (-30, tall)],
            mix(lighten(look.accent, 0.35), deep, (i + 1) / 5.5),
            falloff(0, y - 30, 0, y + 120, 1.12, 0.9),
        )
    return image


def phone(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _phone_back(close(stage, 430, 420, 2.4, turn=8), look, 300, 250)
    elif look.view == FRONT:
        _phone_back(stage, look, 214, 270)
        _phone_front(stage, look, 398, 250)
    else:
        _phone_front(stage.at(420, 600, 0.94, turn=-14), look, 190, 290)
        _phone_back(stage.at(520, 620, 0.98, turn=9), look, 430, 230)


PHONE = (346.0, 716.0)


def _phone_body(stage: Stage, x: float, y: float, color: RGB) -> Stage:
    outline = rounded(0, 0, *PHONE, 52)
    return slab(stage, (x, y), (1, 0), (0, 1), (13, 8), outline, mix(STEEL, color, 0.3), volume(7, 0.7), soft=26)


def _phone_front(stage: Stage, look: Look, x: float, y: float) -> None:
    own = _phone_body(stage, x, y, look.base)
    own.fill(rounded(0, 0, *PHONE, 52), mix(STEEL, look.base, 0.3), volume(4, 0.8))
    own.fill(rounded(4, 4, PHONE[0] - 8, PHONE[1] - 8, 49), (14, 14, 16))
    screen = rounded(16, 16, PHONE[0] - 32, PHONE[1] - 32, 38)
    picture = wallpaper(look)
    own.fill(screen, laid(picture, 16, 16, PHONE[0] - 32, PHONE[1] - 32))
    own.fill(rounded(PHONE[0] / 2 - 42, 30, 84, 22, 11), (10, 10, 12))
    for i in range(4):
        tile = rounded(44 + i * 68, PHONE[1] - 108, 54, 54, 15)
        own.fill(
            tile, (lighten(look.base, 0.5), look.accent, (246, 240, 228), darken(look.base, 0.2))[i], volume(6, 0.15)
        )
    own.fill(rounded(PHONE[0] / 2 - 56, PHONE[1] - 36, 112, 6, 3), WHITE, opacity=0.9)
    own.fill([(16, 16), (210, 16), (40, 520), (16, 520)], WHITE, opacity=0.10, soft=2, clip=screen)


def _phone_back(stage: Stage, look: Look, x: float, y: float) -> None:
    own = _phone_body(stage, x, y, look.base)
    back = rounded(0, 0, *PHONE, 52)
    own.fill(back, look.base, volume(10, 0.35), falloff(0, 0, *PHONE, 1.28, 0.78))
    own.fill([(150, 0), (250, 0), (20, 716), (-80, 716)], WHITE, opacity=0.12, soft=26, clip=back)
    island = rounded(26, 26, 156, 172, 40)
    drop_shadow(own, island, dx=4, dy=6, soft=6, strength=0.35)
    own.fill(island, lighten(look.base, 0.10), volume(7, 0.4))
    for cx, cy in ((72, 76), (72, 150), (138, 112)):
        own.fill(ellipse(cx, cy, 34, 34), STEEL, volume(6, 0.8))
        own.fill(ellipse(cx, cy, 29, 29), (16, 16, 20), volume(8, 0.35))
        own.fill(ellipse(cx, cy, 18, 18), (30, 34, 60), volume(9, -0.5))
        own.fill(ellipse(cx, cy, 8, 8, steps=30), (8, 8, 12))
        own.fill(ellipse(cx - 8, cy - 9, 6, 4, steps=20), WHITE, opacity=0.75, soft=1)
    own.fill(ellipse(140, 56, 9, 9, steps=24), (255, 240, 206), volume(3, 0.4))
    mark = [(173, 330), (199, 356), (173, 382), (147, 356)]
    own.fill(mark, lighten(look.base, 0.35), volume(5, 0.5), cut=[[(173, 344), (185, 356), (173, 368), (161, 356)]])


def power_bank(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _bank(stage.at(480, 560, 2.2, about=(560, 820)), look, View(-28, 48))
    elif look.view == FRONT:
        _bank(stage.at(480, 560, 1.15, about=(480, 620)), look, View(-28, 48))
    else:
        _bank(stage.at(470, 600, 1.08, about=(480, 620)), look, View(34, 40))


def _bank(stage: Stage, look: Look, view: View) -> None:
    w, d, thick = 300.0, 560.0, 74.0
    origin = add((1, (480, 620)), (-w / 2, view.right), (-d / 2, view.near), (-thick / 2, view.down))
    cable = smooth(points("480,900 560,990 700,980 800,880 880,900 960,1010"), closed=False)
    drop_shadow(stage, ribbon(cable, 16), dx=8, dy=12, soft=8, strength=0.34)
    stage.stroke(cable, 16, lighten(look.accent, 0.1), volume(5, 0.8), threads(3, 0.12))
    top = slab(
        stage,
        origin,
        view.right,
        view.near,
        (0, thick),
        rounded(0, 0, w, d, 54),
        dim(look.base, 0.2),
        volume(24, 0.55),
        soft=26,
    )
    top.fill(rounded(0, 0, w, d, 54), look.base, volume(8, 0.5), falloff(0, 0, w, d, 1.14, 0.94), grain(2.4, 0.03))
    top.fill(rounded(0, d * 0.64, w, 16, 2), look.accent, volume(4, 0.4))
    for i in range(4):
        lit = i < 3
        place = ellipse(w / 2 - 48 + i * 32, d * 0.82, 8, 8, steps=24)
        top.fill(
            ellipse(w / 2 - 48 + i * 32, d * 0.82, 18, 18, steps=24),
            (180, 240, 255),
            opacity=0.35 if lit else 0,
            soft=8,
        )
        top.fill(place, (214, 248, 255) if lit else darken(look.base, 0.4), volume(2, 0.4))
    top.fill(ellipse(w / 2, d * 0.14, 26, 26), darken(look.base, 0.16), volume(6, -0.5))
    top.fill(
        [
            (w / 2 + 4, d * 0.14 - 16),
            (w / 2 - 9, d * 0.14 + 3),
            (w / 2 - 1, d * 0.14 + 3),
            (w / 2 - 5, d * 0.14 + 16),
            (w / 2 + 9, d * 0.14 - 3),
            (w / 2 + 1, d * 0.14 - 3),
        ],
        lighten(look.base, 0.75),
    )
    face = stage.frame(add((1, origin), (d, view.near)), view.right, (0, 1))
    for x in (w * 0.26, w * 0.56):
        face.fill(rounded(x, thick * 0.36, 56, 20, 9), darken(look.base, 0.8), volume(4, -0.6))
        face.fill(rounded(x + 10, thick * 0.36 + 8, 36, 5, 2), STEEL)
    plug = stage.frame(add((1, origin), (d, view.near), (w * 0.41 - 24, view.right)), view.right, (0, 1))
    plug.fill(rounded(0, thick * 0.26, 40, 60, 8), mix(STEEL, WHITE, 0.4), volume(7, 0.7))


def mesh() -> list[Light]:
    return [threads(6, 0.16)]


def speaker(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 440, 560, 2.2)
    elif look.view == 1:
        stage = stage.at(440, 600, 0.95, turn=0)
    half = look.between(190, 215)
    cast_shadow(stage, 480, 990, half)
    strap = bezier(
        (480 + half - 6, 480), (480 + half + 130, 520), (480 + half + 90, 700), (480 + half - 14, 640), steps=30
    )
    stage.stroke(strap, 22, look.accent, volume(8, 0.7), threads(3, 0.12))
    turned(stage, 480, [(half * 0.92, 942), (half * 0.96, 965), (half * 0.86, 990)], DARK, tilt=0.16, gloss=0.2)
    body = turned(
        stage,
        480,
        [(half * 0.97, 372), (half, 400), (half, 640), (half, 900), (half * 0.97, 950)],
        look.base,
        *mesh(),
        tilt=0.16,
        ambient=0.44,
    )
    for y, high in ((410, 16), (900, 16)):
        turned(stage, 480, [(half * 1.006, y), (half * 1.006, y + high)], look.accent, tilt=0.16, gloss=0.3)
    mouth(stage, 480, body.top, half * 0.97, darken(look.base, 0.25), DARK, tilt=0.22, lip=0.07)
    stage.fill(ellipse(480, 374, half * 0.87, half * 0.18), (44, 44, 48), falloff(300, 330, 660, 420, 1.4, 0.7))
    stage.stroke(ellipse(480, 374, half * 0.58, half * 0.115), 5, look.accent, opacity=0.9)
    for dx, dy in ((-1, 0), (1, 0)):
        stage.stroke([(480 + dx * 62 - 10, 374 + dy), (480 + dx * 62 + 10, 374 + dy)], 4, (214, 214, 214))
    stage.stroke([(480 + 62, 370), (480 + 62, 378)], 10, (214, 214, 214), opacity=0.8)
    patch = rounded(440, 760, 80, 44, 8)
    stage.fill(patch, STEEL, volume(5, 0.7))
    stage.fill([(480, 766), (496, 782), (480, 798), (464, 782)], darken(look.base, 0.2), volume(3, -0.4))
    if look.view == 1:
        _phone_front(stage.at(840, 900, 0.42, turn=12, about=(173, 358)), look, 0, 0)


def laptop(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _laptop(close(stage, 440, 780, 2.2), look, View(-22, 34))
    elif look.view == FRONT:
        _laptop(stage, look, View(-22, 34))
    else:
        _laptop(stage.at(490, 590, 1.0), look, View(28, 24))


def _laptop(stage: Stage, look: Look, view: View) -> None:
    metal = mix(look.base, STEEL, 0.35)
    w, d, thick, tall = 640.0, 420.0, 22.0, 420.0
    origin = add((1, (480, 770)), (-w / 2, view.right), (-d / 2, view.near))
    deck = slab(
        stage,
        origin,
        view.right,
        view.near,
        (0, thick),
        rounded(0, 0, w, d, 24),
        dim(metal, 0.3),
        volume(6, 0.6),
        soft=30,
    )
    deck.fill(rounded(0, 0, w, d, 24), metal, falloff(0, 0, w, d, 1.12, 0.96), volume(4, 0.3))
    _keyboard(deck, metal, w, d)
    lean = add((0.26 * -1, view.near), (-1.0, view.down))
    lid = stage.frame(add((1, origin), (tall, lean), (4, view.near)), view.right, (-lean[0], -lean[1]))
    lid.fill(rounded(-3, -8, w + 10, tall + 10, 20), dim(metal, 0.25), volume(5, 0.6))
    lid.fill(rounded(0, 0, w, tall, 20), (18, 18, 20))
    art = wallpaper(look, (1200, 760))
    lid.fill(rounded(16, 16, w - 32, tall - 40, 6), laid(art, 16, 16, w - 32, tall - 40))
    lid.fill([(16, 16), (w * 0.5, 16), (w * 0.26, tall - 24), (16, tall - 24)], WHITE, opacity=0.09)
    lid.fill(rounded(w / 2 - 150, tall - 86, 300, 46, 14), WHITE, opacity=0.35)
    for i in range(6):
        lid.fill(
            rounded(w / 2 - 138 + i * 48, tall - 80, 34, 34, 9),
            (look.accent, look.base, (250, 244, 232))[i % 3],
            volume(4, 0.15),
        )
    shade(
        stage,
        [add((1, origin), (x, view.right), (y, view.near)) for x, y in ((0, 0), (w, 0), (w, 40), (0, 40))],
        14,
        0.4,
    )


def _keyboard(deck: Stage, metal: RGB, w: float, d: float) -> None:
    deck.fill(rounded(44, 42, w - 88, 206, 10), darken(metal, 0.22), volume(4, -0.4))
    keys = []
    for row in range(5):
        count = 13 if row < 4 else 7
        wide = (w - 104) / count
        for i in range(count):
            keys.append(rounded(52 + i * wide + 2, 50 + row * 39, wide - 5, 33, 5))
    deck.fill_all(keys, DARK, volume(3, 0.4))
    deck.fill(rounded(w / 2 - 112, 264, 224, d - 290, 10), lighten(metal, 0.05), volume(3, -0.35))


def solar_lantern(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 470, 560, 2.2)
    elif look.view == 1:
        _panel(stage, look)
        stage = stage.at(370, 570, 0.92)
    x = 480
    cast_shadow(stage, x, 1000, 190)
    stage.fill(ellipse(x, 680, 330, 360), (255, 226, 150), opacity=0.30, soft=90)
    hoop = bezier((x - 176, 560), (x - 190, 120), (x + 190, 120), (x + 176, 560), steps=60)
    stage.stroke(hoop, 15, STEEL, volume(5, 0.9))
    turned(
        stage,
        x,
        [(150, 800), (176, 830), (190, 900), (192, 980), (180, 1000)],
        look.base,
        tilt=0.16,
        gloss=0.4,
        ambient=0.44,
    )
    glow = field(lambda px, py: 1.06 + 0.7 * max(0.0, 1 - ((px - x) / 120) ** 2 - ((py - 660) / 130) ** 2), cells=40)
    ribs = field(lambda px, py: 1 + 0.05 * math.sin(py / 4.5), cells=140)
    turned(
        stage,
        x,
        [(146, 490), (156, 520), (158, 650), (152, 800)],
        (246, 222, 164),
        glow,
        ribs,
        tilt=0.16,
        ambient=0.7,
        gloss=0.35,
        sharp=40,
    )
    for side in (-150, -60, 62, 150):
        stage.stroke(
            [(x + side, 500 + 20 * (1 - abs(side) / 150)), (x + side, 815 + 20 * (1 - abs(side) / 150))],
            13,
            darken(look.base, 0.1),
            volume(5, 0.7),
        )
    turned(stage, x, [(110, 430), (168, 446), (184, 480), (176, 505)], look.base, tilt=0.2, gloss=0.4)
    stage.fill(ellipse(x, 430, 110, 26), (26, 36, 62), falloff(370, 410, 590, 450, 1.6, 0.7))
    for i in range(-3, 4):
        stage.stroke(
            [
                (x + i * 30, 430 - 25 * math.sqrt(1 - (i * 30 / 112) ** 2)),
                (x + i * 30, 430 + 25 * math.sqrt(1 - (i * 30 / 112) ** 2)),
            ],
            2,
            (160, 176, 204),
            opacity=0.7,
        )
    shade(stage, ellipse(x, 922, 30, 30), 4, 0.4)
    stage.fill(ellipse(x, 920, 27, 27), look.accent, volume(8, 0.6))


def _panel(stage: Stage, look: Look) -> None:
    """The folding solar panel and its cable."""
    cable = bezier((500, 960), (560, 1060), (640, 1050), (700, 960))
    stage.stroke(cable, 11, DARK, volume(4, 0.6))
    ax, ay = (0.92, -0.16), (0.16, 0.86)
    own = slab(
        stage, (600, 640), ax, ay, (12, 12), rounded(0, 0, 300, 360, 14), dim(look.base, 0.3), volume(5, 0.5), soft=22
    )
    own.fill(rounded(0, 0, 300, 360, 14), look.base, volume(5, 0.4))
    own.fill(rounded(14, 14, 272, 332, 4), (24, 34, 62), falloff(0, 0, 300, 360, 1.7, 0.8))
    cells: list[Path] = [rectangle(18 + i * 45, 18 + j * 54, 40, 49) for i in range(6) for j in range(6)]
    own.fill_all(cells, (34, 52, 96), falloff(0, 0, 300, 360, 1.6, 0.8))
    own.fill([(14, 14), (130, 14), (14, 200)], WHITE, opacity=0.14)


DRAWERS: dict[str, Drawer] = {
    "headphones": headphones,
    "phone": phone,
    "power_bank": power_bank,
    "speaker": speaker,
    "laptop": laptop,
    "solar_lantern": solar_lantern,
}
