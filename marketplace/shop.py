"""Oscar's shop configuration without its dashboard: the one back office is the Wagtail admin."""

from django.apps import apps
from oscar.apps.dashboard.apps import DashboardConfig
from oscar.config import Shop
from oscar.core.application import OscarConfig


class ShopConfig(Shop):
    def ready(self) -> None:
        OscarConfig.ready(self)
        for label in ("catalogue", "customer", "basket", "checkout", "search", "offer", "wishlists"):
            setattr(self, f"{label}_app", apps.get_app_config(label))


class UnmountedDashboardConfig(DashboardConfig):
    """Known to Django because Oscar's template tags import from it; it has no pages here."""

    def ready(self) -> None:
        return None
