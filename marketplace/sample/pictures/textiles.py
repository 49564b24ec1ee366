"""Flat woven goods: shawls, scarves, blankets, rugs, cushions."""

from __future__ import annotations

import math

from PIL import Image

from .cloth import (
    border,
    flowing,
    folded,
    hanging,
    plaid_sheet,
    rail,
    shawl_sheet,
    striped_sheet,
    weave_light,
)
from .color import darken, lighten, mix
from .geometry import Path, ellipse, rectangle, ribbon, smooth
from .ground import cast_shadow, drop_shadow
from .lights import field, rim, volume
from .look import DETAIL, FRONT, Drawer, Look, close
from .stage import Stage
from .surface import bent


def shawl(stage: Stage, look: Look) -> None:
    sheet = shawl_sheet(look)
    if look.view == FRONT:
        rail(stage, 150)
        hanging(stage, look, sheet, (300, 140, 440, 880), count=4, dim=0.86)
        hanging(stage, look, sheet, (220, 138, 430, 770), count=4.4)
    elif look.view == DETAIL:
        flowing(stage, look, sheet)
    else:
        folded(stage, look, sheet, (190, 330, 580, 500), crop=(0.5, 1.0))


def scarf(stage: Stage, look: Look) -> None:
    sheet = (striped_sheet, plaid_sheet)[look.rng.randrange(2)](look)
    if look.view == FRONT:
        rail(stage, 160, left=220, right=740)
        hanging(stage, look, sheet, (452, 150, 190, 860), count=2.4, fringe=80, dim=0.88)
        hanging(stage, look, sheet, (318, 148, 200, 760), count=2.5, fringe=80)
    elif look.view == DETAIL:
        flowing(stage, look, sheet, turn=20, band=0.76)
    else:
        _coiled_scarf(stage, look, sheet)


def _coiled_scarf(stage: Stage, look: Look, sheet: Image.Image) -> None:
    """Rolled up, the loose end lying towards us."""
    folded(stage, look, sheet, (230, 430, 300, 470), layers=2, fringe=80, turn=-10, crop=(0.5, 1.0))
    folded(stage, look, sheet, (420, 300, 320, 420), layers=3, fringe=0, turn=14, crop=(0.0, 0.5))


def blanket(stage: Stage, look: Look) -> None:
    sheet = (plaid_sheet, striped_sheet)[look.rng.randrange(2)](look)
    if look.view == FRONT:
        folded(stage, look, sheet, (150, 300, 660, 560), layers=6, fringe=56, turn=-5, crop=(0.35, 1.0))
    elif look.view == DETAIL:
        flowing(stage, look, sheet, turn=-16, zoom=1.7, band=0.7, depth=34)
    else:
        rail(stage, 130)
        hanging(stage, look, sheet, (170, 120, 620, 860), count=5, fringe=60)


def rug_sheet(look: Look, size: tuple[int, int] = (900, 1300)) -> Image.Image:
    """A field of stepped diamonds inside two borders."""
    tones = [look.base, look.accent, darken(look.base, 0.45), lighten(mix(look.base, look.accent, 0.5), 0.65)]
    columns, rows = 90, 130
    sheet = Image.new("RGB", (columns, rows))
    sheet.putdata([tones[_rug_tone(x, y, columns, rows)] for y in range(rows) for x in range(columns)])
    return sheet.resize(size, Image.Resampling.NEAREST)


