"""Editors' pictures on public pages: Wagtail's renditions, made at upload and only read while a page renders."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from oscar_apps.catalogue.pictures import Picture, media_url

__all__ = ["Picture", "load_renditions", "make_renditions", "shown"]

WIDTHS: Final = (480, 960, 1600)
#: Best kind first: the way browsers are offered them.
KINDS: Final = ("avif", "webp")


def specs() -> list[str]:
    """The filter specifications every picture gets."""
    return [_spec(kind, width) for kind in KINDS for width in WIDTHS]


def _spec(kind: str, width: int) -> str:
    return f"width-{width}|format-{kind}"


def make_renditions(*, image: Any) -> None:
    """Make the copies of one picture; what is there already is left alone. Runs outside a request."""
    image.get_renditions(*specs())


def load_renditions(images: Iterable[Any]) -> None:
    """Read the renditions of these pictures in one query, for `shown`."""
    wanted = {image.pk: image for image in images if image is not None}
    if not wanted:
        return
    model = next(iter(wanted.values())).get_rendition_model()
    rows = model.objects.filter(image_id__in=wanted, filter_spec__in=specs())
    found: dict[int, dict[str, Any]] = {pk: {} for pk in wanted}
    for rendition in rows:
        found[rendition.image_id][rendition.filter_spec] = rendition
    for pk, image in wanted.items():
        image.shop_renditions = found[pk]


def shown(image: Any) -> Picture:
    """The picture for a page; the original while its renditions are being made.

    The alternative text is the one written where the picture stands, else the picture's own description.
    """
    if not hasattr(image, "shop_renditions"):
        load_renditions([image])
    ready = {kind: _ready(image.shop_renditions, kind) for kind in KINDS}
    webp = ready["webp"]
    alt = _alt(image)
    if not webp:
        return Picture(media_url(image.file.name), "", image.width, image.height, alt)
    sources = ({"type": "image/avif", "srcset": _srcset(ready["avif"])},) if ready["avif"] else ()
    middle = webp[len(webp) // 2]
    return Picture(media_url(middle.file.name), _srcset(webp), image.width, image.height, alt, sources)


def _ready(renditions: dict[str, Any], kind: str) -> list[Any]:
    found = [renditions[spec] for width in WIDTHS if (spec := _spec(kind, width)) in renditions]
    return list({rendition.width: rendition for rendition in found}.values())


def _srcset(renditions: Sequence[Any]) -> str:
    return ", ".join(f"{media_url(each.file.name)} {each.width}w" for each in renditions)


def _alt(image: Any) -> str:
    if getattr(image, "decorative", False):
        return ""
    return getattr(image, "contextual_alt_text", None) or image.description or ""
