"""The terms of money as they are now: what an operator entered, and the environment's values where nothing is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from .commission.models import FIELDS, MoneyTerms


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Rates are percent; parties are "platform" or "seller" (`commission.models.Party`)."""

    commission_rate: Decimal
    commission_vat_rate: Decimal
    gateway_fee_bearer: str
    refund_commission_loser: str
    refund_fee_loser: str
    return_window_days: int


def current_terms() -> Terms:
    """One query; asked anew each time, so that every process knows of a change at once."""
    row = MoneyTerms.objects.values(*FIELDS).first() or {}
    return Terms(**{name: chosen(name, row.get(name)) for name in FIELDS})


def chosen(name: str, entered: Any) -> Any:
    """What was entered, or the environment's value (`COMMISSION_RATE` for "commission_rate")."""
    return getattr(settings, name.upper()) if entered in (None, "") else entered
