"""modelsearch's own database engine, told to leave out what costs a pass over the whole index after every change.

`title_norm` weighs short titles; our ranking does not use it, and a complete rebuild still computes it.
"""

from typing import Any

from modelsearch.backends.database import SearchBackend as database_backend


def SearchBackend(params: dict[str, Any]) -> Any:
    """The engine for the database in use. Words are taken as they stand: the texts are in five languages."""
    engine = database_backend({"SEARCH_CONFIG": "simple", **params})

    class Index(engine.index_class):  # type: ignore[name-defined, misc]
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    engine.index_class = Index
    return engine
