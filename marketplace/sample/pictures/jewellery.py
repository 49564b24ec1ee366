"""Silver, brass and beads."""

from __future__ import annotations

import math

from .color import RGB, WHITE, darken, lighten
from .geometry import Path, along, bezier, ellipse, smooth
from .ground import drop_shadow, shade
from .lights import falloff, grain, volume
from .look import DETAIL, Drawer, Look, close
from .stage import Stage

GOLD: RGB = (206, 162, 78)
SILVER: RGB = (196, 196, 198)


def beads(stage: Stage, places: list[tuple[float, float, float, RGB]]) -> None:
    """Polished beads at (x, y, radius, colour), each with its shadow and highlight."""
    for x, y, r, _ in places:
        shade(stage, ellipse(x + r * 0.5, y + r * 0.7, r, r, steps=20), r * 0.4, 0.34)
    for color in dict.fromkeys(c for *_, c in places):
        same = [(x, y, r) for x, y, r, c in places if c == color]
        radius = max(r for *_, r in same)
        stage.fill_all([ellipse(x, y, r, r, steps=32) for x, y, r in same], color, volume(radius * 0.5, 0.75))
    stage.fill_all(
        [ellipse(x - r * 0.36, y - r * 0.4, r * 0.24, r * 0.18, steps=16) for x, y, r, _ in places], WHITE, opacity=0.8
    )


def string_of(look: Look, path: Path, radius: float) -> list[tuple[float, float, float, RGB]]:
    """Beads along a path in a repeating order of the product's colours and metal."""
    order = [
        look.base,
        look.base,
        look.accent,
        metal(look),
        look.accent,
        look.base,
        look.base,
        metal(look),
        darken(look.base, 0.35),
        metal(look),
    ]
    return [
        (x, y, radius * (0.82 if i % len(order) in (3, 7, 9) else 1.0), order[i % len(order)])
        for i, ((x, y), _) in enumerate(along(path, radius * 1.86))
    ]


def metal(look: Look) -> RGB:
    red, _, blue = look.accent
    return GOLD if red > blue else SILVER


def disc(stage: Stage, look: Look, x: float, y: float, radius: float) -> None:
    """A pierced and beaded metal disc with a stone in the middle."""
    tone = metal(look)
    holes = []
    for i in range(8):
        angle = i * math.tau / 8 + math.pi / 8
        holes.append(
            ellipse(
                x + radius * 0.56 * math.cos(angle),
                y + radius * 0.56 * math.sin(angle),
                radius * 0.13,
                radius * 0.13,
                steps=20,
            )
        )
    outline = ellipse(x, y, radius, radius)
    drop_shadow(stage, outline, dx=radius * 0.10, dy=radius * 0.14, soft=radius * 0.10, strength=0.4)
    stage.fill(
        outline,
        tone,
        volume(radius * 0.10, 0.8),
        falloff(x - radius, y - radius, x + radius, y + radius, 1.3, 0.75),
        grain(5, 0.05),
        cut=holes,
    )
    stage.fill(outline, tone, volume(radius * 0.05, 0.9), cut=[ellipse(x, y, radius * 0.88, radius * 0.88)])
    dots = [
        ellipse(
            x + radius * 0.80 * math.cos(i * math.tau / 32),
            y + radius * 0.80 * math.sin(i * math.tau / 32),
            radius * 0.05,
            radius * 0.05,
            steps=14,
        )
        for i in range(32)
    ]
    stage.fill_all(dots, lighten(tone, 0.2), volume(radius * 0.03, 0.9))
    stage.fill(ellipse(x, y, radius * 0.36, radius * 0.36), tone, volume(radius * 0.07, 0.9))
    beads(stage, [(x, y, radius * 0.27, look.base)])


def necklace(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 500, 860, 2.3)
    elif look.view == 1:
        _coiled(stage.at(480, 600, 1.0), look)
        return
    for width, low, radius in ((330, 760, 17), (262, 640, 14)):
        path = bezier(
            (480 - width * 0.42, 190),
            (480 - width * 1.25, 560),
            (480 - width * 0.62, low + 30),
            (480, low + 20),
            steps=60,
        )
        path += [(960 - x, y) for x, y in reversed(path)][1:]
        beads(stage, string_of(look, path, radius))
    _pendant(stage, look, 480, 890, 96)


