"""Coiled grass: baskets and the mesob."""

from __future__ import annotations

from PIL import Image

from .color import RGB, darken, lighten
from .geometry import bezier, ellipse, ribbon
from .ground import cast_shadow, shade
from .lights import falloff, grain, mottle, rim, volume
from .look import Drawer, Look, framed
from .patterns import basket_motif, coil, straw_palette
from .stage import Stage
from .surface import bent, polar, turned


def basket(stage: Stage, look: Look) -> None:
    """One product in four is a flat round tray, the others are baskets with a handle."""
    if look.rng.random() < 0.25:
        stage = framed(stage, look, (360, 520), 2.1)
        _tray(stage, look, 390, tilt=0.62 if look.view == 1 else 1.0)
        return
    stage = framed(stage, look, (410, 760), 2.4)
    if look.view == 1:
        stage = stage.at(480, 600, 1.0, turn=-3, flip=True)
    _tall(stage, look, tilt=0.36 if look.view == 1 else 0.24)


def _tall(stage: Stage, look: Look, *, tilt: float) -> None:
    palette = straw_palette(look.base, look.accent)
    columns, rows = 84, 23
    sheet = coil(columns, rows, palette, basket_motif(look.rng, columns, rows), stitch=12, height=24)
    wide = look.between(0.94, 1.04)
    cast_shadow(stage, 480, 985, 270 * wide)
    profile = [
        (330 * wide, 560),
        (336 * wide, 620),
        (330 * wide, 740),
        (296 * wide, 880),
        (250 * wide, 960),
        (228 * wide, 985),
    ]
    body = turned(stage, 480, profile, sheet, tilt=tilt - 0.02, ambient=0.46)
    _basket_rim(stage, 480, body.top, 330 * wide, palette, tilt=tilt)
    _hoop(stage, palette, wide)


