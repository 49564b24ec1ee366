"""The drawn pictures of the sample market.

``draw`` gives one view of one product. Everything is made of curves, textures and one light with Pillow alone;
nothing is read from disk and nothing depends on the machine.
"""

from .studio import KINDS, draw

__all__ = ["KINDS", "draw"]
