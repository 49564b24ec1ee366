"""The words around every page, read once and kept in the process until an editor changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from cms.pictures import load_renditions, shown
from marketplace import page_cache
from oscar_apps.catalogue.pictures import Picture

from .models import Banner, Footer, Guarantee, Navigation

TAG = "frame"
#: What `frame_context` gives a page.
FRAME_NAMES = ("announcement", "navigation", "footer_text", "footer_columns", "promises")


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner. `starts_at` and `ends_at` may lie in the future or be missing."""

    position: str
    title: str
    text: str
    url: str
    link_label: str
    picture: Picture | None
    starts_at: datetime | None
    ends_at: datetime | None

    def is_on(self, now: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class Frame:
    """All of it in one language."""

    navigation: tuple[Link, ...]
    footer_text: str
    footer_columns: tuple[Column, ...]
    guarantees: tuple[Promise, ...]
    notices: tuple[Notice, ...]

    def at(self, position: str) -> list[Notice]:
        """The notices of a place whose time it is."""
        now = timezone.now()
        return [notice for notice in self.notices if notice.position == position and notice.is_on(now)]

    @property
    def announcement(self) -> dict[str, str] | None:
        first = next(iter(self.at(Banner.Position.BAR)), None)
        return {"text": first.title, "url": first.url} if first else None

    @property
    def page_banners(self) -> list[Notice]:
        return self.at(Banner.Position.PAGE)

    @property
    def next_change(self) -> datetime | None:
        """The next moment at which a notice begins or ends."""
        now = timezone.now()
        moments = (moment for notice in self.notices for moment in (notice.starts_at, notice.ends_at) if moment)
        return min((moment for moment in moments if moment > now), default=None)


def frame() -> Frame:
    """The frame in the active language, in the default language where an editor has written nothing else."""
    language = get_language() or settings.LANGUAGE_CODE
    return page_cache.remembered(f"frame:{language}", tags=[TAG], build=lambda: _build(language))


def frame_context(request: HttpRequest | None) -> dict[str, Any]:
    """What `base.html` reads. A page that is being kept ends with the next notice that begins or ends."""
    words = frame()
    if request is not None:
        page_cache.tag(request, TAG)
        page_cache.expires_by(request, words.next_change)
    return {
        "announcement": words.announcement,
        "navigation": words.navigation,
        "footer_text": words.footer_text,
        "footer_columns": words.footer_columns,
        "promises": words.guarantees,
    }


def _build(language: str) -> Frame:
    navigation, footer = _one(Navigation, language), _one(Footer, language)
    return Frame(
        navigation=_links(block.value for block in navigation.links) if navigation else (),
        footer_text=footer.text if footer else "",
        footer_columns=tuple(_columns(footer)) if footer else (),
        guarantees=tuple(Promise(row.icon, row.title, row.text) for row in _all(Guarantee, language)),
        notices=tuple(_notices(_all(Banner, language))),
    )


def _one(model: Any, language: str) -> Any:
    rows = {row.locale.language_code: row for row in _in(model, language)}
    return rows.get(language) or rows.get(settings.LANGUAGE_CODE)


def _all(model: Any, language: str) -> list[Any]:
    """The rows of a language; those of the default language while there is none."""
    rows = [row for row in _in(model, language) if row.is_active]
    own = [row for row in rows if row.locale.language_code == language]
    return own or [row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE]


def _in(model: Any, language: str) -> Any:
    return model.objects.filter(locale__language_code__in=[language, settings.LANGUAGE_CODE]).select_related("locale")


def _columns(footer: Footer) -> Iterator[Column]:
    for block in footer.columns:
        yield Column(block.value["title"], _links(block.value["links"]))


def _links(values: Iterable[Any]) -> tuple[Link, ...]:
    return tuple(Link(value["label"], value.url) for value in values if value.url)


def _notices(rows: list[Banner]) -> Iterator[Notice]:
    load_renditions(row.image for row in rows)
    for row in rows:
        yield Notice(
            row.position, row.title, row.text, row.url, row.link_label,
            shown(row.image) if row.image else None, row.starts_at, row.ends_at,
        )  # fmt: skip
