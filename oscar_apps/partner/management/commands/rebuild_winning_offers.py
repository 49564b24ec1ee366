from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from oscar_apps.partner.winning import rebuild_winning_offers


class Command(BaseCommand):
    """For after a bulk load; may run while the shop sells. Writes only rows that differ."""

    help = "Compute the winning offer of every product anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--chunk-size", type=int, default=5000, help="products in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in rebuild_winning_offers(chunk_size=options["chunk_size"]):
            self.stdout.write(f"{done} products", ending="\r")
        self.stdout.write(f"{done} products done")
