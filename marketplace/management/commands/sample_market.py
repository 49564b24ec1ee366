"""`manage.py sample_market`: a market with shops, products, people and orders, to look at and to try."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from marketplace.sample.loading.market import load_market
from marketplace.sample.loading.people import ADMIN_EMAIL, CUSTOMER_EMAIL, EDITOR_EMAIL

SELLERS = ("buna-and-berbere", "shiro-meda-weavers")
DEMO_PASSWORD = "try-the-market"  # noqa: S105 - printed for everybody; production asks for one of its own


class Command(BaseCommand):
    help = "Load the sample market. Says on standard output who may sign in, and on standard error how it gets on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", default="", help="what everybody signs in with")
        parser.add_argument("--force", action="store_true", help="load it with the production settings too")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or DEMO_PASSWORD
        if settings.SETTINGS_MODULE.endswith(".production"):
            self._refuse_production(options)
        call_command("bootstrap_site", stdout=self.stderr)
        made = load_market(password=password, report=self._report)
        self._report("nothing was missing" if not any(made.values()) else "the market is complete")
        self._print_accounts(password)

    def _refuse_production(self, options: dict[str, Any]) -> None:
        """Sample shops among real ones, with a password everybody knows, must not happen by a slip."""
        if not options["force"] or not options["password"]:
            raise CommandError("These are the production settings. Pass --force and a --password of your own.")

    def _report(self, line: str) -> None:
        self.stderr.write(f"  {line}", style_func=str)

    def _print_accounts(self, password: str) -> None:
        base = settings.SHOP_BASE_URL
        accounts = [
            ("Customer", CUSTOMER_EMAIL, f"{base}/accounts/"),
            *(("Seller", f"{slug}@example.com", f"{base}/vendor/") for slug in SELLERS),
            ("Editor", EDITOR_EMAIL, f"{base}/cms/"),
            ("Admin", ADMIN_EMAIL, f"{base}/cms/ and {base}/admin/"),
        ]
        self.stdout.write(f"Everybody signs in with the password {password}")
        for role, email, address in accounts:
            self.stdout.write(f"  {role:<10}{email:<36}{address}")
        self.stdout.write("Vouchers to try: WELCOME10, BUNA15, BIRR200, ONCE25")
