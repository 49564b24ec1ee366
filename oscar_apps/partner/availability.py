"""Availability policies: whether an offer can be bought, how many pieces, and the words for it.

Every message can stand alone on a page. `left` is the number for "Only N left", or None.
"""

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.availability import Available as OscarAvailable
from oscar.apps.partner.availability import Base
from oscar.apps.partner.availability import StockRequired as OscarStockRequired
from oscar.apps.partner.availability import Unavailable as OscarUnavailable

#: From this many pieces down a buyer is told how many are left.
FEW_LEFT = 5


def pieces_left(available: int) -> int | None:
    """The number for "Only N left", None when there are plenty or none."""
    return available if 0 < available <= FEW_LEFT else None


def is_counted(*, product: Any, stockrecord: Any) -> bool:
    """Whether pieces are counted; False for what is always there: its type counts none, or no number was given."""
    return stockrecord.num_in_stock is not None and product.get_product_class().track_stock


class _Closed(OscarUnavailable):
    """Cannot be bought at all, for the reason in `message`."""

    left = None
    num_available = 0

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        return False, str(self.message)


class Unavailable(_Closed):
    """Nobody offers it, or the product is not public."""

    message = _("Not on sale")


class ShopClosed(_Closed):
    """The seller is not approved, or suspended."""

    code = "closed"
    message = _("This shop does not sell at present")


class OnHoliday(_Closed):
    """The seller is away; the offer is shown all the same."""

    code = "holiday"
    short_message = _("On holiday")

    def __init__(self, until: datetime.date | None = None) -> None:
        self.until = until

    @property
    def message(self) -> str:
        if self.until is None:
            return gettext("This shop is on holiday")
        day = date_format(self.until, "DATE_FORMAT")
        return gettext("This shop is on holiday until %(date)s") % {"date": day}


class Available(OscarAvailable):
    """Always there: what is not counted, such as a download or goods made to order."""

    message = _("In stock")
    left = None
    num_available = None


class StockRequired(OscarStockRequired):
    """Can be bought while there are pieces that no order holds."""

    @property
    def left(self) -> int | None:
        return pieces_left(self.num_available)

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        if self.num_available <= 0:
            return False, gettext("Sold out")
        if quantity > self.num_available:
            return False, _only_left(self.num_available)
        return True, ""

    @property
    def message(self) -> str:
        if self.num_available <= 0:
            return gettext("Sold out")
        return gettext("In stock") if self.left is None else _only_left(self.left)

    @property
    def short_message(self) -> str:
        return self.message


def _only_left(count: int) -> str:
    return ngettext("Only %(count)d left", "Only %(count)d left", count) % {"count": count}


__all__ = [
    "FEW_LEFT", "Available", "Base", "OnHoliday", "ShopClosed", "StockRequired", "Unavailable", "is_counted",
    "pieces_left",
]  # fmt: skip
