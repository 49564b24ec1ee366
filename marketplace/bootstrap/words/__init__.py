"""The first words of a new market, a file for each language; editors change them in the back office afterwards."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language; every language of the shop has a file."""
    return json.loads((Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8"))
