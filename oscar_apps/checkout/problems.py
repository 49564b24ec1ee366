"""What stands between a basket and an order, in words for the buyer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_apps.partner.availability import is_counted

from .quotes import LineQuote, Problem


def line_problems(*, lines: Sequence[Any]) -> list[Problem]:
    """Goods that cannot be bought, not as many, or at another price than when they were added."""
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        wanted[line.stockrecord_id or 0] += line.quantity
    found = (_problem_of_line(line=line, wanted=wanted[line.stockrecord_id or 0]) for line in lines)
    return [problem for problem in found if problem]


def _problem_of_line(*, line: Any, wanted: int) -> Problem | None:
    record = line.stockrecord
    if not is_offered(product=line.product, record=record):
        message = _("“%(title)s” is not available any more.") % {"title": line.product.get_title()}
        return Problem("unavailable", message, line.pk, record.partner_id if record else None)
    if is_counted(product=line.product, stockrecord=record) and wanted > record.available:
        return _too_many(line=line, wanted=wanted, available=record.available)
    if line.price_incl_tax is not None and line.price_incl_tax != record.price:
        message = _("The price of “%(title)s” has changed.") % {"title": line.product.get_title()}
        return Problem("price_changed", message, line.pk, record.partner_id, line.price_incl_tax, record.price)
    return None


def is_offered(*, product: Any, record: Any) -> bool:
    """Whether this offer can be bought at all, stock apart."""
    if record is None or record.price is None or not record.is_active:
        return False
    partner = record.partner
    shown = product.is_public and (not product.parent_id or product.parent.is_public)
    return shown and partner.is_selling and partner.is_visible and not partner.is_on_holiday


def _too_many(*, line: Any, wanted: int, available: int) -> Problem:
    title = line.product.get_title()
    if available <= 0:
        message = _("“%(title)s” is sold out.") % {"title": title}
    else:
        message = ngettext(
            "Only %(count)d of “%(title)s” is left.", "Only %(count)d of “%(title)s” are left.", available
        ) % {"count": available, "title": title}
    return Problem("insufficient_stock", message, line.pk, line.stockrecord.partner_id, wanted, available)


def shortage_problems(*, lines: Sequence[Any], shortages: Iterable[Any]) -> list[Problem]:
    """The same words for shortages that the conditional update found."""
    by_record = {shortage.stockrecord_id: shortage for shortage in shortages}
    return [
        _too_many(line=line, wanted=short.wanted, available=short.available)
        for line in lines
        if (short := by_record.get(line.stockrecord_id))
    ]


def shipping_problems(
    *, lines: Sequence[LineQuote], options: Mapping[int, Sequence[Any]], shipping_choices: Mapping[int, str]
) -> list[Problem]:
    """Sellers who do not deliver there, or not in the chosen way."""
    partners = {quoted.line.stockrecord.partner_id: quoted.line.stockrecord.partner for quoted in lines}
    problems = []
    for pk, partner in partners.items():
        offered = options.get(pk, ())
        chosen = shipping_choices.get(pk)
        if not offered:
            message = _("%(seller)s does not deliver to this address.") % {"seller": partner.name}
        elif chosen and chosen not in {option.code for option in offered}:
            message = _("%(seller)s does not offer this delivery for this address. Please choose another.") % {
                "seller": partner.name
            }
        else:
            continue
        problems.append(Problem("no_shipping", message, partner_id=pk))
    return problems