def _basket_rim(stage: Stage, x: float, y: float, radius: float, palette: list[RGB], *, tilt: float = 0.24) -> None:
    """The thick last coil, open in the middle, wrapped in two colours."""
    stage.fill(
        ellipse(x, y, radius * 1.0, radius * tilt),
        darken(palette[0], 0.62),
        falloff(x - radius, y, x + radius, y, 0.55, 1.3),
    )
    inner = coil(80, 7, palette, lambda c, r: 1 if r == 3 else 0)
    inside = bent(
        inner, lambda px, py: ((px - x) / radius / 2 + 0.5, (py - y + radius * tilt) / (radius * tilt * 2)), cells=20
    )
    stage.fill(
        ellipse(x, y, radius * 0.96, radius * tilt * 0.92), inside, falloff(x - radius, y, x + radius, y, 0.35, 0.95)
    )
    stage.fill(
        ellipse(x, y + radius * 0.10, radius * 0.9, radius * tilt * 0.7),
        darken(palette[0], 0.8),
        soft=14,
        opacity=0.55,
        clip=ellipse(x, y, radius * 0.96, radius * tilt * 0.92),
    )
    ring = ellipse(x, y, radius * 1.02, radius * (tilt + 0.02))
    hole = ellipse(x, y, radius * 0.95, radius * (tilt - 0.03))
    wrap = coil(120, 1, palette, lambda c, r: 1 if (c // 6) % 2 else 0, height=40)
    stage.fill(ring, polar(wrap, x, y, radius * 1.02, tilt), volume(7, 0.45), cut=[hole])


def _hoop(stage: Stage, palette: list[RGB], wide: float) -> None:
    """The handle over the basket."""
    path = bezier(
        (480 - 322 * wide, 560), (480 - 300 * wide, 190), (480 + 300 * wide, 190), (480 + 322 * wide, 560), steps=70
    )
    stage.fill(ribbon(path, 34), palette[0], volume(13, 0.6), falloff(150, 300, 800, 600, 1.1, 0.8))
    for i in range(2, 68, 2):
        color = palette[1] if i % 8 < 4 else darken(palette[0], 0.18)
        (x0, y0), (x1, y1) = path[i], path[i + 1]
        stage.fill(ribbon([(x0, y0), (x1, y1)], 37), color, volume(10, 0.5))


def _tray(stage: Stage, look: Look, radius: float, *, tilt: float) -> None:
    """A round tray from above, its pattern running round the middle."""
    x, y = 480, 610
    palette = straw_palette(look.base, look.accent)
    rays = look.rng.choice((8, 10, 12))
    columns = rays * 20

    def star(c: int, r: int) -> int:
        wave = abs((c % 20) / 10 - 1) * 4
        band = r + wave
        if r >= 19:
            return 1 if (c // 5) % 2 else 2
        return (2, 2, 1, 0, 0, 1, 1, 2, 0, 0, 3, 1, 1, 0, 0, 2, 2, 1, 1, 0, 0, 3, 3, 0)[int(band)]

    sheet = coil(columns, 21, palette, star, stitch=10, height=26)
    shade(stage, ellipse(x + 40, y + 50, radius, radius * tilt), 34, 0.4)
    shade(stage, ellipse(x + 12, y + 14 + (1 - tilt) * 40, radius, radius * tilt), 8, 0.45)
    stage.fill(
        ellipse(x, y, radius, radius * tilt),
        polar(sheet, x, y, radius, tilt),
        falloff(x - radius, y - radius, x + radius, y + radius, 0.92, 1.1),
        volume(14, 0.5),
    )
    stage.fill(
        ellipse(x, y, radius * 0.83, radius * 0.83 * tilt),
        polar(sheet, x, y, radius, tilt),
        falloff(x - radius * 0.7, y - radius * 0.7, x + radius * 0.7, y + radius * 0.7, 0.72, 1.2),
        rim(26, 0.35),
    )


def mesob(stage: Stage, look: Look) -> None:
    """The basket table: a flared foot, a deep bowl and a tall pointed lid."""
    palette = straw_palette(look.base, look.accent)
    stage = framed(stage, look, (420, 700), 2.3)
    state = look.rng.getstate()
    motif = basket_motif(look.rng, 90, 18)
    foot = coil(90, 15, palette, motif, stitch=10, height=22)
    bowl = coil(90, 9, palette, motif, stitch=10, height=24)
    look.rng.setstate(state)
    lid = coil(90, 17, palette, motif, stitch=10, height=22)
    open_lid = look.view == 1
    x = 370 if open_lid else 480
    cast_shadow(stage, x, 1040, 235)
    turned(stage, x, [(128, 770), (118, 810), (136, 880), (186, 970), (232, 1040)], foot, tilt=0.18, ambient=0.44)
    turned(stage, x, [(290, 610), (296, 640), (282, 700), (220, 760), (134, 800)], bowl, tilt=0.18, ambient=0.46)
    if open_lid:
        _basket_rim(stage, x, 612, 290, palette)
        _injera(stage, x, 606, 262)
        _lid(stage, lid, 735, 1010, 0.74, look.accent)
    else:
        shade(stage, ellipse(x, 640, 292, 60), 8, 0.35)
        _lid(stage, lid, x, 622, 1.0, look.accent)


def _lid(stage: Stage, sheet: Image.Image, x: float, base: float, size: float, tassel: RGB) -> None:
    if size < 1:
        cast_shadow(stage, x, base, 300 * size)
    top = base - 400 * size
    turned(
        stage,
        x,
        [
            (20 * size, top),
            (52 * size, top + 70 * size),
            (130 * size, top + 170 * size),
            (240 * size, top + 280 * size),
            (300 * size, base - 40 * size),
            (306 * size, base),
        ],
        sheet,
        tilt=0.2,
        ambient=0.46,
    )
    turned(
        stage,
        x,
        [
            (10 * size, top - 62 * size),
            (26 * size, top - 46 * size),
            (30 * size, top - 20 * size),
            (18 * size, top + 14 * size),
        ],
        tassel,
        tilt=0.3,
        gloss=0.15,
    )
    stage.fill(ellipse(x, top - 58 * size, 11 * size, 5 * size), lighten(tassel, 0.3))


def _injera(stage: Stage, x: float, y: float, radius: float) -> None:
    stage.fill(ellipse(x, y, radius, radius * 0.2), (206, 178, 140), grain(6, 0.35), mottle(20, 0.10), rim(14, 0.4))


DRAWERS: dict[str, Drawer] = {"basket": basket, "mesob": mesob}
