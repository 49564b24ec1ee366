"""`manage.py unclear_messages`: SMS that may have been sent or not, for an operator with the provider's log open."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oscar_apps.communication.models import Message
from oscar_apps.communication.services import settle_unclear


class Command(BaseCommand):
    help = "List messages that may have been sent or not, and say of one which it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--was-sent", metavar="KEY", help="the provider's log has it")
        choice.add_argument("--send-again", metavar="KEY", help="the provider's log does not have it")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["was_sent"] or options["send_again"]
        if key:
            self._settle(key, was_sent=bool(options["was_sent"]))
            return
        for message in Message.objects.filter(status=Message.Status.UNCLEAR).order_by("pk"):
            self.stdout.write(
                f"{message.key}  {message.recipient}  {message.created_at:%Y-%m-%d %H:%M}  {message.error}"
            )

    def _settle(self, key: str, *, was_sent: bool) -> None:
        try:
            message = settle_unclear(key=key, was_sent=was_sent)
        except Message.DoesNotExist:
            raise CommandError("No unclear message has this key.") from None
        self.stdout.write(f"{message.key}: {message.status}")
