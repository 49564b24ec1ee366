"""`manage.py generate_catalogue --products 1000000 --vendors 2000`: benchmark data in bulk."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.sample.bench.generate import Exists, generate, index
from marketplace.sample.catalogue import load
from marketplace.sample.gallery import views_of
from marketplace.sample.loading.photos import stored_renditions

#: Made-up goods share so many pictures.
PICTURES = 24


class Command(BaseCommand):
    help = "Add made-up products and sellers for benchmarks, by COPY on PostgreSQL. The same seed gives the same goods."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--products", type=int, default=20_000)
        parser.add_argument("--vendors", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--images", action="store_true", help="give each product a picture of the sample market")
        parser.add_argument("--index", action="store_true", help="put all goods into the search index too (slow)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["products"] < 1 or options["vendors"] < 1:
            raise CommandError("There must be at least one product and one seller.")
        started = time.monotonic()
        images = self._images() if options["images"] else []
        wanted = {name: options[name] for name in ("products", "vendors", "seed")}
        try:
            rows = generate(**wanted, images=images, report=self._report)
        except Exists:
            raise CommandError("This seed's goods are there already. Choose another --seed to add more.") from None
        if options["index"]:
            index(self._report)
        seconds = time.monotonic() - started
        self.stdout.write(f"{rows:,} rows in {seconds:.1f} s: {rows / seconds:,.0f} rows/s")

    @staticmethod
    def _images() -> list[Any]:
        fronts = [views_of(product)[0] for product in load().products[:: len(load().products) // PICTURES]]
        return list(stored_renditions(fronts).values())

    def _report(self, line: str) -> None:
        self.stderr.write(f"  {line}", style_func=str)
