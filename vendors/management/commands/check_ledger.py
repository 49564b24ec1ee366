from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vendors.ledger.checking import mismatches


class Command(BaseCommand):
    """Reads only. While the shop sells, a difference in passing is possible: run it again before believing it."""

    help = "Compare the journal with payments, refunds, cash, commissions and stock; exit 1 when something differs."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for mismatch in mismatches():
            self.stdout.write(mismatch)
            found += 1
        if found:
            raise CommandError(f"{found} differences")
        self.stdout.write("Journal, payments, commissions and stock agree.")
