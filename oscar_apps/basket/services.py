"""Every change of a basket, by HTML and by API alike. Refusals carry words for the buyer (`basket.exceptions`).

The basket's row is locked first, so two tabs of one person cannot put in more than there is. Baskets allocate no stock:
what they hold is promised only by the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_apps.partner.models import StockRecord

from .exceptions import BasketClosed, NotOffered, QuantityRefused
from .models import LINE_RELATIONS, Basket, Line


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge did: pieces that came over, and a sentence for everything that could not come whole."""

    moved: int
    notices: tuple[str, ...] = ()


def add(*, basket: Basket, stockrecord: StockRecord, quantity: int = 1) -> Line:
    """Put `quantity` more pieces of one seller's offer into the basket; the line keeps the offer and today's price.

    `stockrecord` has partner, product and its type loaded. An unsaved basket is saved.
    Raises `QuantityRefused`, `NotOffered`, `BasketClosed`.
    """
    with transaction.atomic():
        held = _lock(basket)
        mine = held.pop(stockrecord.pk, None)
        wanted = quantity + (mine.quantity if mine else 0)
        _check(basket=basket, stockrecord=stockrecord, wanted=wanted, others=_pieces(held.values()))
        line = _write(basket=basket, stockrecord=stockrecord, quantity=wanted, line=mine)
    basket.reset_offer_applications()
    return line


def set_quantity(*, line: Line, quantity: int) -> None:
    """Change how many pieces a line has; 0 removes it. Raises as `add`, with the line unchanged."""
    if quantity <= 0:
        return remove(line=line)
    basket, record = line.basket, line.stockrecord
    with transaction.atomic():
        held = _lock(basket)
        mine = held.pop(record.pk, None)
        if mine and quantity > mine.quantity:  # fewer may always be had, even of what is short
            _check(basket=basket, stockrecord=record, wanted=quantity, others=_pieces(held.values()))
        Line.objects.filter(pk=line.pk).update(quantity=quantity, date_updated=timezone.now())
    return basket.reset_offer_applications()


def remove(*, line: Line) -> None:
    """Take a line out. Raises `BasketClosed`."""
    with transaction.atomic():
        _lock(line.basket)
        Line.objects.filter(pk=line.pk).delete()
    line.basket.reset_offer_applications()


def clear(*, basket: Basket) -> None:
    """Take everything out, vouchers included. Raises `BasketClosed`."""
    if basket.pk is None:
        return
    with transaction.atomic():
        _lock(basket)
        Line.objects.filter(basket=basket).delete()
        basket.vouchers.clear()
    basket.reset_offer_applications()


def move_to_offer(*, line: Line, stockrecord: StockRecord) -> Line:
    """Buy a line's pieces from another seller, at that seller's price now; fewer where there are fewer.

    Raises as `add`; the old line then stays.
    """
    if stockrecord.product_id != line.product_id:
        raise NotOffered()
    with transaction.atomic():
        wanted = line.quantity
        remove(line=line)
        try:
            return add(basket=line.basket, stockrecord=stockrecord, quantity=wanted)
        except QuantityRefused as refusal:
            if refusal.allowed < 1:
                raise
            return add(basket=line.basket, stockrecord=stockrecord, quantity=refusal.allowed)


def merge(*, basket: Basket, other: Basket) -> Merge:
    """Put everything of `other` into `basket` at sign-in: quantities are added, capped at what is there, and told.

    A line that cannot be bought at all comes over too, so that the page can say why. Doing it twice does it once.
    """
    with transaction.atomic():
        if not _lock_both(basket, other):
            return Merge(0)
        held = {line.stockrecord_id: line for line in basket.lines.all()}
        moved = [_merge_line(basket, line, held) for line in other.lines.select_related(*LINE_RELATIONS).order_by("pk")]
        basket.vouchers.add(*other.vouchers.all())
        Basket.objects.filter(pk=other.pk).update(status=Basket.MERGED, date_merged=timezone.now())
    basket.has_vouchers = True
    basket.reset_offer_applications()
    return Merge(sum(pieces for pieces, _notice in moved), tuple(notice for _pieces, notice in moved if notice))


def line_reference(stockrecord: StockRecord) -> str:
    """Oscar's key of a line within its basket: one line for each offer."""
    return f"{stockrecord.product_id}_{stockrecord.pk}"


