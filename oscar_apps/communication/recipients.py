"""Who is written to, in which language, and on which channels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from oscar_apps.order.models import Order

from .models import Message
from .registry import SellerContact
from .rendering import supported
from .services import send_message


@dataclass(frozen=True)
class Recipient:
    """A person or a business; an empty address or phone means that channel is not used."""

    email: str
    phone: str
    language: str
    user: Any = None

    def channels(self) -> dict[str, str]:
        addresses = {Message.Channel.EMAIL: self.email, Message.Channel.SMS: self.phone}
        return {channel: address for channel, address in addresses.items() if address}


def buyer_of(order: Order) -> Recipient:
    """By e-mail if there is an address, by SMS if there is a phone; in the language in which the order was made."""
    language = order.language or (order.user.preferred_language if order.user else "")
    return Recipient(
        email=order.contact_email, phone=order.contact_phone, language=supported(language), user=order.user
    )


def seller_recipient(contact: SellerContact) -> Recipient:
    return Recipient(email=contact.email, phone=contact.phone, language=supported(contact.language))


def tell(recipient: Recipient, *, key: str, template: str, context: Callable[[], Mapping[str, Any]]) -> None:
    """Send the template on every channel of this recipient, once each for this key.

    `context` is called with the recipient's language active, so that dates and names in it are in that language.
    """
    with translation.override(recipient.language):
        values = context()
    for channel, address in recipient.channels().items():
        send_message(
            key=f"{key}:{channel}",
            channel=channel,
            recipient=address,
            template=template,
            context=values,
            language=recipient.language,
            user=recipient.user,
        )