def _rug_tone(x: int, y: int, columns: int, rows: int) -> int:
    from_edge = min(x, y, columns - 1 - x, rows - 1 - y)
    if from_edge < 12:
        if from_edge in (0, 1, 10, 11):
            return 2
        return 1 if from_edge in (3, 8) else ((3, 2, 1)[(x + y) // 3 % 3] if 4 < from_edge < 7 else 0)
    reach = abs(x - columns / 2) * 1.5 + abs((y - rows / 2 + 22) % 44 - 22)
    ring = int(reach // 3)
    if ring < 9:
        return (1, 3, 2, 1, 1, 0, 2, 3, 2)[ring]
    return 3 if (x // 3 + y // 3) % 9 == 0 else 0


def rug(stage: Stage, look: Look) -> None:
    sheet = rug_sheet(look)
    if look.view == DETAIL:
        flowing(stage, look, sheet, turn=-30, zoom=1.9, band=0.62, depth=12)
    elif look.view == FRONT:
        flat = stage.at(480, 600, 1.0, turn=-3)
        _rug_flat(flat, look, sheet, (200, 190, 560, 810))
    else:
        _rug_flat(stage, look, sheet.crop((0, 420, 900, 1300)), (230, 540, 500, 480))
        _roll(stage, look, sheet)


def _rug_flat(stage: Stage, look: Look, sheet: Image.Image, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    outline = rectangle(x, y, width, height)
    ends = [ribbon([(x + width * i / 70, y - 34), (x + width * i / 70, y + height + 34)], 3.6) for i in range(71)]
    drop_shadow(stage, outline, dx=12, dy=16, soft=12, strength=0.36)
    stage.fill_all(ends, lighten(mix(look.base, (230, 215, 190), 0.75), 0.2), volume(2, 0.3))
    wave = field(lambda px, py: 1.02 + 0.03 * math.sin(px / 90 + py / 60) - 0.10 * (px - x) / width, cells=30)
    paint = bent(sheet, lambda px, py: ((px - x) / width, (py - y) / height), cells=32)
    stage.fill(outline, paint, wave, weave_light(5, 0.08), volume(7, 0.25))


def _roll(stage: Stage, look: Look, sheet: Image.Image) -> None:
    """The rolled half of a rug, lying across it."""
    cast_shadow(stage, 500, 560, 290, depth=0.10)
    top, high = 400, 165

    def place(px: float, py: float) -> tuple[float, float]:
        t = min(1.0, max(-1.0, (py - top - high / 2) / (high / 2)))
        return (px - 222) / 516, 0.2 + math.asin(t) / 8

    body = [
        (222, top),
        (738, top),
        *ellipse(738, top + high / 2, 26, high / 2, start=-90, end=90),
        (222, top + high),
        *ellipse(222, top + high / 2, 26, high / 2, start=90, end=270),
    ]
    round_light = field(lambda px, py: 1.22 - 1.05 * ((py - top) / high - 0.28) ** 2 * 1.6, cells=60)
    stage.fill(body, bent(sheet, place, cells=40), round_light, weave_light(5, 0.08))
    for i in range(5):
        size = 1 - i * 0.2
        stage.fill(
            ellipse(738, top + high / 2, 28 * size, high / 2 * size),
            (darken(look.base, 0.25), lighten(look.base, 0.15))[i % 2],
            volume(4, 0.3),
        )


def cushion_outline(x: float, y: float, half: float) -> Path:
    """A stuffed square: corners pulled out, sides drawn in."""
    c, s = half, half * 0.90
    return smooth(
        [
            (x - c, y - c),
            (x - c, y - c),
            (x, y - s),
            (x + c, y - c),
            (x + c, y - c),
            (x + s, y),
            (x + c, y + c),
            (x + c, y + c),
            (x, y + s),
            (x - c, y + c),
            (x - c, y + c),
            (x - s, y),
        ],
        steps=20,
    )


def cushion(stage: Stage, look: Look) -> None:
    sheet = _cushion_sheet(look)
    if look.view == DETAIL:
        _one_cushion(close(stage, 640, 800, 2.3), look, sheet, 480, 620, 350, 0)
    elif look.view == FRONT:
        _one_cushion(stage, look, sheet, 480, 620, 330, -4)
    else:
        plain = Image.new("RGB", (600, 600), mix(look.accent, look.base, 0.15))
        _one_cushion(stage, look, plain, 610, 520, 250, 12)
        _one_cushion(stage, look, sheet, 380, 690, 270, -9)


def _cushion_sheet(look: Look) -> Image.Image:
    sheet = Image.new("RGB", (900, 900), look.base)
    kind = look.rng.randrange(3)
    if kind == 0:
        wide = border(look, look.base, 900, rows=41, thread=7)
        sheet.paste(wide, (0, 450 - wide.height // 2))
        narrow = wide.crop((0, 0, 900, 40))
        for y in (150, 710):
            sheet.paste(narrow, (0, y))
    elif kind == 1:
        tones = [look.base, look.accent, lighten(look.base, 0.7), darken(look.base, 0.35)]
        small = Image.new("RGB", (60, 60))
        small.putdata(
            [
                tones[(0, 1, 0, 2, 0, 3, 0, 0)[int(abs(x - 29.5) + abs(y - 29.5)) // 3 % 8]]
                for y in range(60)
                for x in range(60)
            ]
        )
        sheet = small.resize((900, 900), Image.Resampling.NEAREST)
    else:
        first = border(look, look.base, 900, rows=23, thread=6)
        for y in range(60, 840, 200):
            sheet.paste(first, (0, y))
    return sheet


def _one_cushion(stage: Stage, look: Look, sheet: Image.Image, x: float, y: float, half: float, turn: float) -> None:
    stage = stage.at(x, y, 1.0, turn=turn, about=(x, y))
    outline = cushion_outline(x, y, half)
    drop_shadow(stage, outline, dx=34, dy=44, soft=34, strength=0.42)
    piping = cushion_outline(x, y, half * 1.012)
    stage.fill(piping, darken(look.base, 0.25), volume(5, 0.5))

    def place(px: float, py: float) -> tuple[float, float]:
        u, v = (px - x) / half, (py - y) / half
        bulge = 1 + 0.10 * (u * u + v * v - 1)
        return 0.5 + u * 0.5 * bulge, 0.5 + v * 0.5 * bulge

    def puff(px: float, py: float) -> float:
        u, v = (px - x) / half, (py - y) / half
        angle = math.atan2(v, u)
        crease = math.sin(angle * 12 + 3 * math.hypot(u, v)) * max(0.0, math.hypot(u, v) - 0.75) * 0.35
        return 1.03 + crease - 0.10 * (u + v)

    stage.fill(
        outline,
        bent(sheet, place, cells=36),
        volume(half * 0.30, 0.36),
        field(puff, cells=60),
        weave_light(3.2, 0.04),
        rim(10, 0.3),
    )


DRAWERS: dict[str, Drawer] = {"shawl": shawl, "scarf": scarf, "blanket": blanket, "rug": rug, "cushion": cushion}
