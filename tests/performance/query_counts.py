"""How many queries a page may cost, kept as a file so that a change is seen in review.

`expect_queries("product page", run)` runs it and compares with `query_counts.json`. After a change that is meant:
`UPDATE_QUERY_COUNTS=1 pytest ...`, and commit the file.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).with_name("query_counts.json")


def expect_queries(name: str, run: Callable[[], Any]) -> Any:
    """Run it; fail when it costs another number of queries than the file says. Returns what it returns."""
    with CaptureQueriesContext(connection) as captured:
        result = run()
    _compare(name, len(captured), [query["sql"] for query in captured.captured_queries])
    return result


def _compare(name: str, number: int, statements: list[str]) -> None:
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        known[name] = number
        FILE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
        return
    assert name in known, f"{name} is not in {FILE.name}; run with UPDATE_QUERY_COUNTS=1"
    listing = "\n".join(statement[:300] for statement in statements)
    assert number == known[name], f"{name}: {number} queries, {known[name]} expected\n{listing}"
