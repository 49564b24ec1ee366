"""Colours as (red, green, blue) triples of 0 to 255, and how they are mixed."""

from __future__ import annotations

from PIL import ImageColor

RGB = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
PAPER: RGB = (250, 246, 238)
INK: RGB = (30, 26, 24)
STEEL: RGB = (176, 180, 184)
BRASS: RGB = (196, 152, 74)
WOOD: RGB = (156, 108, 66)
THREAD: RGB = (232, 214, 178)


def parse(text: str) -> RGB:
    """The colour of ``#rrggbb`` or of a colour's CSS name. ValueError for anything else."""
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """``first`` with ``share`` (0 to 1) of ``second`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighten(color: RGB, share: float) -> RGB:
    return mix(color, WHITE, share)


def darken(color: RGB, share: float) -> RGB:
    """Towards a warm near-black, as paint and cloth darken in shade."""
    return mix(color, (24, 16, 14), share)


def luminance(color: RGB) -> float:
    """How light the colour looks, 0 to 1."""
    red, green, blue = color
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def ground_tint(color: RGB) -> RGB:
    """The studio ground for goods of ``color``: pale, and darker only where the goods are nearly white."""
    share = 0.83 if luminance(color) < 0.8 else 0.45
    pale = mix(color, PAPER, share)
    if luminance(color) >= 0.8:
        return mix(pale, (196, 178, 152), 0.5)
    return mix(pale, PAPER, max(0.0, 0.80 - luminance(pale)) * 2)
