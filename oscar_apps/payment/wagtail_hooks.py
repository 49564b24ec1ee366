"""Payments in the Wagtail admin."""

from wagtail import hooks

from .backoffice.cash import PhoneScreen, RemittanceScreen, RuleScreen
from .backoffice.methods import MethodScreen
from .backoffice.payments import PaymentScreen, RefundScreen
from .backoffice.wire import CallScreen, NoticeScreen


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [
        PaymentScreen("payments"),
        RefundScreen("refunds"),
        MethodScreen("payment-methods"),
        NoticeScreen("provider-messages"),
        CallScreen("provider-requests"),
        RuleScreen("cash-terms"),
        PhoneScreen("blocked-phones"),
        RemittanceScreen("courier-cash"),
    ]
