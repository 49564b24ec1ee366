from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oscar_apps.partner.checking import stock_mismatches, winning_mismatches


class Command(BaseCommand):
    """Reads only. While the shop sells, a difference in passing is possible: run it again before believing it."""

    help = "Compare every stock record with the sum of its movements, and every winning offer with what it should be."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for mismatch in chain(stock_mismatches(), winning_mismatches()):
            self.stdout.write(str(mismatch))
            found += 1
        if found:
            raise CommandError(f"{found} differences")
        self.stdout.write("Stock, movements and winning offers agree.")
