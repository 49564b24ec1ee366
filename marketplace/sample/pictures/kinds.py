"""Which family draws which kind of goods."""

from __future__ import annotations

from . import baskets, electronics, food, garments, home, jewellery, leather, paper, pottery, shoes, textiles
from .look import Drawer

DRAWERS: dict[str, Drawer] = {
    **pottery.DRAWERS,
    **baskets.DRAWERS,
    **food.DRAWERS,
    **textiles.DRAWERS,
    **garments.DRAWERS,
    **leather.DRAWERS,
    **shoes.DRAWERS,
    **electronics.DRAWERS,
    **home.DRAWERS,
    **paper.DRAWERS,
    **jewellery.DRAWERS,
}
