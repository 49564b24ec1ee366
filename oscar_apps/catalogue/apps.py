from django.urls import path, re_path
from oscar.apps.catalogue import apps
from oscar.core.application import OscarConfig


class CatalogueConfig(apps.CatalogueConfig):
    """Oscar's catalogue with our own pages; Oscar's views, which would pull haystack in, are not loaded."""

    name = "oscar_apps.catalogue"

    def ready(self) -> None:
        from oscar.apps.catalogue import receivers as oscars_receivers  # noqa: F401

        from . import jobs, receivers  # noqa: F401

        OscarConfig.ready(self)

    def get_urls(self) -> list:
        from . import views

        urls = [
            path("", views.browse, name="index"),
            re_path(r"^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d+)/$", views.category, name="category"),
            path("brands/", views.brands, name="brands"),
            path("brands/<slug:slug>/", views.brand, name="brand"),
            re_path(r"^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", views.product, name="detail"),
        ]
        return self.post_process_urls(urls)
