"""Stock, and the choosing of sellers, in the Wagtail admin."""

from wagtail import hooks

from .backoffice.choosers import partner_chooser
from .backoffice.stock import StockScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [partner_chooser, StockScreen("stock")]
