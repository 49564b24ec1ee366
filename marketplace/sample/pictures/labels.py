"""Printed labels for what is packed."""

from __future__ import annotations

from PIL import Image

from .color import PAPER, RGB, darken, lighten, luminance, mix
from .geometry import Path, bezier, ellipse, points, rounded, smooth
from .look import Look
from .patterns import tibeb
from .stage import Stage


def label_art(look: Look, size: tuple[int, int]) -> Image.Image:
    """A printed label: paper, a woven band, and hills under a sun or a branch with berries."""
    width, height = size
    paper = lighten(mix(look.base, PAPER, 0.90), 0.2)
    ink = darken(look.base, 0.25) if luminance(look.base) < 0.75 else darken(look.accent, 0.3)
    image = Image.new("RGB", size, paper)
    art = Stage(image, (width / 300, 0.0, 0.0, height / 300, 0.0, 0.0))
    band = tibeb(60, 11, paper, [ink, look.accent, lighten(ink, 0.4)], look.rng).resize(
        (width, round(height * 0.12)), Image.Resampling.NEAREST
    )
    image.paste(band, (0, round(height * 0.84)))
    window = rounded(26, 26, 248, 206, 12)
    art.fill(window, lighten(mix(look.accent, PAPER, 0.7), 0.1))
    (_hills, _branch)[look.rng.randrange(2)](art, look, ink, window)
    return image


def _hills(art: Stage, look: Look, ink: RGB, window: Path) -> None:
    sun = mix(look.accent, (240, 176, 60), 0.65)
    art.fill(ellipse(look.between(100, 200), 110, 42, 42), sun, clip=window)
    for y, lift, tone in ((150, 46, 0.55), (180, 34, 0.3), (208, 22, 0.0)):
        ridge = smooth(
            [
                (0, y),
                (60, y - lift),
                (120, y - lift * 0.2),
                (190, y - lift * 1.2),
                (250, y - lift * 0.3),
                (310, y - lift),
            ],
            closed=False,
        )
        art.fill([*ridge, (310, 300), (0, 300)], mix(ink, look.accent, tone), clip=window)


def _branch(art: Stage, look: Look, ink: RGB, window: Path) -> None:
    stem = bezier((60, 220), (110, 150), (170, 120), (240, 60))
    art.stroke(stem, 5, ink, clip=window)
    for i, (x, y) in enumerate(stem[3:22:4]):
        for side in (-1, 1):
            leaf = art.at(x, y, 1.0, turn=-45 + side * 62 + i * 3, about=(0, 0))
            leaf.fill(smooth(points("0,0 0,0 28,-15 62,0 62,0 28,15")), mix(ink, look.accent, 0.15 * i))
        art.fill(ellipse(x + 6, y + 9, 9, 9), look.accent)
