from oscar.apps.payment.exceptions import *  # noqa: F403


class PaymentRefused(Exception):
    """The order cannot be paid, or not in this way; `str()` is the reason, for the buyer."""


class RefundRefused(Exception):
    """More than there is to give back, or not possible at this stage; `str()` is the reason, for who asked."""
