"""Freezing the commission of an order, inside the transaction that places it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from oscar.core.loading import get_model

from oscar_apps.partner.prices import quantize

from ..models import MoneyTerms, Vendor
from ..terms import chosen
from .models import CommissionLine


def freeze(*, order: Any) -> list[CommissionLine]:
    """Write what the market takes of each line: one query reads lines and rates, one writes.

    Called once for an order, while it is being placed; a line has one commission, so a repeat raises `IntegrityError`.
    """
    lines = [_frozen(row, currency=order.currency) for row in _lines_with_rates(order)]
    return CommissionLine.objects.bulk_create(lines)


def _lines_with_rates(order: Any) -> Any:
    """Every line with its seller's own rate and the market's, whatever of them has been entered."""
    terms = MoneyTerms.objects.order_by("pk")
    own = Vendor.objects.filter(partner=OuterRef("partner"))
    rows = get_model("order", "Line").objects.filter(order=order).order_by("pk")
    return rows.values(
        "pk",
        "consignment_id",
        "partner_id",
        "line_price_excl_tax",
        own_rate=Subquery(own.values("commission_rate")[:1]),
        default_rate=Subquery(terms.values("commission_rate")[:1]),
        vat_rate=Subquery(terms.values("commission_vat_rate")[:1]),
    )


def _frozen(row: Mapping[str, Any], *, currency: str) -> CommissionLine:
    own, base = row["own_rate"], row["line_price_excl_tax"]
    rate = own if own is not None else chosen("commission_rate", row["default_rate"])
    vat_rate = chosen("commission_vat_rate", row["vat_rate"])
    amount = percentage(rate=rate, of=base, currency=currency)
    return CommissionLine(
        line_id=row["pk"],
        consignment_id=row["consignment_id"],
        partner_id=row["partner_id"],
        rule=CommissionLine.Rule.DEFAULT if own is None else CommissionLine.Rule.SELLER,
        rate=rate,
        base=base,
        amount=amount,
        vat_rate=vat_rate,
        vat=percentage(rate=vat_rate, of=amount, currency=currency),
        currency=currency,
    )


def percentage(*, rate: Decimal, of: Decimal, currency: str) -> Decimal:
    """`rate` percent of an amount, rounded half-up to the currency's minor unit."""
    return quantize(of * rate / 100, currency)
