from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The roof: templates, static files, commands and tags; no models of its own."""

    name = "marketplace"

    def ready(self) -> None:
        from . import languages

        languages.register()
