"""Names the loader gives things that have none in the data of shops and products."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from modeltranslation.utils import build_localized_fieldname

from ..catalogue import DATA, Text


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The whole of data/words.json."""
    loaded: Mapping[str, Any] = json.loads((DATA / "words.json").read_text(encoding="utf-8"))
    return loaded


def in_columns(field: str, text: Text | Mapping[str, str]) -> dict[str, str]:
    """A text as the values of a translated field's columns."""
    return {build_localized_fieldname(field, language): said for language, said in text.items()}


def by_language(text: Text | None) -> dict[str, str]:
    """A text as language -> words; nothing where there is none."""
    return dict(text.items()) if text else {}
