"""The gateways that are switched on, in the operator's order (`PAYMENT_GATEWAYS`)."""

from decimal import Decimal

from django.conf import settings

from .base import Gateway
from .cash_on_delivery import CashOnDelivery

KNOWN: dict[str, type[Gateway]] = {CashOnDelivery.code: CashOnDelivery}


def register(gateway: type[Gateway]) -> None:
    """Make a gateway known; `PAYMENT_GATEWAYS` switches it on."""
    KNOWN[gateway.code] = gateway


def get_gateway(code: str) -> Gateway:
    """The gateway with this code, switched on or not: old orders keep theirs. Raises `KeyError`."""
    return KNOWN[code]()


def available_gateways(*, total: Decimal, currency: str, country: str) -> list[Gateway]:
    """What can be offered for this order, in the operator's order."""
    switched_on = (get_gateway(code) for code in settings.PAYMENT_GATEWAYS if code in KNOWN)
    return [gateway for gateway in switched_on if gateway.accepts(total=total, currency=currency, country=country)]
