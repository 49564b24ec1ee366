"""Still lifes of several goods: a shop's banner and the home page's picture."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image

from . import kinds
from .color import PAPER, RGB, ground_tint, lighten, mix, parse
from .geometry import ellipse, points, rectangle, smooth
from .ground import paint_ground, shade
from .lights import field, noise
from .look import FRONT, TURNED, Look
from .pottery import beans, jebena, small_cup
from .stage import Stage, new_stage
from .studio import developed
from .surface import laid

BANNER_UNITS = 1600.0
HERO_UNITS = 1920.0


@dataclass(frozen=True)
class Stand:
    """How a kind is put into a still life.

    Where its foot is in its own drawing, its size, and whether it hangs on the wall.
    """

    foot: float = 985
    size: float = 0.36
    hangs: bool = False
    view: int = FRONT


_STANDS: dict[str, Stand] = {
    "jebena": Stand(1000, 0.44),
    "coffee_cup": Stand(985, 0.2),
    "coffee_bag": Stand(1035, 0.38),
    "spice_jar": Stand(985, 0.34),
    "honey_jar": Stand(985, 0.34),
    "tea_box": Stand(1010, 0.38),
    "oil_bottle": Stand(1020, 0.44),
    "mesob": Stand(1040, 0.46),
    "basket": Stand(985, 0.44),
    "shawl": Stand(150, 0.44, True),
    "dress": Stand(90, 0.40, True),
    "shirt": Stand(96, 0.40, True),
    "tshirt": Stand(190, 0.38, True),
    "scarf": Stand(160, 0.42, True),
    "blanket": Stand(130, 0.42, True, TURNED),
    "rug": Stand(190, 0.42, True),
    "necklace": Stand(190, 0.36, True),
    "earrings": Stand(270, 0.26, True),
    "tote_bag": Stand(1045, 0.40),
    "leather_bag": Stand(985, 0.46),
    "backpack": Stand(1035, 0.44),
    "shoes": Stand(975, 0.34),
    "boots": Stand(935, 0.38),
    "sneakers": Stand(975, 0.34),
    "sandals": Stand(985, 0.30),
    "headphones": Stand(1000, 0.36),
    "phone": Stand(960, 0.26),
    "power_bank": Stand(900, 0.24),
    "speaker": Stand(990, 0.36),
    "lamp": Stand(1020, 0.48),
    "solar_lantern": Stand(1000, 0.40),
    "laptop": Stand(960, 0.46),
    "book": Stand(985, 0.32),
    "notebook": Stand(950, 0.30),
    "cushion": Stand(965, 0.36),
    "pot": Stand(985, 0.42),
    "plate": Stand(1005, 0.28),
    "mug": Stand(930, 0.26),
    "candle": Stand(975, 0.28),
    "hat": Stand(860, 0.34),
    "toy": Stand(905, 0.34),
    "soap": Stand(880, 0.26),
    "bracelet": Stand(890, 0.24),
    "wallet": Stand(820, 0.26),
    "belt": Stand(860, 0.30),
}


def draw_banner(
    *, seed: int, color: str, accent: str, kinds: tuple[str, ...], width: int = 1600, height: int = 500
) -> Image.Image:
    """A shop's banner: its kinds of goods side by side in one light.

    KeyError for an unknown kind, ValueError without any.
    """
    if not kinds:
        raise ValueError("a banner needs at least one kind of goods")
    base, second = parse(color), parse(accent)
    tint = mix(ground_tint(base), base, 0.10)
    stage = new_stage(width, height, tint, units=BANNER_UNITS)
    paint_ground(stage.image, tint, horizon=0.62)
    rng = random.Random(f"banner {seed} {color} {accent}")
    tall = BANNER_UNITS * height / width
    slots = _slots(kinds, rng)
    for order, (kind, x, depth, tones) in enumerate(slots):
        pair = ((base, second), (second, base), (mix(base, PAPER, 0.35), second))[tones]
        look = Look(*pair, _STANDS[kind].view, random.Random(f"{seed} {kind} {order}"))
        _put(stage, kind, look, x, tall * depth, tall / 500)
    return developed(stage.image)


def _slots(chosen: tuple[str, ...], rng: random.Random) -> list[tuple[str, float, float, int]]:
    """Kind, place across, foot as a share of the height, and tones, from the back to the front.

    Small things stand before large ones.
    """
    count = max(7, min(8, len(chosen)))
    gap = (BANNER_UNITS - 330) / (count - 1)
    slots = []
    for i in range(count):
        kind = chosen[i % len(chosen)]
        nearness = 0.97 - 0.30 * (_STANDS[kind].size - 0.2)
        slots.append(
            (
                kind,
                165 + gap * i + rng.uniform(-22, 22),
                min(0.945, nearness + rng.uniform(-0.02, 0.02)),
                i // len(chosen) % 3,
            )
        )
    return sorted(slots, key=lambda slot: (not _STANDS[slot[0]].hangs, slot[2]))


def _put(stage: Stage, kind: str, look: Look, x: float, y: float, scale: float) -> None:
    stand = _STANDS[kind]
    if stand.hangs:
        y = 26 * scale
    kinds.DRAWERS[kind](stage.at(x, y, stand.size * scale, about=(480, stand.foot)), look)


def draw_hero(*, width: int = 1920, height: int = 1080) -> Image.Image:
    """The home page's picture: a coffee ceremony by daylight; the left third is calm, for words."""
    wall: RGB = (236, 224, 204)
    stage = new_stage(width, height, wall, units=HERO_UNITS)
    paint_ground(stage.image, wall, horizon=0.9)
    tall = HERO_UNITS * height / width
    _daylight(stage, tall)
    _table(stage, tall, tall * 0.74)
    rng = random.Random("hero")

    def look(base: RGB, accent: RGB, view: int = FRONT) -> Look:
        return Look(base, accent, view, random.Random(rng.random()))

    def place(x: float, foot: float, size: float, own_foot: float) -> Stage:
        _stand_on_wood(stage, x, tall * foot, 300 * size)
        return stage.at(x, tall * foot, size * tall / 1080, about=(480, own_foot))

    draw_kind = kinds.DRAWERS
    draw_kind["shawl"](stage.at(1490, 0.0, 0.78 * tall / 1080, about=(480, 150)), look((246, 241, 230), (23, 96, 63)))
    draw_kind["basket"](place(905, 0.845, 0.50, 985), look((176, 62, 44), (32, 96, 72)))
    draw_kind["mesob"](place(1690, 0.885, 0.58, 1040), look((164, 44, 52), (226, 166, 44)))
    draw_kind["coffee_bag"](place(1120, 0.855, 0.40, 1035), look((23, 84, 58), (224, 165, 38)))
    jebena(place(1340, 0.915, 0.66, 1000), look((52, 36, 30), (190, 70, 46)))
    for x, foot, size in ((1010, 0.90, 0.20), (1150, 0.945, 0.225), (890, 0.955, 0.235)):
        small_cup(
            place(x, foot, size, 860), Look((23, 96, 63), (214, 154, 40), FRONT, random.Random("cups")), full=True
        )
    spots = [(rng.uniform(1230, 1640), tall * rng.uniform(0.935, 0.985)) for _ in range(22)]
    beans(stage, look((60, 40, 30), (60, 40, 30)), tuple(sorted(spots, key=lambda p: p[1])), 0.42)
    return developed(stage.image)


