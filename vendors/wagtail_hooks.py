"""The screens of sellers and of the journal in the Wagtail admin."""

from wagtail import hooks

from .backoffice.journal import JournalScreen
from .backoffice.sellers import SellerScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [SellerScreen("sellers"), JournalScreen("journal")]
