"""Attempts to pay an order: the first is written with it, others when the buyer chooses another way."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.outbox.services import publish
from oscar_apps.order.pipeline import open_parts

from ..exceptions import PaymentRefused
from ..gateways.base import Gateway, PaymentRequest, ProviderRefused, ProviderUnavailable, ReferenceUsed, Started
from ..gateways.registry import get_gateway
from ..locks import Held, lock_order
from ..models import Source
from ..selectors import gateways_for, still_payable
from .moves import follow_payment, move, remark

S = Source.Status
#: The sweep asks for the first time then: most payments have been confirmed by webhook or return page before.
FIRST_CHECK = timedelta(minutes=2)
LOST = "answer lost"
#: More attempts than anybody needs; each may cost a question to a provider for days.
MOST_ATTEMPTS = 20


@cache
def _source_type_id(code: str) -> int:
    """Oscar's source type of a gateway (made by `post_migrate`), remembered by this process."""
    return get_model("payment", "SourceType").objects.get(code=code).pk


def create_pending_source(*, order: Any, gateway: Gateway, amount: Decimal) -> Any:
    """The attempt to pay `amount` (order's currency) that every order starts with. Inside the order's transaction."""
    return _create(order=order, gateway=gateway, amount=amount, reference=order.number, covers=[])


def _create(*, order: Any, gateway: Gateway, amount: Decimal, reference: str, covers: list[int]) -> Source:
    return Source.objects.create(
        order=order,
        source_type_id=_source_type_id(gateway.code),
        gateway=gateway.code,
        currency=order.currency,
        amount_allocated=amount,
        reference=reference,
        covers=covers,
        next_check_at=timezone.now() + FIRST_CHECK if gateway.pays_first else None,
    )


def start_payment(order: Any) -> str | None:
    """Ask the order's gateway where to send the buyer. After commit, never inside a transaction; repeating is safe.

    None means that there is nowhere to go now: nothing is to be paid first (cash), the provider refused, or it cannot
    be reached. The order stays payable; its payment page says how it stands. Raises nothing of a provider's.
    """
    source = order.sources.order_by("-pk").first()
    if source is None or source.status != S.PENDING or not get_gateway(source.gateway).pays_first:
        return None
    if not still_payable(order):
        return None
    return source.redirect_url or _start(order=order, source=source)


def _start(*, order: Any, source: Source) -> str | None:
    try:
        started = get_gateway(source.gateway).start(request=_request(order=order, source=source))
    except ProviderUnavailable as problem:
        remark(source=source, cause="start", note=f"not reached: {problem.message}")
        return None
    except ReferenceUsed as problem:
        return _start_afresh(order=order, source=source, note=problem.message)
    except ProviderRefused as problem:
        return _give_up(source=source, note=problem.message, tell=True) or None
    if started.redirect_url and not started.redirect_url.startswith(("https://", "http://")):
        remark(source=source, cause="start", note="the provider gave no address that a buyer could be sent to")
        return None
    return _store(source=source, started=started)


def _store(*, source: Source, started: Started) -> str | None:
    """Keep what the provider gave; of two who asked at once the first one's stays.

    Nobody is sent to the page of an attempt that was given up meanwhile: it is not watched any more.
    """
    mine = Source.objects.filter(pk=source.pk, status=S.PENDING, provider_id="", redirect_url="")
    values = {"provider_id": started.provider_id, "redirect_url": started.redirect_url or ""}
    if not mine.update(**values):
        pages = Source.objects.filter(order=source.order_id, status=S.PENDING).exclude(redirect_url="")
        return pages.order_by("-pk").values_list("redirect_url", flat=True).first()
    source.provider_id, source.redirect_url = values["provider_id"], values["redirect_url"]
    remark(source=source, cause="start", note=started.provider_id)
    return started.redirect_url


def _start_afresh(*, order: Any, source: Source, note: str) -> str | None:
    """An earlier try reached the provider and its answer was lost: nobody has that page, so another number, once."""
    if order.sources.filter(changes__note__startswith=LOST).exists():
        # A provider that knows every number is one that refuses.
        return _give_up(source=source, note=note, tell=True) or None
    if page := _give_up(source=source, note=f"{LOST}: {note}", tell=False):
        return page
    try:
        fresh = pay_again(order=order, gateway=source.gateway)
    except PaymentRefused:
        return None
    return _start(order=order, source=fresh)


def _give_up(*, source: Source, note: str, tell: bool) -> str:
    """The provider will not have this payment: the buyer may choose another way.

    Returns the page that somebody who asked at the same time has been given meanwhile; then nothing is given up.
    """
    with transaction.atomic():
        held = lock_order(source.order_id)
        locked = held.source(source.pk)
        if locked.redirect_url or not move(source=locked, target=S.FAILED, cause="start", note=note):
            return locked.redirect_url
        follow_payment(held.order)
        if tell:
            publish("payment.failed", {"order_id": held.order.pk, "source_id": source.pk, "cause": "start"})
        return ""


def _request(*, order: Any, source: Source) -> PaymentRequest:
    with translation.override(order.language or settings.LANGUAGE_CODE):
        page = f"{settings.SHOP_BASE_URL}{order.payment_url}"
    address = order.shipping_address
    return PaymentRequest(
        reference=source.reference,
        amount=source.amount_allocated,
        currency=source.currency,
        description=order.number,
        name=address.name if address else "",
        email=order.contact_email,
        phone=order.contact_phone,
        language=order.language,
        return_url=f"{page}?back=1",
        cancel_url=page,
        webhook_url=settings.SHOP_BASE_URL + reverse("payment:webhook", args=[source.gateway]),
        expires_at=order.expires_at,
    )


def pay_again(*, order: Any, gateway: str) -> Source:
    """Another attempt for what is due now, with this gateway; the one that is still open with it is that attempt.

    Attempts with other gateways stay watched until they are known to be dead, so that paying twice is noticed.
    Raises `PaymentRefused` when the order is paid, has ended, or cannot be paid in this way.
    """
    with transaction.atomic():
        held = lock_order(order.pk)
        _check_payable(held=held, gateway=gateway)
        last = held.sources[-1] if held.sources else None
        if last is not None and last.gateway == gateway and last.status == S.PENDING:
            return last
        due = open_parts(held.consignments)
        source = _create(
            order=held.order,
            gateway=get_gateway(gateway),
            amount=sum((part.total for part in due), Decimal(0)),
            reference=f"{held.order.number}-{len(held.sources) + 1}" if held.sources else held.order.number,
            covers=[part.pk for part in due],
        )
        remark(source=source, cause="buyer", note="another attempt")
        _take_method(order=held.order, gateway=gateway)
        return source


def _check_payable(*, held: Held, gateway: str) -> None:
    if any(source.status in (S.PAID, S.REFUNDED) for source in held.sources):
        raise PaymentRefused(_("This order is paid already."))
    if not still_payable(held.order):
        raise PaymentRefused(_("This order cannot be paid any more: its time is over."))
    if len(held.sources) >= MOST_ATTEMPTS:
        raise PaymentRefused(_("This order has been tried too often. Please place a new one."))
    if gateway not in {each.code for each in gateways_for(held.order)}:
        raise PaymentRefused(_("This order cannot be paid in this way. Please choose another."))


def _take_method(*, order: Any, gateway: str) -> None:
    order.payment_method = gateway
    get_model("order", "Order").objects.filter(pk=order.pk).update(payment_method=gateway)
    follow_payment(order)
