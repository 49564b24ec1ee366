"""How a picture is written: its box is known before it loads, and a missing one is drawn."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

EAGER = mark_safe('fetchpriority="high"')
LAZY = mark_safe('loading="lazy" decoding="async"')
EMPTY_DRAWING = mark_safe(
    '<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" '
    'stroke-linecap="round" aria-hidden="true"><path d="M22 38h52l5 42a4 4 0 0 1-4 4H21a4 4 0 0 1-4-4z"/>'
    '<path d="M34 46V30a14 14 0 0 1 28 0v16"/><path d="M38 62c5 6 15 6 20 0"/></svg>'
)


def _empty_picture(ratio_class: str, alt: str) -> SafeString:
    meaning = format_html('role="img" aria-label="{}"', alt) if alt else mark_safe('aria-hidden="true"')
    return format_html('<span class="no-picture {}" {}>{}</span>', ratio_class, meaning, EMPTY_DRAWING)


def _source_tags(image: Any, sizes: str) -> SafeString:
    sources = getattr(image, "sources", None) or ()
    rows = ((source["type"], source["srcset"], sizes) for source in sources)
    return format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', rows)


def picture_markup(
    image: Any,
    *,
    sizes: str = "100vw",
    ratio: str = "",
    eager: bool = False,
    alt: str | None = None,
    css_class: str = "",
) -> SafeString:
    """``<img>`` (in ``<picture>`` where the image has ``sources``) with width and height, lazy unless ``eager``.

    ``image`` has ``src``, ``srcset``, ``width``, ``height`` and ``alt``, and may have ``sources``: a list of
    ``{"type": "image/avif", "srcset": "..."}``. ``None`` gives the quiet drawing of an empty bag.
    """
    ratio_class = f"ratio-{ratio.replace('/', '-')}" if ratio else ""
    if image is None:
        return _empty_picture(f"{ratio_class} {css_class}".strip(), alt or "")
    loading = EAGER if eager else LAZY
    classes = " ".join(filter(None, ["picture", ratio_class, css_class]))
    img = format_html(
        '<img class="{}" src="{}"{} width="{}" height="{}" alt="{}" {}>',
        classes,
        image.src,
        format_html(' srcset="{}" sizes="{}"', image.srcset, sizes) if image.srcset else "",
        image.width,
        image.height,
        image.alt if alt is None else alt,
        loading,
    )
    sources = _source_tags(image, sizes)
    return format_html("<picture>{}{}</picture>", sources, img) if sources else img
