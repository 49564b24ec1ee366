"""Turning a loaded basket into a `Quote`. Pure arithmetic: every query has been made before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar.apps.checkout.calculators import *  # noqa: F403

from oscar_apps.catalogue.selectors import default_tax_rate, tax_rate_of
from oscar_apps.partner.prices import apportion, quantize, tax_in

from .quotes import ConsignmentQuote, LineQuote, Problem, Quote

ZERO = Decimal(0)


def tax_rate_for(*, product: Any, partner: Any) -> Decimal:
    """Percent of value added tax in this seller's price of this product."""
    return tax_rate_of(product=product) if partner.is_vat_registered else ZERO


def line_discounts(*, basket: Any, lines: Sequence[Any], currency: str) -> list[Decimal]:
    """What the basket's offers take off each line: their rounded amounts, apportioned by the exact ones."""
    amounts = [
        Decimal(application["discount"])
        for application in basket.offer_applications
        if not application["result"].affects_shipping and not application["result"].affects_post_order
    ]
    weights = [Decimal(line.discount_value) for line in lines]
    return apportion(amount=quantize(sum(amounts, ZERO), currency), weights=weights, currency=currency)


def quote_line(*, line: Any, discount: Decimal, currency: str) -> LineQuote:
    """One line at its own offer's price, less its share of the discounts."""
    record = line.stockrecord
    unit_price = quantize(record.price or ZERO, currency)
    subtotal = unit_price * line.quantity
    discount = min(subtotal, discount)
    rate = tax_rate_for(product=line.product, partner=record.partner)
    total = subtotal - discount
    tax = tax_in(amount_incl_tax=total, rate=rate, currency=currency)
    return LineQuote(line, line.quantity, unit_price, subtotal, discount, total, tax, rate)


def group_by_partner(*, lines: Sequence[LineQuote]) -> dict[int, list[LineQuote]]:
    """Lines by seller, in the order in which sellers first appear in the basket."""
    groups: dict[int, list[LineQuote]] = defaultdict(list)
    for quoted in lines:
        groups[quoted.line.stockrecord.partner_id].append(quoted)
    return dict(groups)


def quote_consignment(
    *, lines: Sequence[LineQuote], options: Sequence[Any], chosen: Any, shipping: Decimal, currency: str
) -> ConsignmentQuote:
    """One seller's part with this shipping charge (after shipping discounts)."""
    partner = lines[0].line.stockrecord.partner
    subtotal = sum((quoted.subtotal for quoted in lines), ZERO)
    discount = sum((quoted.discount for quoted in lines), ZERO)
    rate = default_tax_rate() if partner.is_vat_registered else ZERO
    shipping_tax = tax_in(amount_incl_tax=shipping, rate=rate, currency=currency)
    tax = sum((quoted.tax for quoted in lines), ZERO) + shipping_tax
    total = subtotal - discount + shipping
    return ConsignmentQuote(
        partner, tuple(lines), subtotal, discount, shipping, shipping_tax, tax, total, tuple(options), chosen
    )


def choose(*, options: Sequence[Any], code: str | None) -> Any:
    """The option with this code; the first one when none is named; None when the named one is not offered."""
    if not code:
        return options[0] if options else None
    return next((option for option in options if option.code == code), None)


def shipping_discount(*, basket: Any, charge: Decimal, currency: str) -> Decimal:
    """What shipping offers and vouchers take off `charge`, never more than the charge."""
    saved = ZERO
    for application in basket.shipping_discounts:
        amount = application["offer"].shipping_discount(charge - saved, currency)
        application["discount"] = quantize(min(amount, charge - saved), currency)
        saved += application["discount"]
    return saved


def build_quote(
    *,
    basket: Any,
    lines: Sequence[LineQuote],
    options: Mapping[int, Sequence[Any]],
    shipping_choices: Mapping[int, str],
    problems: Sequence[Problem],
    currency: str,
) -> Quote:
    """Put lines, shipping options and choices together; amounts are sums of rounded parts."""
    groups = group_by_partner(lines=lines)
    chosen = {pk: choose(options=options.get(pk, ()), code=shipping_choices.get(pk)) for pk in groups}
    charges = [chosen[pk].price if chosen[pk] else ZERO for pk in groups]
    saved = shipping_discount(basket=basket, charge=sum(charges, ZERO), currency=currency)
    savings = apportion(amount=saved, weights=charges, currency=currency)
    consignments = tuple(
        quote_consignment(
            lines=group,
            options=options.get(pk, ()),
            chosen=chosen[pk],
            shipping=charge - saving,
            currency=currency,
        )
        for (pk, group), charge, saving in zip(groups.items(), charges, savings, strict=True)
    )
    return _totalled(consignments=consignments, currency=currency, problems=problems)


def _totalled(*, consignments: tuple[ConsignmentQuote, ...], currency: str, problems: Sequence[Problem]) -> Quote:
    def total_of(name: str) -> Decimal:
        return sum((getattr(part, name) for part in consignments), ZERO)

    return Quote(
        consignments=consignments,
        subtotal=total_of("subtotal"),
        discount=total_of("discount"),
        shipping=total_of("shipping"),
        tax=total_of("tax"),
        total=total_of("total"),
        currency=currency,
        problems=tuple(problems),
    )
