from django.urls import path
from oscar.apps.search import apps
from oscar.core.application import OscarConfig


class SearchConfig(apps.SearchConfig):
    """Search without haystack: Oscar's views and forms, which are made of it, are not loaded."""

    name = "oscar_apps.search"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

        OscarConfig.ready(self)

    def get_urls(self) -> list:
        from . import views

        urls = [path("", views.search, name="search"), path("suggest/", views.suggest, name="suggest")]
        return self.post_process_urls(urls)
