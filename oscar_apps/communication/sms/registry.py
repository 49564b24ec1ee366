"""The SMS gateway that the setting SMS_GATEWAY names."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .base import SmsGateway
from .console import ConsoleGateway
from .memory import MemoryGateway


def _twilio() -> SmsGateway:
    from .twilio import TwilioGateway  # half a second to import, so only where it is used

    return TwilioGateway.from_settings()


GATEWAYS: dict[str, Callable[[], SmsGateway]] = {
    ConsoleGateway.code: ConsoleGateway,
    MemoryGateway.code: MemoryGateway,
    "twilio": _twilio,
}


def get_gateway() -> SmsGateway:
    """Raise ImproperlyConfigured for a name that nobody has registered, or where its own settings are missing."""
    try:
        make = GATEWAYS[settings.SMS_GATEWAY]
    except KeyError:
        known = ", ".join(sorted(GATEWAYS))
        raise ImproperlyConfigured(f"SMS_GATEWAY is {settings.SMS_GATEWAY!r}; it may be one of: {known}.") from None
    return make()
