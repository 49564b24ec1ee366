import datetime

import pytest
from django.utils.translation import override

from oscar_apps.shipping.promises import arrival, ready_for_pickup

ORDERED = datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "first", "last", "words"),
    [
        ("en", 2, 4, "Arrives Nov 22 – 24"),
        ("en", 2, 2, "Arrives Nov 22"),
        ("en", 9, 12, "Arrives Nov 29 – Dec 2"),
    ],
)
def test_arrival(language, first, last, words):
    with override(language):
        said = arrival(min_days=first, max_days=last, ordered=ORDERED)
    assert said.replace("\u2009", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize(("language", "month"), [("am", "ኖቬም"), ("ar", "نوفمبر"), ("fr", "nov."), ("sw", "Nov")])
def test_months_are_named_in_the_readers_language(language, month):
    with override(language):
        assert month in arrival(min_days=2, max_days=4, ordered=ORDERED)


def test_ready_for_pickup():
    assert ready_for_pickup(min_days=1, ordered=ORDERED) == "Ready from Nov 21"
