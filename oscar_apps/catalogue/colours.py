"""Colour families: what a buyer calls a colour, whatever exact value a seller gave it."""

from __future__ import annotations

import colorsys
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Family(NamedTuple):
    code: str
    label: str
    #: How its swatch is drawn.
    hex: str


FAMILIES: Final = {
    family.code: family
    for family in (
        Family("black", _("Black"), "#1c1c1c"),
        Family("grey", _("Grey"), "#8c8c8c"),
        Family("white", _("White"), "#f7f6f2"),
        Family("beige", _("Beige"), "#d9c6a3"),
        Family("brown", _("Brown"), "#7a4a2b"),
        Family("red", _("Red"), "#b3202c"),
        Family("pink", _("Pink"), "#e48aa6"),
        Family("orange", pgettext_lazy("colour", "Orange"), "#dd7a24"),
        Family("yellow", _("Yellow"), "#e6c12f"),
        Family("green", _("Green"), "#3c7d4a"),
        Family("blue", _("Blue"), "#2b5f9e"),
        Family("purple", _("Purple"), "#6f4a8e"),
    )
}

#: Upper end of each hue in degrees.
_HUES: Final = (
    (14, "red"),
    (42, "orange"),
    (68, "yellow"),
    (168, "green"),
    (258, "blue"),
    (318, "purple"),
    (345, "pink"),
)


@lru_cache(maxsize=4096)
def family_of(value: str) -> str:
    """The family of a colour written `#RRGGBB`; empty for anything else."""
    try:
        red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    except (ValueError, IndexError):
        return ""
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    chroma = max(red, green, blue) - min(red, green, blue)
    return _without_hue(light, chroma) or _with_hue(hue * 360, light, saturation)


def _without_hue(light: float, chroma: float) -> str:
    if light < 0.13:
        return "black"
    if light > 0.93 or (light > 0.88 and chroma < 0.1):
        return "white"
    return "grey" if chroma < 0.07 else ""


def _with_hue(hue: float, light: float, saturation: float) -> str:
    name = next((name for end, name in _HUES if hue < end), "red")
    if name in ("orange", "yellow", "red") and saturation < 0.55 and light > 0.62:
        return "beige"
    if name == "yellow" and light < 0.4:
        return "green" if hue > 52 else "brown"
    if (name == "orange" and light < 0.42) or (name == "red" and light < 0.35 and saturation < 0.5):
        return "brown"
    return "pink" if name == "red" and light > 0.68 else name
