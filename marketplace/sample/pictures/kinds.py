"""Which family draws which kind of goods."""

from __future__ import annotations

from . import (
    accessories,
    baskets,
    boots,
    electronics,
    food,
    garments,
    home,
    jars,
    jewellery,
    leather,
    paper,
    pottery,
    sandals,
    shoes,
    textiles,
    tops,
)
from .look import Drawer

DRAWERS: dict[str, Drawer] = {
    **pottery.DRAWERS,
    **baskets.DRAWERS,
    **food.DRAWERS,
    **jars.DRAWERS,
    **textiles.DRAWERS,
    **garments.DRAWERS,
    **tops.DRAWERS,
    **accessories.DRAWERS,
    **leather.DRAWERS,
    **shoes.DRAWERS,
    **boots.DRAWERS,
    **sandals.DRAWERS,
    **electronics.DRAWERS,
    **home.DRAWERS,
    **paper.DRAWERS,
    **jewellery.DRAWERS,
}
