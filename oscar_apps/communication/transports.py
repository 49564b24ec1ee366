"""How a message leaves the house."""

import hashlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .models import Message
from .sms.base import SmsRefused, SmsUnclear
from .sms.registry import get_gateway

_stays_here: ContextVar[bool] = ContextVar("messages_stay_here", default=False)


class Refused(Exception):
    """The recipient cannot be reached this way, now or later."""


class Unclear(Exception):
    """The recipient may have it; sending again could be sending twice."""


@contextmanager
def recording_only() -> Iterator[None]:
    """Within it messages are kept as sent and nobody gets them: for orders that are loaded, not placed by people."""
    token = _stays_here.set(True)
    try:
        yield
    finally:
        _stays_here.reset(token)


def transmit(message: Message) -> str:
    """Send it and return the provider's reference, if any.

    Raises `Refused`, `Unclear`, or anything else for "try later".
    """
    if _stays_here.get():
        return ""
    return _send_sms(message) if message.channel == Message.Channel.SMS else _send_email(message)


def _send_sms(message: Message) -> str:
    try:
        return get_gateway().send(to=message.recipient, body=message.body).reference
    except SmsRefused as error:
        raise Refused(str(error)) from error
    except SmsUnclear as error:
        raise Unclear(str(error)) from error


def _send_email(message: Message) -> str:
    reference = _message_id(message)
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        headers={
            "Message-ID": reference,
            "Auto-Submitted": "auto-generated",  # keeps holiday answers away
            "Content-Language": message.language or settings.LANGUAGE_CODE,
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _reason in error.recipients.values()):
            raise Refused(str(error)) from error
        raise
    return reference


def _message_id(message: Message) -> str:
    """The same for every attempt, so that a mailbox shows a repeated message once."""
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SHOP_BASE_URL).hostname or 'localhost'}>"
