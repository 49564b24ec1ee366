"""How the payment of an order stands, in the words of the page that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from oscar.core.loading import get_model

from oscar_apps.order.models import ConsignmentStatus, OrderStatus
from oscar_apps.order.pipeline import has_expired
from oscar_apps.order.selectors import amount_due
from oscar_apps.payment.gateways.base import ProviderUnavailable
from oscar_apps.payment.gateways.registry import PaymentMethod, display_name
from oscar_apps.payment.selectors import gateways_for, still_payable
from oscar_apps.payment.services import confirm_payment

#: Pages ask the provider about one attempt at most once in this time, however often they are opened.
ASKED_SECONDS = 4
#: A provider that did not answer is not asked by pages for so long: its slowness must not become the shop's.
SILENT_SECONDS = 30


class State(StrEnum):
    PAID = "paid"
    #: The buyer comes from the provider; whether it is paid is not known yet.
    CONFIRMING = "confirming"
    PAYABLE = "payable"
    #: There is no page of the provider to go to: it could not be reached.
    UNREACHABLE = "unreachable"
    DECLINED = "declined"
    #: Another amount came than was asked for; a person looks into it.
    REVIEW = "review"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    #: Paid after the order had ended and could not come back: the money goes back.
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Paying:
    order: Any
    state: State
    due: Decimal
    #: Until when it can be paid.
    until: datetime | None
    #: The ways to pay that are left; the chosen one is the order's.
    gateways: Sequence[PaymentMethod]
    gateway: str
    gateway_name: str
    can_continue: bool


def paying_page(*, order: Any, came_back: bool) -> Paying:
    """`order` comes from `order.selectors.order_by_secret`, with all its parts loaded."""
    sources = list(get_model("payment", "Source").objects.filter(order=order).order_by("pk"))
    state = _state(order=order, sources=sources, came_back=came_back)
    offered = gateways_for(order) if still_payable(order) else []
    codes = [gateway.code for gateway in offered]
    return Paying(
        order=order,
        state=state,
        due=amount_due(order),
        until=order.expires_at,
        gateways=offered,
        gateway=order.payment_method if order.payment_method in codes else next(iter(codes), ""),
        gateway_name=display_name(order.payment_method),
        can_continue=bool(sources and sources[-1].status == "pending" and sources[-1].redirect_url),
    )


def _state(*, order: Any, sources: Sequence[Any], came_back: bool) -> State:
    if order.status == OrderStatus.CANCELLED:
        return _state_of_ended(order=order, sources=sources)
    if order.status != OrderStatus.PENDING:
        return State.PAID
    if any(source.problem for source in sources):
        return State.REVIEW
    last = sources[-1] if sources else None
    if not still_payable(order):
        return State.CONFIRMING  # the provider is asked once more before it ends
    if last is None or last.status in ("failed", "cancelled"):
        return State.DECLINED
    if not last.redirect_url:
        return State.UNREACHABLE
    return State.CONFIRMING if came_back else State.PAYABLE


def _state_of_ended(*, order: Any, sources: Sequence[Any]) -> State:
    if any(source.is_surplus for source in sources):
        return State.TOO_LATE
    if any(source.problem for source in sources):
        return State.REVIEW
    ended = [part for part in order.consignments.all() if part.status == ConsignmentStatus.CANCELLED]
    return State.EXPIRED if any(has_expired(part) for part in ended) else State.CANCELLED


def ask_provider(*, order: Any) -> None:
    """Look whether it is paid by now. Called by pages, so it asks seldom and says nothing when nobody answers."""
    pending = get_model("payment", "Source").objects.filter(order=order, status="pending", next_check_at__isnull=False)
    for source in pending.order_by("pk"):
        silent = f"payment.silent:{source.gateway}"
        if cache.get(silent) or not cache.add(f"payment.asked:{source.pk}", True, timeout=ASKED_SECONDS):
            continue
        try:
            confirm_payment(reference=source.reference, gateway=source.gateway, cause="return")
        except ProviderUnavailable:
            cache.set(silent, True, timeout=SILENT_SECONDS)
