"""Why an order was not placed. Every message may be shown to the buyer; nothing was written when one is raised."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout.exceptions import *  # noqa: F403

if TYPE_CHECKING:
    from .quotes import Problem, Quote


class CheckoutRefused(Exception):
    """Base of all refusals; `code` is stable, `str()` is for the buyer."""

    code = "checkout_refused"
    message = _("This order could not be placed.")

    def __init__(self, message: str = "", *, quote: "Quote | None" = None, problems: "Sequence[Problem]" = ()) -> None:
        super().__init__(str(message or self.message))
        self.quote = quote
        self.problems = tuple(problems)


class BasketEmpty(CheckoutRefused):
    code = "basket_empty"
    message = _("Your basket is empty.")


class TotalChanged(CheckoutRefused):
    """The total is not the one the buyer was shown; `quote` has the new one."""

    code = "total_changed"
    message = _("The total has changed since you last saw it. Please look at it again before you order.")


class Unavailable(CheckoutRefused):
    """Goods that cannot be had any more, or not as many."""

    code = "unavailable"
    message = _("Some goods in your basket are not available any more.")


class ShippingUnavailable(CheckoutRefused):
    code = "shipping_unavailable"
    message = _("A seller does not deliver to this address.")


class VoucherRefused(CheckoutRefused):
    code = "voucher_refused"
    message = _("This voucher cannot be used any more.")


class GatewayRefused(CheckoutRefused):
    code = "gateway_refused"
    message = _("This way to pay is not available for this order.")


class KeyReused(CheckoutRefused):
    """The idempotency key was used with another body (HTTP 422)."""

    code = "idempotency_key_reused"
    message = _("This request was already sent with other contents.")


class Busy(CheckoutRefused):
    """Somebody else is buying the same goods right now (HTTP 409 with Retry-After)."""

    code = "busy"
    message = _("Many people are buying these goods right now. Please try again in a moment.")
    retry_after = 1
