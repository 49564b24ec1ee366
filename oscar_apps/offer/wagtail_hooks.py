"""Vouchers and offers in the Wagtail admin."""

from wagtail import hooks

from .backoffice.offers import OfferScreen
from .backoffice.vouchers import VoucherScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [VoucherScreen("vouchers"), OfferScreen("offers")]
