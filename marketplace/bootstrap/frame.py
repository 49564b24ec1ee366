"""Navigation, footer, guarantees and the first announcement, in every language."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.conf import settings
from wagtail.models import Locale

from cms.models import Banner, Footer, Guarantee, Navigation

from .words import words


def load_frame() -> None:
    """Write the words of each kind of which there are none yet."""
    for model, rows in ((Navigation, _navigation), (Footer, _footer), (Guarantee, _guarantees), (Banner, _banners)):
        if not model.objects.exists():
            for each in _in_every_language(rows):
                model.objects.create(**each)


def _in_every_language(rows: Any) -> Iterator[dict[str, Any]]:
    """The rows of each language; those in the same place are translations of each other."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    keys = [uuid4() for _row in rows(words(settings.LANGUAGE_CODE))]
    for code, _name in settings.LANGUAGES:
        for key, fields in zip(keys, rows(words(code)), strict=True):
            yield {"locale": locales[code], "translation_key": key, **fields}


def _navigation(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"links": _stream("link", said["navigation"])}]


def _footer(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"text": said["footer"]["text"], "columns": _stream("column", said["footer"]["columns"])}]


def _guarantees(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**each, "position": place} for place, each in enumerate(said["guarantees"])]


def _banners(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"position": Banner.Position.BAR, "title": said["announcement"]}]


def _stream(kind: str, values: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, value) for value in values]
