"""Which family draws which kind of goods."""

from __future__ import annotations

from . import baskets, pottery
from .look import Drawer

DRAWERS: dict[str, Drawer] = {
    **pottery.DRAWERS,
    **baskets.DRAWERS,
}
