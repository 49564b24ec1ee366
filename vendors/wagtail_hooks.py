"""The sellers' screen in the Wagtail admin."""

from wagtail import hooks

from .backoffice.sellers import SellerScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [SellerScreen("sellers")]