def _lock(basket: Basket) -> dict[int, Line]:
    """Lock the basket's row (a new basket is saved instead) and return its lines by stock record."""
    if basket.pk is None:
        basket.save()
        basket.has_vouchers = False
        return {}
    status = Basket.objects.select_for_update().filter(pk=basket.pk).values_list("status", flat=True).first()
    if status != Basket.OPEN:
        raise BasketClosed()
    return {line.stockrecord_id: line for line in Line.objects.filter(basket=basket)}


def _lock_both(basket: Basket, other: Basket) -> bool:
    """Lock two baskets in id order; False when the other one is not open any more."""
    rows = Basket.objects.select_for_update().filter(pk__in=[basket.pk, other.pk]).order_by("pk")
    states = dict(rows.values_list("pk", "status"))
    return basket.pk != other.pk and states.get(other.pk) == Basket.OPEN


def _check(*, basket: Basket, stockrecord: StockRecord, wanted: int, others: int) -> None:
    """Raise where `wanted` pieces of this offer cannot be had beside `others` other pieces."""
    policy = basket.strategy.fetch_for_product(stockrecord.product, stockrecord).availability
    if not policy.is_available_to_buy:
        raise QuantityRefused(str(policy.message), allowed=0) if stockrecord.is_active else NotOffered()
    permitted, reason = policy.is_purchase_permitted(wanted)
    if not permitted:
        raise QuantityRefused(_shortage(reason, policy.num_available, wanted), allowed=policy.num_available or 0)
    most = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
    if others + wanted > most:
        raise QuantityRefused(_too_full(most), allowed=max(0, most - others))


def _shortage(reason: str, available: int | None, wanted: int) -> str:
    if not available:
        return str(reason)
    return ngettext("Only %(count)d left.", "Only %(count)d left.", available) % {"count": available}


def _too_full(most: int) -> str:
    return _("A basket holds %(most)d pieces at most.") % {"most": most}


def _write(*, basket: Basket, stockrecord: StockRecord, quantity: int, line: Line | None) -> Line:
    """Insert or update the line of this offer, at the price of now."""
    price = basket.strategy.fetch_for_product(stockrecord.product, stockrecord).price
    fields: dict[str, Any] = {
        "quantity": quantity,
        "price_currency": price.currency,
        "price_excl_tax": price.excl_tax,
        "price_incl_tax": price.incl_tax,
    }
    if line is not None:
        Line.objects.filter(pk=line.pk).update(date_updated=timezone.now(), **fields)
        line.quantity = quantity
        return line
    return Line.objects.create(
        basket=basket,
        line_reference=line_reference(stockrecord),
        product=stockrecord.product,
        stockrecord=stockrecord,
        **fields,
    )


def _merge_line(basket: Basket, line: Line, held: dict[int, Line]) -> tuple[int, str]:
    """Move one line; returns the pieces that came over and a sentence where that is fewer than there were."""
    mine = held.get(line.stockrecord_id)
    before, wanted = (mine.quantity if mine else 0), line.quantity
    room = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD - _pieces(held.values())
    line.quantity = max(0, min(wanted, _most(basket, line) - before, room))
    if mine is not None:
        mine.quantity += line.quantity
        Line.objects.filter(pk=mine.pk).update(quantity=mine.quantity)
        Line.objects.filter(pk=line.pk).delete()
    elif line.quantity:
        Line.objects.filter(pk=line.pk).update(basket=basket, quantity=line.quantity)
        held[line.stockrecord_id] = line
    return line.quantity, "" if line.quantity == wanted else _fewer(line, before + line.quantity)


def _pieces(lines: Iterable[Line]) -> int:
    return sum(line.quantity for line in lines)


def _most(basket: Basket, line: Line) -> int:
    """How many pieces of a line's offer may come over; one that cannot be bought comes whole, to be told about."""
    policy = basket.strategy.fetch_for_product(line.product, line.stockrecord).availability
    available = policy.num_available if policy.is_available_to_buy else None
    return available or settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD


def _fewer(line: Line, now: int) -> str:
    if now == 0:
        return _("There was no room for “%(title)s” in your basket.") % {"title": line.product.get_title()}
    return ngettext(
        "Only %(count)d of “%(title)s” is available; your basket has that many.",
        "Only %(count)d of “%(title)s” are available; your basket has that many.",
        now,
    ) % {"count": now, "title": line.product.get_title()}
