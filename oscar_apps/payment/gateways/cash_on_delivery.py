from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..cash.rules import CODE, admits
from .base import (
    BadWebhook,
    Capabilities,
    PaymentRequest,
    PaymentState,
    ProviderEvent,
    ProviderPayment,
    ProviderRefused,
    RefundAnswer,
    RefundRequest,
    Started,
)


class CashOnDelivery:
    """The buyer pays when the parcel arrives; nothing is asked of any provider."""

    code: ClassVar[str] = CODE
    name: ClassVar[str | Promise] = _("Cash on delivery")
    description: ClassVar[str | Promise] = _("Pay in cash when your parcel arrives.")
    pays_first: ClassVar[bool] = False
    capabilities: ClassVar[Capabilities] = Capabilities()

    def is_configured(self) -> bool:
        return True

    def accepts(self, *, total: Decimal, currency: str, country: str, region: str = "") -> bool:
        """The area's terms decide (`cash.rules`); they are remembered, so this seldom asks the database."""
        if total <= 0 or currency != settings.SHOP_CURRENCY:
            return False
        return admits(total=total, country=country, region=region)

    def start(self, *, request: PaymentRequest) -> Started:
        return Started()

    def fetch(self, *, reference: str, provider_id: str) -> ProviderPayment:
        """Nobody but the collector knows, so the answer is always that it is still to be paid."""
        return ProviderPayment(PaymentState.PENDING, reference, Decimal(0), settings.SHOP_CURRENCY)

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        raise BadWebhook("Cash sends no messages")

    def refund(self, *, request: RefundRequest) -> RefundAnswer:
        raise ProviderRefused("Cash is paid back by hand")

    def fetch_refund(self, *, request: RefundRequest, provider_id: str) -> RefundAnswer | None:
        return None
