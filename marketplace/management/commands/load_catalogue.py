"""`manage.py load_catalogue FILE`: products, sellers, brands and categories out of a CSV file."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.sample.feed.loader import Loaded, load_file

#: Birr for one rupee, when nobody says otherwise.
RATE = "2.3"


class Command(BaseCommand):
    help = (
        "Load a catalogue file (CSV, also packed with gzip) with the columns sku, name, category_path, seller, brand, "
        "price, compare_at_price, description. A second run changes only what has changed in the file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rate", default=RATE, help="the shop's currency for one unit of the file's")
        parser.add_argument("--currency-from", default="INR", help="the file's currency, for the report")
        parser.add_argument("--problems", type=Path, default=None, help="where to write what is wrong with which row")

    def handle(self, *args: Any, **options: Any) -> None:
        path, started = options["file"], time.monotonic()
        problems = options["problems"] or settings.BASE_DIR / "var" / f"{path.name.split('.')[0]}-problems.csv"
        rate = self._rate(options["rate"])
        self.stdout.write(f"1 {options['currency_from']} = {rate} {settings.SHOP_CURRENCY}, rounded half up")
        try:
            loaded = load_file(path, rate=rate, problems_to=problems, report=self._report)
        except (OSError, ValueError) as problem:
            raise CommandError(f"{path}: {problem}") from problem
        self._summarise(loaded, problems, seconds=time.monotonic() - started)

    @staticmethod
    def _rate(text: str) -> Decimal:
        try:
            rate = Decimal(text)
        except InvalidOperation:
            rate = Decimal(0)
        if not rate.is_finite() or rate <= 0:
            raise CommandError("The rate is a number above zero, for example 2.3")
        return rate

    def _report(self, line: str) -> None:
        self.stderr.write(f"  {line}", style_func=str)

    def _summarise(self, loaded: Loaded, problems: Path, *, seconds: float) -> None:
        self.stdout.write(f"{loaded.rows:,} rows in {seconds:.0f} s: {loaded.skipped:,} left out")
        self.stdout.write(f"products: {loaded.created:,} created, {loaded.updated:,} updated")
        self.stdout.write(f"offers: {loaded.offers_created:,} created, {loaded.prices_changed:,} prices changed")
        self.stdout.write(f"new sellers {loaded.sellers:,}, brands {loaded.brands:,}, categories {loaded.categories:,}")
        self.stdout.write(f"{loaded.problems:,} problems in {problems}" if loaded.problems else "no problems")
