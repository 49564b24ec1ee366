"""Payments in the Wagtail admin."""

from wagtail import hooks

from .backoffice.methods import MethodScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [MethodScreen("payment-methods")]
