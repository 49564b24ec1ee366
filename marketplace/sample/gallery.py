"""Which pictures the sample market shows, and where their drawn files lie.

The files are committed, so that the demo starts without drawing for minutes; ``draw_pictures`` makes them. A picture is
named after what is on it: two products that look alike share one file, and a file nobody names any more can go.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from .catalogue import Product, SampleMarket, Shop

IMAGES: Final = Path(__file__).parent / "images"
VIEWS: Final = (0, 1, 2)
#: Products of one kind differ by this many seeds at most; enough to tell any two apart.
SEEDS: Final = 97
#: Largest file in bytes: a front fills screens, the others are looked at once. All together stay below 15 MB.
FRONT_BYTES, OTHER_BYTES, WIDE_BYTES = 23_000, 18_500, 60_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: ``drawer`` names a function of ``sample.pictures``, ``arguments`` what it is called with."""

    name: str
    drawer: str
    arguments: Mapping[str, Any] = field(hash=False)
    most_bytes: int = OTHER_BYTES

    @property
    def path(self) -> Path:
        """Where the drawn file lies."""
        return IMAGES / f"{self.name}.webp"


HERO: Final = Shot("hero", "draw_hero", {"width": 1920, "height": 1080}, 120_000)


def views_of(product: Product) -> tuple[Shot, ...]:
    """Front, turned and detail of a product, in this order."""
    return tuple(_view(product, product.picture.color, view) for view in VIEWS)


def front_in(product: Product, color: str) -> Shot:
    """The front of a product in one of its variants' colours (#rrggbb)."""
    return _view(product, color, VIEWS[0])


def colors_of(product: Product) -> tuple[str, ...]:
    """The colours of a product's variants, each once, in their order."""
    return tuple(dict.fromkeys(variant.color_hex for variant in product.variants if variant.color_hex))


def logo_of(shop: Shop) -> Shot:
    """A shop's mark, square."""
    color, accent = shop.colors
    arguments = {"seed": _seed(shop.slug), "color": color, "accent": accent, "size": 400}
    return Shot(f"shop-{shop.slug}-logo", "draw_logo", arguments, OTHER_BYTES)


def banner_of(shop: Shop) -> Shot:
    """What stands above a shop, 1600 x 500."""
    color, accent = shop.colors
    arguments = {"seed": _seed(shop.slug), "color": color, "accent": accent, "kinds": tuple(shop.banner_kinds)}
    return Shot(f"shop-{shop.slug}-banner", "draw_banner", arguments, WIDE_BYTES)


def every_shot(market: SampleMarket) -> tuple[Shot, ...]:
    """All pictures of the market, each once, in a fixed order."""
    shots = {shot.name: shot for shot in _all(market)}
    return tuple(shots[name] for name in sorted(shots))


def _all(market: SampleMarket) -> Iterator[Shot]:
    yield HERO
    for shop in market.shops:
        yield logo_of(shop)
        yield banner_of(shop)
    for product in market.products:
        yield from views_of(product)
        yield from (front_in(product, color) for color in colors_of(product))


def _view(product: Product, color: str, view: int) -> Shot:
    kind, accent, seed = product.picture.kind, product.picture.accent, _seed(product.sku)
    name = f"{kind}-{color[1:]}-{accent[1:]}-{seed}-{view}".lower().replace("_", "-")
    arguments = {"kind": kind, "color": color, "accent": accent, "view": view, "seed": seed}
    return Shot(name, "draw", arguments, FRONT_BYTES if view == VIEWS[0] else OTHER_BYTES)


def _seed(text: str) -> int:
    return zlib.crc32(text.encode()) % SEEDS
