"""When a parcel arrives, in words of the reader's language."""

import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

#: Day and month by name: "Nov 24 – 26", "24–26 nov.", "ኖቬም 24–26".
SKELETON = "MMMd"


def arrival(*, min_days: int, max_days: int, ordered: datetime.date | None = None) -> str:
    """ "Arrives Nov 24 – 26": days are counted from the order, today where there is none yet."""
    first = (ordered or timezone.localdate()) + datetime.timedelta(days=min_days)
    dates = _interval(first, first + datetime.timedelta(days=max_days - min_days), get_language() or "en")
    return _("Arrives %(dates)s") % {"dates": dates}


def ready_for_pickup(*, min_days: int, ordered: datetime.date | None = None) -> str:
    """ "Ready from Nov 24", for what the buyer collects."""
    first = (ordered or timezone.localdate()) + datetime.timedelta(days=min_days)
    return _("Ready from %(date)s") % {"date": _interval(first, first, get_language() or "en")}


@lru_cache(maxsize=2048)
def _interval(first: datetime.date, last: datetime.date, language: str) -> str:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    if first == last:
        return format_skeleton(SKELETON, first, locale=locale)
    return format_interval(first, last, skeleton=SKELETON, locale=locale)
