from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace.outbox.pruning import KEEP_DAYS, prune


class Command(BaseCommand):
    help = "Deletes events that every subscriber has had."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=KEEP_DAYS, help=f"Keep so many days (default {KEEP_DAYS}).")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prune(days=options['days'])} events deleted.")
