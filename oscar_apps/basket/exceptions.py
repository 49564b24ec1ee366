"""Why a basket was not changed, in words for the buyer. Nothing was written when one is raised."""

from django.utils.translation import gettext_lazy as _


class BasketRefused(Exception):
    """Base of all refusals; `code` is stable, `str()` is for the buyer."""

    code = "basket_refused"
    message = _("The basket could not be changed.")

    def __init__(self, message: str = "") -> None:
        super().__init__(str(message or self.message))


class BasketClosed(BasketRefused):
    """It was ordered or merged meanwhile."""

    code = "basket_closed"
    message = _("This basket was already ordered. Please start a new one.")


class NotOffered(BasketRefused):
    """Nobody sells it, or not now."""

    code = "not_offered"
    message = _("This cannot be bought at present.")


class VariantNeeded(BasketRefused):
    """The product comes in variants and none was chosen."""

    code = "variant_needed"
    message = _("Please choose a variant first.")


class QuantityRefused(BasketRefused):
    """More than there is, or than a basket may hold; `allowed` is how many this line may have (0: none)."""

    code = "insufficient_stock"

    def __init__(self, message: str, *, allowed: int) -> None:
        super().__init__(message)
        self.allowed = allowed


class VoucherRefused(BasketRefused):
    """The code is unknown, not running, used up, or fits nothing in the basket."""

    code = "voucher_refused"
    message = _("This voucher cannot be used.")
