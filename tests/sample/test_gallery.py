"""The committed pictures are all there, and no more; drawing again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from marketplace.sample import drawing, gallery
from marketplace.sample.catalogue import SampleMarket, load
from marketplace.sample.loading import photos


@pytest.fixture(scope="module")
def market() -> SampleMarket:
    return load()


def test_every_picture_is_drawn_and_none_is_left_over(market: SampleMarket) -> None:
    shots = gallery.every_shot(market)
    assert drawing.missing(shots) == []
    assert drawing.leftovers(shots) == []


def test_all_pictures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in gallery.IMAGES.glob("*.webp")) < 15 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "size"),
    [("hero", (1920, 1080)), ("shop-axum-silver-banner", (1600, 500)), ("shop-axum-silver-logo", (400, 400))],
)
def test_a_picture_has_its_size(name: str, size: tuple[int, int]) -> None:
    with Image.open(gallery.IMAGES / f"{name}.webp") as picture:
        assert picture.size == size


def test_a_product_has_three_views_for_portrait_pages(market: SampleMarket) -> None:
    shots = gallery.views_of(market.products[0])
    assert len({shot.name for shot in shots}) == 3
    for shot in shots:
        with Image.open(shot.path) as picture:
            assert picture.size == (960, 1200)


def test_drawing_again_writes_nothing_new(market: SampleMarket) -> None:
    logo = gallery.logo_of(market.shops[0])
    before = logo.path.stat().st_mtime_ns
    assert drawing.draw_one(logo).changed is False
    assert logo.path.stat().st_mtime_ns == before


def test_a_missing_picture_is_drawn(market: SampleMarket, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(gallery, "IMAGES", tmp_path)
    monkeypatch.setattr(drawing, "IMAGES", tmp_path)
    logo = gallery.logo_of(market.shops[0])
    assert drawing.missing([logo]) == [logo]
    drawn = drawing.draw_one(logo)
    assert drawn.changed
    assert drawn.size <= logo.most_bytes
    assert drawing.missing([logo]) == []


def test_a_file_nobody_names_is_left_over(market: SampleMarket, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(drawing, "IMAGES", tmp_path)
    stale = tmp_path / "old-kind.webp"
    stale.write_bytes(b"")
    assert drawing.leftovers(gallery.every_shot(market)) == [stale]


def test_the_quality_falls_until_a_picture_is_small_enough(market: SampleMarket) -> None:
    with Image.open(gallery.views_of(market.products[0])[0].path) as picture:
        image = picture.convert("RGB")
    best, smaller = drawing.encoded(image, most_bytes=10**9), drawing.encoded(image, most_bytes=9_000)
    assert len(smaller) < len(best)


def test_products_that_look_alike_share_a_picture(market: SampleMarket) -> None:
    product = market.products[0]
    assert gallery.views_of(replace(product, price=product.price + 1)) == gallery.views_of(product)


def test_copies_of_a_picture_have_the_usual_widths(market: SampleMarket) -> None:
    name, digest, copies = photos._copies(gallery.views_of(market.products[0])[0].name)
    assert digest
    sizes = {width: Image.open(BytesIO(content)).size for width, content in copies.items()}
    assert sizes == {320: (320, 400), 640: (640, 800), 960: (960, 1200)}
    assert len(copies[320]) < len(copies[640]) < len(copies[960]) * 2


def test_a_picture_that_is_not_drawn_has_no_copies() -> None:
    assert photos._copies("nothing-like-this") == ("nothing-like-this", "", {})
