"""The drawn pictures in the media store, with the smaller copies that pages show, made on all cores."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from PIL import Image

from oscar_apps.catalogue.models import Category, Product, ProductImage
from oscar_apps.catalogue.pictures import WIDTHS

from ..catalogue import Product as SampleProduct
from ..catalogue import SampleMarket, Text
from ..gallery import IMAGES, VIEWS, Shot, colors_of, front_in, views_of
from .words import in_columns, words

FOLDER: Final = "pictures/sample"
#: Quick rather than small: some 1,400 copies are made while somebody waits for the market to open.
COPIED: Final[dict[str, Any]] = {"format": "WEBP", "quality": 76, "method": 2}
Renditions = dict[str, dict[str, str]]


def stored_picture(name: str) -> str:
    """Put a drawn picture as it is into the media store and return its path there; "" where it has not been drawn."""
    content = _drawn(name)
    return _store(f"{FOLDER}/{name}-{_digest(content)}.webp", content) if content else ""


def load_photos(market: SampleMarket) -> int:
    """Give pictures to the products and categories that have none; returns how many product pictures were made."""
    products = _without_pictures(market)
    shots = {shot.name: shot for product in products.values() for shot in _shots_of(product)}
    stored = stored_renditions(shots.values())
    rows = [row for code, product in products.items() for row in _rows(code, product, stored)]
    ProductImage.objects.bulk_create(rows, batch_size=200)
    _picture_categories()
    return len(rows)


def _without_pictures(market: SampleMarket) -> dict[str, SampleProduct]:
    """SKU -> sample product of those whose product is there without a picture."""
    bare = Product.objects.filter(code__in=[product.sku for product in market.products], images=None)
    codes = set(bare.values_list("code", flat=True))
    return {product.sku: product for product in market.products if product.sku in codes}


def _shots_of(product: SampleProduct) -> Iterator[Shot]:
    yield from views_of(product)
    yield from (front_in(product, color) for color in colors_of(product))


def stored_renditions(shots: Iterable[Shot]) -> dict[str, Renditions]:
    """Put shots into the media store in every usual width: name -> paths, without those that have not been drawn."""
    return dict(_stored(shots))


def _stored(shots: Iterable[Shot]) -> Iterator[tuple[str, Renditions]]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, digest, copies in pool.map(_copies, [shot.name for shot in shots], chunksize=16):
            if copies:
                paths = {str(w): _store(f"{FOLDER}/{name}-{digest}-{w}.webp", copy) for w, copy in copies.items()}
                yield name, {"webp": paths}


def _copies(name: str) -> tuple[str, str, dict[int, bytes]]:
    """A drawn picture in every usual width; the widest is the file itself. Runs in a worker process."""
    content = _drawn(name)
    if not content:
        return name, "", {}
    with Image.open(BytesIO(content)) as picture:
        drawn = picture.convert("RGB")
    copies = {drawn.width: content}
    for width in (width for width in WIDTHS if width < drawn.width):
        target = BytesIO()
        _scaled(drawn, width).save(target, **COPIED)
        copies[width] = target.getvalue()
    return name, _digest(content), copies


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    """A smaller copy; whole fractions are taken the quick way, which looks the same."""
    if picture.width % width == 0:
        return picture.reduce(picture.width // width)
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.BICUBIC)


def _drawn(name: str) -> bytes:
    path = IMAGES / f"{name}.webp"
    return path.read_bytes() if path.exists() else b""


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=4).hexdigest()


def _store(path: str, content: bytes) -> str:
    return path if default_storage.exists(path) else default_storage.save(path, ContentFile(content))


def _rows(code: str, product: SampleProduct, stored: Mapping[str, Renditions]) -> Iterator[ProductImage]:
    """The three views on the product, and on its variants what each looks like in its colour."""
    ids = _ids(code)
    for view, shot in zip(VIEWS, views_of(product), strict=True):
        if shot.name in stored:
            yield _row(ids[""], stored[shot.name], order=view, alt=_alt(product.title, view))
    fronts = {color: front_in(product, color) for color in colors_of(product)} if len(colors_of(product)) > 1 else {}
    for pk, color in ((pk, color) for color, pk in ids.items() if color):
        front = fronts.get(color.split("/")[0])
        if front and front.name in stored:
            yield _row(pk, stored[front.name], order=0, alt=_alt(product.title, VIEWS[0]))


def _ids(code: str) -> dict[str, int]:
    """ "" -> the product, "#rrggbb/pk" -> each of its coloured variants."""
    family = Product.objects.filter(Q(code=code) | Q(parent__code=code)).values_list("pk", "parent_id", "color_hex")
    return {f"{color}/{pk}" if parent else "": pk for pk, parent, color in family if color or not parent}


def _row(product_id: int, renditions: Renditions, *, order: int, alt: Text | Mapping[str, str]) -> ProductImage:
    return ProductImage(
        product_id=product_id,
        original=renditions["webp"][str(max(WIDTHS))],
        display_order=order,
        width=960,
        height=1200,
        renditions=renditions,
        **in_columns("alt_text", alt),
    )


def _alt(title: Text, view: int) -> Text | dict[str, str]:
    if view == VIEWS[0]:
        return title
    return {language: f"{said}, {_views()[view][language]}" for language, said in title.items()}


@lru_cache(maxsize=1)
def _views() -> dict[int, Mapping[str, str]]:
    return {int(view): said for view, said in words()["views"].items()}


def _picture_categories() -> None:
    """Each category without a picture shows a featured product out of it or from below."""
    for category in Category.objects.filter(image=""):
        inside = ProductImage.objects.filter(product__categories__path__startswith=category.path, display_order=0)
        best = inside.filter(product__is_public=True).order_by("-product__is_featured", "product_id").first()
        if best:
            Category.objects.filter(pk=category.pk).update(image=best.renditions["webp"]["640"])