def _stand_on_wood(stage: Stage, x: float, y: float, half: float) -> None:
    """A darker contact than on the studio's ground."""
    shade(stage, ellipse(x + half * 0.55, y + half * 0.03, half * 1.2, half * 0.27), half * 0.12, 0.55)
    shade(stage, ellipse(x + half * 0.10, y + half * 0.06, half * 0.92, half * 0.17), half * 0.05, 0.7)


def _daylight(stage: Stage, tall: float) -> None:
    """A window's panes thrown on the wall, with the shadow of leaves in them."""
    for column in range(3):
        for row in range(2):
            x, y = 210 + column * 215 + row * 120, -60 + row * 330
            pane = [(x, y), (x + 190, y + 34), (x + 310, y + 334), (x + 120, y + 300)]
            stage.fill(pane, (255, 250, 232), opacity=0.62, soft=9)
    for x, y, turn, size in (
        (300, 130, 30, 1.5),
        (420, 60, 62, 1.3),
        (560, 180, 18, 1.6),
        (250, 330, 52, 1.3),
        (690, 70, 40, 1.4),
        (770, 330, 28, 1.3),
    ):
        leaf = stage.at(x, y, size, turn=turn, about=(0, 0))
        for angle in (-58, -34, -10, 14, 38, 62):
            blade = leaf.at(0, 0, 1.0, turn=angle, about=(0, 0))
            shade(blade, smooth(points("0,0 0,0 60,-13 150,0 150,0 60,13")), 5, 0.13)
    shade(stage, rectangle(0, tall * 0.60, HERO_UNITS, tall * 0.14), 60, 0.10)


def _table(stage: Stage, tall: float, edge: float) -> None:
    """A table of planks, its grain running across."""
    high = tall - edge
    stretched = noise((96, 240), 1, 4).resize((1920, 480), Image.Resampling.BICUBIC)
    dark, light = Image.new("RGB", stretched.size, (132, 86, 52)), Image.new("RGB", stretched.size, (166, 114, 72))
    wood = Image.composite(light, dark, stretched)
    board = rectangle(-20, edge, HERO_UNITS + 40, high + 20)
    glow = field(lambda x, y: 1.22 - 0.30 * x / HERO_UNITS + 0.10 * (edge + high * 0.3 - y) / high, cells=40)
    stage.fill(board, laid(wood, -20, edge, HERO_UNITS + 40, high + 20), glow)
    for share in (0.14, 0.36, 0.68):
        y = edge + high * share
        stage.stroke([(-20, y), (HERO_UNITS + 20, y)], 2.4 + 3 * share, (70, 42, 24), opacity=0.7)
        stage.stroke(
            [(-20, y + 3 + share * 2), (HERO_UNITS + 20, y + 3 + share * 2)],
            1.6,
            lighten((166, 114, 72), 0.4),
            opacity=0.5,
        )
    stage.stroke([(-20, edge), (HERO_UNITS + 20, edge)], 5, lighten((166, 114, 72), 0.5), opacity=0.6, soft=1.5)
    sheen = ellipse(560, edge + high * 0.3, 620, high * 0.22)
    stage.fill(sheen, (255, 244, 220), opacity=0.20, soft=50, clip=board)
