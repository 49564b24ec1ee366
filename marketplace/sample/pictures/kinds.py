"""Which family draws which kind of goods."""

from __future__ import annotations

from . import baskets, food, garments, leather, pottery, shoes, textiles
from .look import Drawer

DRAWERS: dict[str, Drawer] = {
    **pottery.DRAWERS,
    **baskets.DRAWERS,
    **food.DRAWERS,
    **textiles.DRAWERS,
    **garments.DRAWERS,
    **leather.DRAWERS,
    **shoes.DRAWERS,
}
