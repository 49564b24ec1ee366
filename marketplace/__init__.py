"""The roof. `celery -A marketplace` finds the application here; nothing else pays for importing Celery."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name in {"app", "celery_app"}:
        from .celery import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
