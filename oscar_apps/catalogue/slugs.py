"""Slugs: one in every language, in Latin letters, unique among rows of their kind."""

from collections.abc import Iterator, Mapping, MutableSet
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from modeltranslation.utils import build_localized_fieldname
from oscar.core.utils import slugify

#: Room for a number behind it: the column holds 255.
LONGEST = 200
#: `name`, `name-2` ... `name-9`; after that a random ending, because counting on would cost a query for each.
NUMBERED = 9

Taken = Mapping[str, MutableSet[str]]


def fill_slugs(instance: Model, *, taken: Taken | None = None) -> None:
    """Give a product, category or brand the slugs it lacks; saves nothing.

    `taken` is for importers that keep the slugs already given, by language: with it no query is made, and what is
    given here is added to it.
    """
    wanted = {field: _base(instance, language) for language, field in _missing(instance)}
    if not wanted:
        return
    used = {} if taken is not None else _used(instance, wanted)
    for field, base in wanted.items():
        others = taken.setdefault(field, set()) if taken is not None else used[field]  # type: ignore[attr-defined]
        slug = next(candidate for candidate in _candidates(base) if candidate not in others)
        others.add(slug)
        setattr(instance, field, slug)


def slug_fields(model: type[Model]) -> dict[str, str]:
    """Language -> column; one plain column where the slug is not translated (brands)."""
    if hasattr(model, build_localized_fieldname("slug", settings.LANGUAGE_CODE)):
        return {code: build_localized_fieldname("slug", code) for code, _name in settings.LANGUAGES}
    return {settings.LANGUAGE_CODE: "slug"}


def _missing(instance: Model) -> Iterator[tuple[str, str]]:
    for language, field in slug_fields(type(instance)).items():
        if not getattr(instance, field):
            yield language, field


def _base(instance: Any, language: str) -> str:
    words = " ".join(filter(None, (_name(instance, language), *_variant_words(instance, language))))
    return slugify(words)[:LONGEST].strip("-") or instance._meta.model_name


def _name(instance: Any, language: str) -> str:
    """The title or name in this language, in the default language, or in any."""
    source = "title" if hasattr(instance, "title") else "name"
    languages = [language, settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]
    for code in languages:
        text = getattr(instance, build_localized_fieldname(source, code), "") or ""
        if text:
            return text
    parent = getattr(instance, "parent", None)
    return _name(parent, language) if parent else str(getattr(instance, source, "") or "")


def _variant_words(instance: Any, language: str) -> tuple[str, ...]:
    """What tells a variant from its brothers: its name is its parent's."""
    if not getattr(instance, "parent_id", None):
        return ()
    color = getattr(instance, build_localized_fieldname("color", language), "") or instance.color
    return (color, instance.size)


def _candidates(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in range(2, NUMBERED + 1))
    while True:
        yield f"{base}-{token_hex(3)}"


def _used(instance: Model, wanted: Mapping[str, str]) -> dict[str, set[str]]:
    """Which of the likely slugs others have, for every column, in one query."""
    likely = {field: [base, *(f"{base}-{n}" for n in range(2, NUMBERED + 1))] for field, base in wanted.items()}
    condition = Q()
    for field, slugs in likely.items():
        condition |= Q(**{f"{field}__in": slugs})
    rows = type(instance)._default_manager.filter(condition).exclude(pk=instance.pk).order_by().values_list(*likely)
    return {field: {row[place] for row in rows} for place, field in enumerate(likely)}
