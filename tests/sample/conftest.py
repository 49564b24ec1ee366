"""The whole sample market, loaded once for all tests of this folder that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from marketplace.sample.loading import photos
from marketplace.sample.loading.market import load_market
from oscar_apps.catalogue.pictures import WIDTHS


class Loading:
    """What two runs said and made."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.first = load_market(password="market-of-tests", report=self.lines.append)
        self.second = load_market(password="market-of-tests", report=self.lines.append)


def unscaled(name: str) -> tuple[str, str, dict[int, bytes]]:
    """A drawn picture as its own copy in every width: scaling 676 of them would take half of the time."""
    content = photos._drawn(name)
    return name, photos._digest(content), dict.fromkeys(WIDTHS, content)


@pytest.fixture(scope="module")
def quick_pictures() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photos, "ProcessPoolExecutor", ThreadPoolExecutor)
        patch.setattr(photos, "_copies", unscaled)
        yield


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, quick_pictures) -> Iterator[Loading]:
    """The market in a transaction that is taken back after the module; each test takes back its own changes."""
    from marketplace.bootstrap.countries import load_countries
    from marketplace.bootstrap.taxes import load_tax_classes
    from tests.conftest import forget

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic._from_testcase = True
        atomic.__enter__()
        try:
            forget()
            load_countries()
            load_tax_classes()
            yield Loading()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
