"""Dates as people write them, in languages Django has no formats for."""

import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime.datetime(2026, 11, 3, 15, 5)


@pytest.mark.parametrize("language", ["am", "sw"])
def test_hours_run_to_twenty_four_where_the_day_is_counted_from_dawn(language):
    with translation.override(language):
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == "03/11/2026 15:05"
        assert date_format(MOMENT, "TIME_FORMAT") == "15:05"
