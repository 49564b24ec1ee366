"""The drawn pictures of the sample market.

``draw`` gives one view of one product, ``draw_banner`` and ``draw_logo`` what a shop shows, ``draw_hero`` the home
page's scene.
Everything is made of curves, textures and one light with Pillow alone; nothing is read from disk, and the same
arguments
give the same picture.
"""

from .marks import draw_logo
from .scenes import draw_banner, draw_hero
from .studio import KINDS, draw

__all__ = ["KINDS", "draw", "draw_banner", "draw_hero", "draw_logo"]
