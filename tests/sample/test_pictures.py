"""The drawn sample pictures: every kind, every view, always the same, always on its pale ground."""

from __future__ import annotations

import functools
import io
import random

import pytest
from PIL import Image, ImageChops

from marketplace.sample.pictures import KINDS, draw, draw_banner, draw_hero, draw_logo
from marketplace.sample.pictures.color import ground_tint, luminance, parse
from marketplace.sample.pictures.framing import framed_for
from marketplace.sample.pictures.geometry import along, hull, points, rounded, smooth
from marketplace.sample.pictures.patterns import tibeb
from marketplace.sample.pictures.scenes import _STANDS
from marketplace.sample.pictures.stage import new_stage

SMALL = {"width": 96, "height": 120}
COLOR, ACCENT = "#8a3324", "#e0a526"
NAMED = [
    "jebena",
    "coffee_bag",
    "coffee_cup",
    "spice_jar",
    "honey_jar",
    "tea_box",
    "oil_bottle",
    "mesob",
    "basket",
    "shawl",
    "dress",
    "shirt",
    "tshirt",
    "scarf",
    "tote_bag",
    "leather_bag",
    "backpack",
    "wallet",
    "belt",
    "shoes",
    "sandals",
    "boots",
    "sneakers",
    "headphones",
    "phone",
    "power_bank",
    "speaker",
    "lamp",
    "solar_lantern",
    "laptop",
    "book",
    "notebook",
    "cushion",
    "blanket",
    "rug",
    "pot",
    "plate",
    "mug",
    "candle",
    "earrings",
    "necklace",
    "bracelet",
    "hat",
    "toy",
    "soap",
]


