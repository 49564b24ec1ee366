"""How near the camera goes to each kind, so that all goods fill their pictures alike."""

from __future__ import annotations

from .look import DETAIL
from .stage import Stage

MIDDLE = (480.0, 612.0)

# For the front and the turned view: the scale, and the middle of the drawing; measured from the drawings.
_FRAMES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "jebena": ((1.06, 450, 600), (1.13, 575, 610)),
    "coffee_cup": ((0.95, 505, 690), (0.98, 520, 717)),
    "pot": ((1.24, 480, 711), (0.99, 480, 738)),
    "plate": ((0.97, 490, 660), (1.02, 490, 930)),
    "mug": ((1.28, 520, 714), (1.24, 440, 749)),
    "candle": ((1.35, 485, 710), (1.16, 490, 710)),
    "basket": ((1.10, 480, 655), (0.98, 490, 625)),
    "mesob": ((0.97, 480, 626), (0.90, 510, 815)),
    "coffee_bag": ((1.07, 500, 650), (0.98, 455, 654)),
    "spice_jar": ((1.24, 490, 667), (1.0, 450, 698)),
    "honey_jar": ((1.30, 495, 715), (0.92, 590, 762)),
    "tea_box": ((1.35, 470, 754), (0.98, 480, 728)),
    "oil_bottle": ((1.02, 490, 617), (1.04, 500, 626)),
    "soap": ((1.42, 485, 736), (1.40, 490, 736)),
    "shawl": ((1.0, 480, 612), (1.11, 490, 610)),
    "scarf": ((1.0, 480, 612), (1.2, 490, 645)),
    "blanket": ((0.99, 490, 620), (1.0, 480, 612)),
    "rug": ((1.06, 480, 600), (1.19, 505, 720)),
    "cushion": ((1.02, 485, 625), (0.92, 490, 615)),
    "dress": ((0.94, 480, 593), (0.96, 480, 593)),
    "shirt": ((1.0, 480, 560), (1.22, 490, 595)),
    "tshirt": ((1.09, 480, 580), (1.24, 490, 595)),
    "tote_bag": ((0.96, 490, 631), (1.0, 450, 633)),
    "hat": ((0.94, 490, 700), (0.99, 490, 715)),
    "leather_bag": ((1.02, 490, 723), (1.06, 455, 605)),
    "backpack": ((0.99, 480, 630), (1.02, 470, 622)),
    "wallet": ((1.06, 490, 625), (0.95, 490, 630)),
    "belt": ((1.09, 500, 715), (1.0, 480, 620)),
    "shoes": ((0.94, 505, 740), (1.04, 490, 740)),
    "boots": ((0.94, 515, 640), (1.04, 480, 650)),
    "sneakers": ((0.91, 500, 730), (1.01, 490, 730)),
    "sandals": ((1.08, 480, 612), (1.0, 525, 660)),
    "headphones": ((1.09, 490, 625), (1.11, 485, 620)),
    "phone": ((1.12, 490, 635), (0.96, 490, 650)),
    "power_bank": ((1.05, 500, 640), (1.05, 500, 650)),
    "speaker": ((1.27, 510, 680), (1.15, 550, 698)),
    "laptop": ((0.97, 490, 597), (0.97, 480, 575)),
    "solar_lantern": ((1.13, 485, 633), (0.92, 590, 634)),
    "lamp": ((1.18, 480, 676), (1.04, 485, 683)),
    "toy": ((1.05, 500, 700), (1.16, 490, 750)),
    "book": ((1.06, 470, 605), (0.94, 500, 675)),
    "notebook": ((1.04, 485, 605), (0.94, 500, 640)),
    "earrings": ((1.34, 484, 545), (1.30, 478, 550)),
    "necklace": ((1.01, 480, 620), (1.22, 466, 633)),
    "bracelet": ((1.12, 484, 665), (1.36, 484, 640)),
}


def framed_for(stage: Stage, kind: str, view: int) -> Stage:
    """The stage on which ``kind`` fills its picture; the detail view has a camera of its own."""
    if view == DETAIL or kind not in _FRAMES:
        return stage
    scale, x, y = _FRAMES[kind][view]
    return stage.at(*MIDDLE, scale, about=(x, y))
