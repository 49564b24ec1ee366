"""The one picture pipeline: what may be uploaded, what is made of it, and what a page shows.

An upload is judged by its content. Its pixels go into the original without the camera's notes (place, owner, serial
number) and the right way up. `image.uploaded` then makes the renditions in the background: WebP first, AVIF behind it;
pages only read their paths from the row. Works on any Django storage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.signals import setting_changed
from django.db import transaction
from django.db.models import Max
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.outbox.services import publish

from .models import ProductImage

#: Pixels across; a picture is never made larger than its original.
WIDTHS: Final = (320, 640, 960)
#: How each kind is written. AVIF at speed 8 costs about as much as WebP and is a third smaller.
WRITERS: Final[dict[str, dict[str, Any]]] = {
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
}
ACCEPTED: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
#: Side of the largest original that is kept, in pixels.
LONGEST_SIDE: Final = 2400


@dataclass(frozen=True, slots=True)
class Source:
    """A better kind of the same picture, as `<source>` takes it; also read as `source["type"]`."""

    type: str
    srcset: str

    def __getitem__(self, name: str) -> str:
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Picture:
    """What `{% picture %}` needs. `sources` are better kinds for browsers that know them."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    sources: tuple[Source, ...] = ()


# What a page shows ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def media_url(path: str) -> str:
    """Address of a file in the media store. Kept, because a storage builds each one anew and a list shows dozens."""
    return default_storage.url(path)


@receiver(setting_changed)
def _forget_urls(*, setting: str, **kwargs: Any) -> None:
    if setting in ("STORAGES", "MEDIA_URL", "MEDIA_ROOT"):
        media_url.cache_clear()


def picture_of(image: ProductImage | None, widths: Iterable[int] = WIDTHS) -> Picture | None:
    """The picture for a page: its renditions of these widths, or the original while they are being made."""
    if image is None:
        return None
    return picture_from(
        renditions=image.renditions,
        original=image.original.name,
        size=(image.width, image.height),
        alt=image.alt_text,
        widths=widths,
    )


