"""The studio: a seamless ground in a pale tint, and the shadow under what stands on it."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .color import RGB, darken, mix
from .geometry import Outline, ellipse
from .stage import Stage

_GRID = 64


def paint_ground(image: Image.Image, tint: RGB, *, horizon: float = 0.66) -> None:
    """Wall and floor without a seam: light falls in from the upper left and runs out to the lower right."""
    width, height = image.size
    down = max(8, round(_GRID * height / width))
    shades = bytearray()
    for j in range(down):
        for i in range(_GRID):
            shades.append(_ground_shade(i / (_GRID - 1), j / (down - 1), horizon))
    shade = Image.frombytes("L", (_GRID, down), bytes(shades)).resize(image.size, Image.Resampling.BICUBIC)
    flat = Image.new("RGB", image.size, tint)
    image.paste(ImageChops.hard_light(flat, Image.merge("RGB", (shade, shade, shade))))


def _ground_shade(x: float, y: float, horizon: float) -> int:
    pool = 1 - min(1.0, ((x - 0.32) ** 2 + (y - 0.34) ** 2) ** 0.5)
    wall = 118 + 20 * pool
    bend = min(1.0, max(0.0, (y - horizon + 0.10) / 0.2))
    floor = 9 * bend * bend * (3 - 2 * bend) - 8 * max(0.0, y - 0.85) * 4 * x
    return round(wall + floor)


def cast_shadow(stage: Stage, x: float, y: float, half: float, *, depth: float = 0.16, strength: float = 1.0) -> None:
    """What stands at (x, y), ``half`` units to each side, touches the ground.

    A tight dark line and a wide soft pool to the right.
    """
    shade(
        stage,
        ellipse(x + half * 0.30, y + half * depth * 0.15, half * 1.25, half * depth * 1.35),
        half * 0.16,
        0.20 * strength,
    )
    shade(stage, ellipse(x + half * 0.10, y, half * 1.06, half * depth * 0.85), half * 0.07, 0.28 * strength)
    shade(stage, ellipse(x + half * 0.02, y, half * 0.96, half * depth * 0.55), half * 0.025, 0.42 * strength)


def shade(stage: Stage, path: Outline, soft: float, strength: float) -> None:
    """Darken the picture under a blurred outline."""
    tile = stage.tile(path, grow=soft * 3)
    if tile.size[0] < 2 or tile.size[1] < 2:
        return
    factor = max(1, min(16, int(soft * stage.unit / 3)))
    size = (tile.size[0] // factor + 1, tile.size[1] // factor + 1)
    mask = Image.new("L", size, 0)
    left, top = tile.box[:2]
    points = [((px - left) / factor, (py - top) / factor) for px, py in stage.pixels(path)]
    ImageDraw.Draw(mask).polygon(points, fill=round(255 * strength))
    mask = mask.filter(ImageFilter.GaussianBlur(soft * stage.unit / factor))
    mask = mask.resize((size[0] * factor, size[1] * factor), Image.Resampling.BICUBIC).crop((0, 0, *tile.size))
    under = stage.image.crop(tile.box)
    red, green, blue = under.resize((1, 1), Image.Resampling.BOX).tobytes()
    tone = Image.new("RGB", tile.size, mix(darken((red, green, blue), 0.86), (60, 40, 30), 0.25))
    stage.image.paste(tone, tile.box[:2], mask)


def drop_shadow(
    stage: Stage, path: Outline, *, dx: float = 16, dy: float = 22, soft: float = 18, strength: float = 0.34
) -> None:
    """The shadow of something flat that lies on the ground or hangs before the wall."""
    shade(stage, [(x + dx, y + dy) for x, y in path], soft, strength)
    shade(stage, [(x + dx * 0.25, y + dy * 0.3) for x, y in path], soft * 0.3, strength * 0.7)
