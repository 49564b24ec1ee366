"""`manage.py bootstrap_site`: what a market needs before anything is sold. Safe to run at every deployment."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from marketplace.bootstrap.countries import load_countries
from marketplace.bootstrap.frame import load_frame
from marketplace.bootstrap.pages import prepare_site
from marketplace.bootstrap.permissions import grant_permissions
from marketplace.bootstrap.taxes import load_tax_classes


class Command(BaseCommand):
    help = "Site, languages, home pages, words around the pages, permissions, countries and tax classes; idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            prepare_site()
            load_frame()
            grant_permissions()
            countries, taxes = load_countries(), load_tax_classes()
        self.stdout.write(f"The site is ready ({countries} countries and {taxes} tax classes new).")
