"""The scheduler of the embedded default. Rooms declare jobs with `marketplace.ticker.registry.every`."""


def start() -> None:
    """Start this process' background threads, once. Only the web entry points (wsgi, asgi) call it."""
    from .runner import start_background

    start_background()
