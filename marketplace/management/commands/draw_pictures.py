"""`manage.py draw_pictures`: draws the sample market's pictures into marketplace/sample/images."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.sample import drawing
from marketplace.sample.catalogue import load
from marketplace.sample.gallery import IMAGES, every_shot

MOST_BYTES = 15 * 1024 * 1024


class Command(BaseCommand):
    help = "Draw the pictures of the sample market that are missing (all of them with --again) and remove stale ones."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="draw everything anew, after a change of the drawings")
        parser.add_argument("--only", default="", help="draw only pictures whose name begins so, for example shoes-")
        parser.add_argument("--workers", type=int, default=0, help="processes; one for each core by default")

    def handle(self, *args: Any, **options: Any) -> None:
        shots = every_shot(load())
        chosen = [shot for shot in shots if shot.name.startswith(options["only"])]
        wanted = chosen if options["again"] else drawing.missing(chosen)
        changed = self._draw(wanted, workers=options["workers"])
        removed = drawing.leftovers(shots)
        for path in removed:
            path.unlink()
        self._report(total=len(shots), changed=changed, removed=len(removed))

    def _draw(self, shots: list[Any], *, workers: int) -> int:
        """Draw and count what changed."""
        started, changed = time.monotonic(), 0
        for number, drawn in enumerate(drawing.draw_all(shots, workers=workers) if shots else (), start=1):
            changed += drawn.changed
            if number % 50 == 0 or number == len(shots):
                self.stdout.write(f"{number} of {len(shots)} drawn, {time.monotonic() - started:.0f} s")
        return changed

    def _report(self, *, total: int, changed: int, removed: int) -> None:
        size = sum(path.stat().st_size for path in IMAGES.glob("*.webp"))
        self.stdout.write(f"{total} pictures, {size / 1e6:.1f} MB; {changed} changed, {removed} removed")
        if size > MOST_BYTES:
            raise CommandError(f"The pictures take more than {MOST_BYTES >> 20} MB.")
