"""The tax classes a market starts with: Ethiopia's 15 percent as the rate of everything, and none."""

from decimal import Decimal

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from .words import words

RATES = {"standard": Decimal("15"), "zero": Decimal("0")}


def load_tax_classes() -> int:
    """Make the classes whose code is missing; returns how many."""
    model = get_model("catalogue", "TaxClass")
    known = set(model.objects.values_list("code", flat=True))
    has_default = model.objects.filter(is_default=True).exists()
    rows = [
        model(code=code, rate=rate, is_default=code == "standard" and not has_default, **_names(code))
        for code, rate in RATES.items()
        if code not in known
    ]
    return len(model.objects.bulk_create(rows))


def _names(code: str) -> dict[str, str]:
    return {build_localized_fieldname("name", each): words(each)["tax"][code] for each, _name in settings.LANGUAGES}
