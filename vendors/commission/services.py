"""Freezing the commission of an order, inside the transaction that places it."""

from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from oscar.core.loading import get_model

from marketplace.prepared import PreparedSelect
from oscar_apps.partner.prices import quantize

from ..models import MoneyTerms, Vendor
from ..terms import chosen
from .models import CommissionLine


def freeze(*, order: Any) -> list[CommissionLine]:
    """Write what the market takes of each line: one query reads the rates, one writes.

    Called once for an order, while it is being placed; a line has one commission, so a repeat raises `IntegrityError`.
    """
    lines = list(order.lines.all())
    sellers = {row.pk: row for row in _rates([line.partner_id for line in lines])}
    frozen = [_frozen(line, sellers[line.partner_id], currency=order.currency) for line in lines]
    return CommissionLine.objects.bulk_create(frozen)


def _write_rates(partner_ids: list[int]) -> QuerySet[Any]:
    """Sellers with their own rate and the market's, whatever of them has been entered."""
    terms = MoneyTerms.objects.order_by("pk")
    own = Vendor.objects.filter(partner=OuterRef("pk"))
    partners = get_model("partner", "Partner").objects.filter(pk__in=partner_ids).order_by().only("pk")
    return partners.annotate(
        own_rate=Subquery(own.values("commission_rate")[:1]),
        default_rate=Subquery(terms.values("commission_rate")[:1]),
        vat_rate=Subquery(terms.values("commission_vat_rate")[:1]),
    )


_rates = PreparedSelect(_write_rates)


def _frozen(line: Any, seller: Any, *, currency: str) -> CommissionLine:
    own, base = seller.own_rate, line.line_price_excl_tax
    rate = own if own is not None else chosen("commission_rate", seller.default_rate)
    vat_rate = chosen("commission_vat_rate", seller.vat_rate)
    amount = percentage(rate=rate, of=base, currency=currency)
    return CommissionLine(
        line_id=line.pk,
        consignment_id=line.consignment_id,
        partner_id=line.partner_id,
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
