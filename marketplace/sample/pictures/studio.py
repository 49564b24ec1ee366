"""One product picture: ground, goods, and for the detail view a lens that is sharp in the middle only."""

from __future__ import annotations

import random

from PIL import Image, ImageFilter

from . import kinds
from .color import ground_tint, parse
from .framing import framed_for
from .ground import paint_ground
from .look import DETAIL, Look
from .stage import OVERSAMPLING, new_stage

KINDS: tuple[str, ...] = tuple(kinds.DRAWERS)


def draw(
    *, kind: str, color: str, accent: str, view: int, seed: int, width: int = 960, height: int = 1200
) -> Image.Image:
    """The picture of a product of ``kind`` in ``color`` (#rrggbb).

    ``accent`` is the colour of what is woven, painted or sewn on it. ``view`` is 0 (front), 1 (turned, or another
    composition) or 2 (close detail). The same arguments give the same picture.
    Raises KeyError for an unknown kind and ValueError for an unknown view or colour.
    """
    if view not in (0, 1, 2):
        raise ValueError(f"view must be 0, 1 or 2, not {view}")
    drawer = kinds.DRAWERS[kind]
    base = parse(color)
    look = Look(base, parse(accent), view, random.Random(f"{kind} {seed}"))
    tint = ground_tint(base)
    stage = new_stage(width, height, tint)
    paint_ground(stage.image, tint)
    drawer(framed_for(stage, kind, view), look)
    return developed(stage.image, near=view == DETAIL)


def developed(image: Image.Image, *, near: bool = False) -> Image.Image:
    """The finished picture from its larger drawing."""
    small = image.reduce(OVERSAMPLING)
    return _shallow(small) if near else small


def _shallow(image: Image.Image) -> Image.Image:
    """Blurred towards the edges, as a lens near its subject sees."""
    width, height = image.size
    soft = image.filter(ImageFilter.GaussianBlur(width / 170))
    ring = Image.radial_gradient("L").resize((round(width * 1.25), round(height * 1.25)), Image.Resampling.BILINEAR)
    left, top = (ring.width - width) // 2, (ring.height - height) // 2
    ring = ring.crop((left, top, left + width, top + height))
    mask = ring.point([max(0, min(255, round((v - 92) * 2.8))) for v in range(256)])
    return Image.composite(soft, image, mask)
