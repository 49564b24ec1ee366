import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from marketplace.outbox import relay


class Command(BaseCommand):
    help = "Hands events on: runs subscribers here, or makes Celery tasks of them where OUTBOX_RELAY is celery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Hand on what is due and stop.")
        parser.add_argument("--poll", type=float, default=0.5, help="Seconds between two looks (default 0.5).")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{relay.drain()} handed on.")
            return
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        relay.start(poll_seconds=options["poll"])
        self.stdout.write(f"Relay ({settings.OUTBOX_RELAY}) runs; stop it with SIGTERM.")
        stopped.wait()
        relay.stop()