@functools.cache
def small(kind: str, view: int = 0, *, seed: int = 3, color: str = COLOR) -> Image.Image:
    """A thumbnail, drawn once for all tests that look at it."""
    return draw(kind=kind, color=color, accent=ACCENT, view=view, seed=seed, **SMALL)


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures, 0 to 255."""
    grey = ImageChops.difference(first, second).convert("L")
    return sum(value * count for value, count in enumerate(grey.histogram())) / (grey.width * grey.height)


def test_every_kind_the_sample_market_names_can_be_drawn() -> None:
    assert set(KINDS) == set(NAMED)


@pytest.mark.parametrize("kind", KINDS)
def test_three_views_of_a_kind_are_three_different_pictures(kind: str) -> None:
    views = [small(kind, view) for view in (0, 1, 2)]

    assert all(view.size == (96, 120) and view.mode == "RGB" for view in views)
    assert difference(views[0], views[1]) > 2
    assert difference(views[0], views[2]) > 2
    assert difference(views[1], views[2]) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(kind: str) -> None:
    again = draw(kind=kind, color=COLOR, accent=ACCENT, view=0, seed=3, **SMALL)

    assert small(kind).tobytes() == again.tobytes()


def test_another_seed_changes_the_pattern_but_not_the_kind() -> None:
    assert small("basket", seed=1).tobytes() != small("basket", seed=2).tobytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("view", [0, 1])
def test_goods_stand_in_the_middle_of_a_pale_ground(kind: str, view: int) -> None:
    picture = small(kind, view)
    ground = ground_tint(parse(COLOR))
    corner = picture.getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert max(abs(a - b) for a, b in zip(corner, ground, strict=True)) < 40
    assert luminance((corner[0], corner[1], corner[2])) > 0.7

    middle = picture.crop((24, 30, 72, 96))
    apart = ImageChops.difference(middle, Image.new("RGB", middle.size, corner[:3])).convert("L")
    goods = sum(apart.histogram()[40:])
    assert goods > middle.width * middle.height * 0.08


@pytest.mark.parametrize("color", ["#ffffff", "#f4efe4", "#101010", "#e0a526", "#2b5f8a"])
def test_the_ground_is_pale_and_lets_the_goods_be_seen(color: str) -> None:
    tint = ground_tint(parse(color))

    assert luminance(tint) > 0.7
    assert abs(luminance(tint) - luminance(parse(color))) > 0.04


def test_unknown_kinds_and_views_are_refused() -> None:
    with pytest.raises(KeyError):
        small("spaceship")
    with pytest.raises(ValueError, match="view"):
        small("jebena", 3)
    with pytest.raises(ValueError, match="unknown color"):
        small("jebena", color="not a colour")


@pytest.mark.parametrize("kind", ["jebena", "coffee_bag", "shoes", "phone", "book", "lamp"])
def test_a_full_picture_is_small_enough_to_be_committed(kind: str) -> None:
    buffer = io.BytesIO()
    picture = draw(kind=kind, color=COLOR, accent=ACCENT, view=0, seed=5)
    picture.save(buffer, "WEBP", quality=70)

    assert picture.size == (960, 1200)
    assert len(buffer.getvalue()) < 45_000


def test_a_banner_shows_its_shops_goods() -> None:
    kinds = ("jebena", "coffee_bag", "shawl", "basket")
    banner = draw_banner(seed=1, color=COLOR, accent=ACCENT, kinds=kinds, width=320, height=100)
    again = draw_banner(seed=1, color=COLOR, accent=ACCENT, kinds=kinds, width=320, height=100)
    other = draw_banner(seed=1, color=COLOR, accent=ACCENT, kinds=("phone", "laptop"), width=320, height=100)

    assert banner.size == (320, 100)
    assert banner.tobytes() == again.tobytes()
    assert difference(banner, other) > 5


def test_a_banner_without_goods_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw_banner(seed=1, color=COLOR, accent=ACCENT, kinds=())


def test_every_kind_has_its_place_in_a_banner() -> None:
    assert set(_STANDS) == set(KINDS)


def test_shop_marks_are_square_and_of_several_figures() -> None:
    marks = {draw_logo(seed=seed, color=COLOR, accent=ACCENT, size=64).tobytes() for seed in range(16)}
    first = draw_logo(seed=1, color="#f4efe4", accent=ACCENT, size=64)

    assert first.size == (64, 64)
    assert len(marks) >= 4


def test_the_hero_leaves_room_for_words_at_the_left() -> None:
    hero = draw_hero(width=320, height=180)
    left, right = hero.crop((0, 0, 107, 130)).convert("L"), hero.crop((160, 50, 320, 180)).convert("L")

    assert hero.size == (320, 180)
    assert sum(left.histogram()[140:]) > left.width * left.height * 0.97
    assert sum(right.histogram()[:140]) > right.width * right.height * 0.3


def test_a_curve_passes_through_its_points_and_keeps_doubled_ones_as_corners() -> None:
    path = smooth(points("0,0 10,0 10,0 10,10 0,10"))

    for corner in ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)):
        assert min(abs(x - corner[0]) + abs(y - corner[1]) for x, y in path) < 1e-6


def test_places_along_a_path_keep_their_distance() -> None:
    places = along([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 4)

    assert [place for place, _ in places] == [(0, 0), (4, 0), (8, 0), (10, 2), (10, 6), (10, 10)]


def test_a_hull_leaves_out_what_lies_inside() -> None:
    assert set(hull([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (1, 3)])) == {(0, 0), (4, 0), (4, 4), (0, 4)}


def test_round_corners_stay_inside_their_rectangle() -> None:
    path = rounded(10, 20, 30, 40, 100)

    assert min(x for x, _ in path) == pytest.approx(10)
    assert max(y for _, y in path) == pytest.approx(60)


def test_a_stage_turned_and_mirrored_puts_the_named_point_where_it_is_asked_for() -> None:
    stage = new_stage(96, 120, (255, 255, 255))
    moved = stage.at(100, 200, 0.5, turn=30, flip=True, about=(480, 600))

    assert moved.pixels([(480, 600)])[0] == pytest.approx(stage.pixels([(100, 200)])[0])
    assert framed_for(stage, "jebena", 2) is stage


def test_a_woven_border_uses_only_its_yarns() -> None:
    ground, yarns = (250, 250, 250), [(1, 2, 3), (40, 50, 60), (70, 80, 90)]
    sheet = tibeb(60, 21, ground, yarns, random.Random(1))
    found = {color for _, color in sheet.getcolors() or []}

    assert found <= {ground, *yarns}
    assert len(found) >= 3