def picture_from(
    *,
    renditions: dict[str, dict[str, str]],
    original: str,
    size: tuple[int, int],
    alt: str,
    widths: Iterable[int] = WIDTHS,
) -> Picture | None:
    """The same from plain values, for lists that read columns instead of rows."""
    width, height = size if all(size) else (960, 1200)
    ready = {kind: _paths(paths, widths) for kind, paths in (renditions or {}).items()}
    webp = ready.get("webp")
    if not webp:
        return Picture(media_url(original), "", width, height, alt) if original else None
    middle = webp[len(webp) // 2]
    sources = tuple(Source(f"image/{kind}", _srcset(paths)) for kind, paths in ready.items() if kind == "avif")
    return Picture(media_url(middle[1]), _srcset(webp), width, height, alt, sources)


def file_picture(file: Any, *, alt: str = "", width: int = 400, height: int = 400) -> Picture | None:
    """A logo, banner or category picture: one file made ready at upload by `prepare`, shown in the given box."""
    name = file if isinstance(file, str) else getattr(file, "name", "")
    return Picture(media_url(name), "", width, height, alt) if name else None


def _paths(paths: dict[str, str], widths: Iterable[int]) -> list[tuple[int, str]]:
    wanted = set(widths)
    found = [(int(width), path) for width, path in paths.items() if int(width) in wanted or len(paths) == 1]
    return sorted(found) or sorted((int(width), path) for width, path in paths.items())


def _srcset(paths: list[tuple[int, str]]) -> str:
    return ", ".join(f"{media_url(path)} {width}w" for width, path in paths)


# Uploads -------------------------------------------------------------------------------------------------------------


def add_image(*, product: Any, file: Any, alt_text: str = "", display_order: int | None = None) -> ProductImage:
    """Take an uploaded picture for a product; raises `ValidationError` for what is not one.

    It goes last unless `display_order` says otherwise (0 is the primary one). Alternative text is in the active
    language. Renditions follow by the event `image.uploaded`.
    """
    clean, size = prepare(file)
    with transaction.atomic():
        image = ProductImage(product=product, alt_text=alt_text, width=size[0], height=size[1])
        image.display_order = _last(product) + 1 if display_order is None else display_order
        image.original.save(clean.name, clean, save=False)
        image.save()
        publish("image.uploaded", {"image_id": image.pk})
    return image


def _last(product: Any) -> int:
    highest = product.images.aggregate(highest=Max("display_order"))["highest"]
    return -1 if highest is None else highest


def prepare(file: Any, *, longest: int = LONGEST_SIDE) -> tuple[ContentFile, tuple[int, int]]:
    """Judge an upload by its content and give back a clean copy with its size in pixels.

    Raises `ValidationError` for another kind of file, more than 10 MB or more than 50 million pixels. The copy stands
    upright, is at most `longest` pixels on a side and holds nothing but pixels.
    """
    if getattr(file, "size", 0) > MOST_BYTES:
        raise ValidationError(_("This picture is larger than 10 MB."), code="too_large")
    with _open(file) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels."), code="too_many_pixels")
        upright = _pixels(picture)
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    stem = PurePath(getattr(file, "name", "") or "picture").stem[:80]
    return _write_original(upright, stem), upright.size


def _open(file: BinaryIO) -> Image.Image:
    try:
        file.seek(0)
        return Image.open(file, formats=ACCEPTED)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as problem:
        raise ValidationError(
            _("This file is not a picture we can read. Use JPEG, PNG or WebP."), code="type"
        ) from problem


def _pixels(picture: Image.Image) -> Image.Image:
    """Upright, first frame, RGB or RGBA; a damaged file is refused here because only now is it read whole."""
    try:
        upright = ImageOps.exif_transpose(picture)
        transparent = "A" in upright.getbands() or "transparency" in upright.info
        return upright.convert("RGBA" if transparent else "RGB")
    except (OSError, ValueError, SyntaxError) as problem:
        raise ValidationError(_("This picture is damaged."), code="damaged") from problem


def _write_original(picture: Image.Image, stem: str) -> ContentFile:
    picture.info.clear()
    target = BytesIO()
    if picture.mode == "RGBA":
        picture.save(target, format="PNG", optimize=True)
        return ContentFile(target.getvalue(), name=f"{stem}.png")
    picture.save(target, format="JPEG", quality=92, optimize=True)
    return ContentFile(target.getvalue(), name=f"{stem}.jpg")


# Renditions ----------------------------------------------------------------------------------------------------------


def make_renditions(*, image: ProductImage, kinds: Iterable[str] = tuple(WRITERS)) -> None:
    """Write the smaller copies of a picture and their paths into its row. Doing it again does no harm.

    Each kind is saved as soon as it is complete, so pages have WebP while AVIF is still being made. Runs outside a
    request: in a subscriber, an importer, a command.
    """
    storage: Storage = image.original.storage
    with image.original.open("rb") as file:
        content = file.read()
    with _open(BytesIO(content)) as picture:
        pixels = _pixels(picture)
    image.width, image.height = pixels.size
    digest = hashlib.blake2b(content, digest_size=5).hexdigest()
    scaled = list(_scaled(pixels))
    for kind in kinds:
        paths = {
            str(each.width): _store(storage, f"pictures/{image.pk}/{digest}-{each.width}.{kind}", each, kind)
            for each in scaled
        }
        image.renditions = {**image.renditions, kind: paths}
        ProductImage.objects.filter(pk=image.pk).update(
            renditions=image.renditions, width=image.width, height=image.height
        )


def _scaled(pixels: Image.Image) -> Iterator[Image.Image]:
    """Copies of the usual widths, largest first, each made from the one before it; one copy of a small original."""
    current = pixels
    widths = [width for width in sorted(WIDTHS, reverse=True) if width < pixels.width] or [pixels.width]
    if pixels.width <= max(WIDTHS) and pixels.width not in widths:
        widths.insert(0, pixels.width)
    for width in widths:
        height = max(1, round(pixels.height * width / pixels.width))
        current = current.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        yield current


def _store(storage: Storage, path: str, picture: Image.Image, kind: str) -> str:
    """The path under which the storage keeps it; what was stored before under this content's name stays."""
    if storage.exists(path):
        return path
    target = BytesIO()
    picture.save(target, **WRITERS[kind])
    return storage.save(path, ContentFile(target.getvalue()))


# Changes -------------------------------------------------------------------------------------------------------------


def update_image(*, image: ProductImage, alt_texts: dict[str, str], display_order: int) -> ProductImage:
    """Give a picture its alternative texts by language and its place (0 is the primary one)."""
    for language, text in alt_texts.items():
        setattr(image, build_localized_fieldname("alt_text", language), text)
    image.display_order = display_order
    with transaction.atomic():
        image.save()
        publish("product.updated", {"product_id": image.product_id})
    return image


def remove_image(*, image: ProductImage) -> None:
    """Take a picture off its product; its files stay, because order pages and sent messages show them."""
    with transaction.atomic():
        product_id = image.product_id
        image.delete()
        publish("product.updated", {"product_id": product_id})
