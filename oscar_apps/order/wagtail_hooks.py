"""The orders' screen in the Wagtail admin."""

from wagtail import hooks

from .backoffice.orders import OrderScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [OrderScreen("orders")]
