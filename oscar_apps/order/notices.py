"""Messages about one order that are asked for by hand (the rest follow events, in `communication.receivers`)."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from oscar_apps.communication.services import send_message

from .models import Order

#: The link is sent at most once in this time: asking again must not cost an SMS each time.
LINK_COOLDOWN = timedelta(minutes=5)


def send_order_link(order: Order) -> None:
    """Send the secret link to the e-mail and phone the order has; a repeat within the cooldown sends nothing."""
    window = int(timezone.now().timestamp() // LINK_COOLDOWN.total_seconds())
    context = {"order": order, "order_url": f"{settings.SHOP_BASE_URL}{order.secret_url}"}
    channels = [("email", order.contact_email), ("sms", order.contact_phone)]
    for channel, recipient in channels:
        if recipient:
            send_message(
                key=f"order.link:{order.pk}:{window}:{channel}",
                channel=channel,
                recipient=recipient,
                template="order_link",
                context=context,
                language=order.language,
                user=order.user,
            )
