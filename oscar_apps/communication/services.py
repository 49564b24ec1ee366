"""Sending messages. A message's key makes it happen once, however often it is asked for."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from .models import Message
from .rendering import Rendered, render, supported
from .transports import Refused, Unclear, transmit

logger = logging.getLogger(__name__)

#: Longer than any provider may take; a message that is still being sent then lost its sender.
LEASE = timedelta(minutes=5)
#: A mailbox shows a repeated e-mail once (same Message-ID); a phone rings for each SMS, and no provider knows our key.
MAY_BE_REPEATED = frozenset({Message.Channel.EMAIL})
CRASHED = "The process that sent it ended before it noted the provider's answer."
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=2)
#: After that many attempts (about ten hours) a message stays failed.
MAX_ATTEMPTS = 12


def send_message(
    *,
    key: str,
    channel: str,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    user: Any = None,
) -> Message:
    """Send one message to one person, once: a second call with the same key returns the first and sends nothing.

    Called by subscribers of outbox events, after the fact is committed; never inside the fact's transaction.
    `channel` is "email" or "sms", `recipient` an address or a phone number in E.164, `template` a name under
    `templates/email/` or `templates/sms/`. A provider's failure is not raised: it is on the message and tried again.
    """
    existing = Message.objects.filter(key=key).first()
    if existing:
        return existing
    language = supported(language)
    rendered = render(channel=channel, template=template, context=context, language=language)
    return _send(key=key, channel=channel, recipient=recipient, rendered=rendered, language=language, user=user)


def send_text(*, key: str, recipient: str, body: str, language: str = "", user: Any = None) -> Message:
    """The same for a text message whose words are ready."""
    rendered = Rendered(body=body)
    channel = Message.Channel.SMS
    return _send(key=key, channel=channel, recipient=recipient, rendered=rendered, language=language, user=user)


def _send(*, key: str, channel: str, recipient: str, rendered: Rendered, language: str, user: Any) -> Message:
    # Committed before the provider hears of it, so that whoever comes after a crash knows that it may have gone.
    with transaction.atomic(durable=True):
        message, created = Message.objects.get_or_create(
            key=key,
            defaults={
                "channel": channel,
                "recipient": recipient,
                "language": language,
                "subject": rendered.subject[:255],
                "body": rendered.body,
                "html": rendered.html,
                "user": user,
                "status": Message.Status.SENDING,
                "attempts": 1,
                "next_attempt_at": timezone.now() + LEASE,
            },
        )
    if created:
        _attempt(message)
    return message


def retry_failed_messages(*, limit: int = 100) -> int:
    """Try again what is due: failures whose wait is over, and e-mails whose sender crashed. Returns how many.

    An SMS whose sender crashed becomes "unclear" and waits for an operator: see `settle_unclear`.
    """
    due = Message.objects.exclude(status=Message.Status.SENT).filter(next_attempt_at__lte=timezone.now())
    _park(due.filter(status=Message.Status.SENDING).exclude(channel__in=MAY_BE_REPEATED))
    taken = [message for message in due.order_by("next_attempt_at")[:limit] if _take(message)]
    for message in taken:
        _attempt(message)
    return len(taken)


def settle_unclear(*, key: str, was_sent: bool) -> Message:
    """What an operator found in the provider's log: it went out after all, or it did not and is sent now.

    Raises `Message.DoesNotExist` where no unclear message has this key.
    """
    message = Message.objects.get(key=key, status=Message.Status.UNCLEAR)
    if was_sent:
        message.status, message.sent_at, message.error = Message.Status.SENT, timezone.now(), ""
        message.save(update_fields=["status", "sent_at", "error"])
    elif _take(message):
        _attempt(message)
    return message


def _park(crashed: QuerySet[Message]) -> None:
    for key in crashed.values_list("key", flat=True):
        logger.error("Message %s may have been sent or not; look at the provider's log", key)
    crashed.update(status=Message.Status.UNCLEAR, error=CRASHED, next_attempt_at=None)


def _take(message: Message) -> bool:
    """Whether this message is ours to send now; the row count decides between several workers."""
    free = Message.objects.filter(pk=message.pk, attempts=message.attempts, status=message.status)
    lease = timezone.now() + LEASE
    if not free.update(status=Message.Status.SENDING, attempts=F("attempts") + 1, next_attempt_at=lease):
        return False
    message.status, message.attempts = Message.Status.SENDING, message.attempts + 1
    return True


def _attempt(message: Message) -> None:
    try:
        message.provider_reference = transmit(message)[:100]
    except Exception as error:  # noqa: BLE001  (whatever a provider's client raises: recorded, shown, tried again)
        _record_failure(message, error)
    else:
        message.status, message.sent_at = Message.Status.SENT, timezone.now()
        message.error, message.next_attempt_at = "", None
    message.save(update_fields=["status", "sent_at", "error", "next_attempt_at", "provider_reference"])


def _record_failure(message: Message, error: Exception) -> None:
    unclear = isinstance(error, Unclear)
    final = unclear or isinstance(error, Refused) or message.attempts >= MAX_ATTEMPTS
    last = ", the last" if final else ""
    logger.warning("Message %s was not sent (attempt %d%s): %s", message.key, message.attempts, last, error)
    message.status = Message.Status.UNCLEAR if unclear else Message.Status.FAILED
    message.error = f"{type(error).__name__}: {error}"[:500]
    message.next_attempt_at = None if final else timezone.now() + retry_after(attempts=message.attempts)


def retry_after(*, attempts: int) -> timedelta:
    """A minute after the first failure, twice as long after each further one, at most two hours."""
    return min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(attempts - 1, 20))