def _pendant(stage: Stage, look: Look, x: float, y: float, radius: float) -> None:
    stage.stroke(ellipse(x, y - radius - 12, 15, 20), 6, metal(look), volume(2.4, 0.9))
    disc(stage, look, x, y, radius)
    for i, dx in enumerate((-0.5, 0.0, 0.5)):
        low = y + radius * (1.0 if dx == 0 else 0.86)
        stage.stroke([(x + dx * radius, low), (x + dx * radius, low + 26)], 4, metal(look), volume(2, 0.8))
        drop = smooth(
            [
                (x + dx * radius, low + 20),
                (x + dx * radius + 17, low + 62),
                (x + dx * radius, low + 84),
                (x + dx * radius - 17, low + 62),
            ]
        )
        drop_shadow(stage, drop, dx=6, dy=8, soft=6, strength=0.35)
        stage.fill(drop, (look.accent, look.base, look.accent)[i], volume(9, 0.8))


def _coiled(stage: Stage, look: Look) -> None:
    """Laid down in loose rings with the pendant in front."""
    spiral = []
    for i in range(260):
        angle = i / 260 * math.tau * 2.3 + 1.7
        reach = 330 - i * 0.62 + 14 * math.sin(angle * 1.7)
        spiral.append((480 + reach * math.cos(angle), 540 + reach * 0.82 * math.sin(angle)))
    beads(stage, string_of(look, spiral, 17))
    _pendant(stage.at(590, 800, 1.1, turn=-16, about=(480, 780)), look, 480, 780, 96)


def earrings(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        _earring(close(stage, 330, 660, 2.2), look, 330)
    elif look.view == 1:
        _earring(stage.at(350, 600, 1.0, turn=24, about=(330, 600)), look, 330)
        _earring(stage.at(620, 620, 1.0, turn=-16, about=(330, 600)), look, 330)
    else:
        for x in (320, 640):
            _earring(stage, look, x)


def _earring(stage: Stage, look: Look, x: float) -> None:
    tone = metal(look)
    hook = [
        *bezier((x, 420), (x + 6, 340), (x + 4, 300), (x - 18, 268)),
        *bezier((x - 18, 268), (x - 50, 230), (x - 92, 270), (x - 84, 350)),
    ]
    shade(stage, [(px + 12, py + 16) for px, py in hook] + [(px + 17, py + 16) for px, py in reversed(hook)], 5, 0.3)
    stage.stroke(hook, 7, tone, volume(2.6, 0.9))
    beads(stage, [(x, 436, 17, look.accent), (x, 470, 12, tone)])
    disc(stage, look, x, 600, 116)
    for i in range(5):
        dx = (i - 2) * 46
        top = 600 + math.sqrt(max(0.0, 116**2 - dx * dx)) - 4
        long = 66 - abs(i - 2) * 8
        stage.stroke([(x + dx, top), (x + dx, top + long)], 3.5, tone, volume(1.6, 0.8))
        beads(stage, [(x + dx, top + 22, 11, look.base), (x + dx, top + 44, 9, tone)])
        leaf = smooth(
            [
                (x + dx, top + long - 6),
                (x + dx + 15, top + long + 36),
                (x + dx, top + long + 62),
                (x + dx - 15, top + long + 36),
            ]
        )
        drop_shadow(stage, leaf, dx=6, dy=8, soft=6, strength=0.35)
        stage.fill(leaf, (look.accent, tone)[i % 2], volume(7, 0.8))


def bracelet(stage: Stage, look: Look) -> None:
    if look.view == DETAIL:
        stage = close(stage, 430, 800, 2.3)
    elif look.view == 1:
        _cuff(stage, look)
        return
    ring = ellipse(480, 640, 300, 190, start=-90, end=270, steps=140)
    inner = ellipse(480, 640, 238, 146, start=-90, end=270, steps=140)
    for path, radius in ((inner, 22), (ring, 35)):
        string = string_of(look, path, radius)
        beads(stage, [(x, y, r * 0.92, darken(c, 0.10)) for x, y, r, c in string if y < 640])
        beads(stage, [bead for bead in string if bead[1] >= 640])
    disc(stage, look, 480, 860, 66)


def _cuff(stage: Stage, look: Look) -> None:
    """The two strings from above, laid round and open at the back."""
    for middle, reach, radius in ((606, 196, 22), (600, 258, 35)):
        ring = ellipse(480, middle, reach, reach, start=-68, end=248, steps=140)
        beads(stage, string_of(look, ring, radius))
    disc(stage, look, 480, 862, 66)


DRAWERS: dict[str, Drawer] = {"earrings": earrings, "necklace": necklace, "bracelet": bracelet}
