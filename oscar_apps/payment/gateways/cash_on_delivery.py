from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CashOnDelivery:
    """The buyer pays when the parcel arrives; nothing is asked of any provider."""

    code: ClassVar[str] = "cash_on_delivery"
    name: ClassVar[str | Promise] = _("Cash on delivery")
    description: ClassVar[str | Promise] = _("Pay in cash when your parcel arrives.")
    pays_first: ClassVar[bool] = False

    def accepts(self, *, total: Decimal, currency: str, country: str) -> bool:
        return total > 0 and currency == settings.SHOP_CURRENCY

    def start(self, *, order: Any, source: Any) -> str | None:
        return None
