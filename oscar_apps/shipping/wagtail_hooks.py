"""Shipping methods and zones in the Wagtail admin."""

from wagtail import hooks

from .backoffice.screens import MethodScreen, ZoneScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [MethodScreen("shipping"), ZoneScreen("zones")]
