"""The only way an order is made, by HTML and by API alike.

Locks are taken in one order everywhere: basket, vouchers, stock records by id, the buyer (where cash orders are
counted), winning offers by product.
Nothing here talks to the outside: providers are asked after commit (`payment.services.start_payment`).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from oscar.core.loading import get_class, get_model

from marketplace.api.models import IdempotencyKey
from marketplace.outbox.services import gathered
from marketplace.page_cache import one_request
from marketplace.prepared import PreparedSelect
from oscar_apps.partner.exceptions import InsufficientStock
from oscar_apps.partner.locks import lock_loaded
from oscar_apps.payment.cash import rules as cash
from oscar_apps.payment.cash.exceptions import CashRefused

from . import vouchers
from .calculators import build_quote, line_discounts, quote_line
from .exceptions import (
    BasketEmpty,
    Busy,
    GatewayRefused,
    KeyReused,
    ShippingUnavailable,
    TotalChanged,
    Unavailable,
)
from .problems import line_problems, shipping_problems, shortage_problems
from .quotes import LineQuote, Quote
from .selectors import gateways_for

logger = logging.getLogger(__name__)
SCOPE = "order"


@dataclass(frozen=True)
class Contact:
    """Who ordered: a name and an e-mail address, a phone in E.164, or both."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Placement:
    """The order, and whether this call made it or found the one made before."""

    order: Any
    created: bool


@dataclass(frozen=True)
class OrderRequest:
    """Everything a buyer decides, as `place_order` takes it."""

    user: Any
    contact: Contact
    shipping_address: Any
    billing_address: Any
    shipping_choices: Mapping[int, str]
    gateway: str
    shown_total: Decimal
    idempotency_key: str
    body_hash: str
    notes: str
    language: str


def quote(*, basket: Any, country: str, region: str, shipping_choices: Mapping[int, str]) -> Quote:
    """What the basket would cost delivered there. Reads only; never raises for a basket in a bad state.

    `shipping_choices` maps partner ids to option codes; a seller without a choice gets the first option.
    """
    basket.reset_offer_applications()
    _apply_offers(basket=basket, user=basket.owner)
    lines = list(basket.all_lines())
    return _quote_lines(basket=basket, lines=lines, country=country, region=region, shipping_choices=shipping_choices)


def _apply_offers(*, basket: Any, user: Any) -> None:
    """Work out discounts; they leave their traces on the line objects that `all_lines` has loaded."""
    if basket.pk:
        get_class("offer.applicator", "Applicator")().apply(basket, user)


def _quote_lines(
    *, basket: Any, lines: list[Any], country: str, region: str, shipping_choices: Mapping[int, str]
) -> Quote:
    from oscar_apps.shipping.selectors import options_for

    sellable = [line for line in lines if line.stockrecord and line.stockrecord.price is not None]
    currency = sellable[0].stockrecord.price_currency if sellable else basket.currency
    discounts = line_discounts(basket=basket, lines=sellable, currency=currency)
    quoted = [
        quote_line(line=line, discount=discount, currency=currency)
        for line, discount in zip(sellable, discounts, strict=True)
    ]
    options = options_for(parcels=_parcels(quoted), country=country, region=region)
    problems = line_problems(lines=lines)
    problems += shipping_problems(lines=quoted, options=options, shipping_choices=shipping_choices)
    return build_quote(
        basket=basket,
        lines=quoted,
        options=options,
        shipping_choices=shipping_choices,
        problems=problems,
        currency=currency,
    )


def _parcels(lines: list[LineQuote]) -> list[Any]:
    from oscar_apps.shipping.selectors import Parcel

    subtotals: dict[int, Decimal] = {}
    weights: dict[int, int] = {}
    for quoted in lines:
        partner_id = quoted.line.stockrecord.partner_id
        subtotals[partner_id] = subtotals.get(partner_id, Decimal(0)) + quoted.total
        weights[partner_id] = weights.get(partner_id, 0) + _weight_g(quoted.line.product) * quoted.quantity
    return [Parcel(pk, subtotal, weights[pk]) for pk, subtotal in subtotals.items()]


def _weight_g(product: Any) -> int:
    own = product.weight_g
    if own is None and product.parent_id:
        own = product.parent.weight_g
    return own or 0


def place_order(
    *,
    basket: Any,
    user: Any,
    contact: Contact,
    shipping_address: Any,
    shipping_choices: Mapping[int, str],
    gateway: str,
    shown_total: Decimal,
    billing_address: Any = None,
    idempotency_key: str = "",
    body_hash: str = "",
    notes: str = "",
    language: str = "",
) -> Placement:
    """Place the order of a basket in one durable transaction, or raise and write nothing.

    Called by the checkout page and by the API. `shown_total` is what the buyer saw, in the basket's currency, tax
    included; another total raises `TotalChanged`. The addresses are unsaved. The same basket, or the same key of the
    same owner, gives the first order with `created=False`.

    Raises the subclasses of `CheckoutRefused`. Must not be called inside a transaction.
    """
    request = OrderRequest(
        user=user if user is not None and user.is_authenticated else None,
        contact=contact,
        shipping_address=shipping_address,
        billing_address=billing_address,
        shipping_choices=shipping_choices,
        gateway=gateway,
        shown_total=shown_total,
        idempotency_key=idempotency_key,
        body_hash=body_hash,
        notes=notes,
        language=language,
    )
    try:
        return _place(basket_id=basket.pk, request=request)
    except IntegrityError:
        # Another request with the same key or basket committed first: answer with its order.
        existing = _order_of_basket(basket.pk) or _order_of_key(basket_id=basket.pk, request=request)
        if existing is None:
            raise
        return Placement(existing, created=False)
    except OperationalError as error:
        logger.warning("Order of basket %s gave way to others", basket.pk, exc_info=True)
        raise Busy() from error


def _place(*, basket_id: int, request: OrderRequest) -> Placement:
    with one_request(), transaction.atomic(durable=True), gathered():
        basket = _lock_basket(basket_id)
        existing = _order_of_key(basket_id=basket_id, request=request) or _order_if_submitted(basket)
        if existing is not None:
            return Placement(existing, created=False)
        order = _place_locked(basket=basket, request=request)
        _remember_key(basket_id=basket_id, request=request, order=order)
        return Placement(order, created=True)


def _write_locked_basket(basket_id: int) -> QuerySet[Any]:
    return get_model("basket", "Basket").objects.select_for_update().filter(pk=basket_id)


_locked_basket = PreparedSelect(_write_locked_basket)


def _lock_basket(basket_id: int | None) -> Any:
    found = _locked_basket(basket_id) if basket_id else []
    if not found:
        raise BasketEmpty()
    basket = found[0]
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    return basket


def _order_if_submitted(basket: Any) -> Any:
    return None if basket.can_be_edited else _order_of_basket(basket.pk)


def _order_of_basket(basket_id: int) -> Any:
    return get_model("order", "Order").objects.filter(basket_id=basket_id).first()


def _owner(*, basket_id: int, request: OrderRequest) -> str:
    return f"user:{request.user.pk}" if request.user else f"basket:{basket_id}"


def _write_keys(scope: str, owner: str, key: str) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(scope=scope, owner=owner, key=key).order_by()


_keys = PreparedSelect(_write_keys)


def _order_of_key(*, basket_id: int, request: OrderRequest) -> Any:
    if not request.idempotency_key:
        return None
    owner = _owner(basket_id=basket_id, request=request)
    row = next(iter(_keys(SCOPE, owner, request.idempotency_key)), None)
    if row is None:
        return None
    if row.body_hash != request.body_hash:
        raise KeyReused()
    return get_model("order", "Order").objects.get(pk=row.object_id)


def _remember_key(*, basket_id: int, request: OrderRequest, order: Any) -> None:
    if request.idempotency_key:
        IdempotencyKey.objects.create(
            scope=SCOPE,
            owner=_owner(basket_id=basket_id, request=request),
            key=request.idempotency_key,
            body_hash=request.body_hash,
            object_id=str(order.pk),
        )


def _place_locked(*, basket: Any, request: OrderRequest) -> Any:
    """The body of the transaction: lock, check everything again, write."""
    used_vouchers = vouchers.lock(basket=basket, user=request.user)
    lines = list(basket.all_lines())
    if not lines:
        raise BasketEmpty()
    records = _lock_offers(lines)
    _apply_offers(basket=basket, user=request.user)
    final = _checked_quote(basket=basket, lines=lines, request=request)
    creator = get_class("order.utils", "OrderCreator")()
    order = creator.create(basket=basket, quote=final, request=request)
    vouchers.record_usage(order=order, basket=basket, vouchers=used_vouchers, user=request.user)
    try:
        creator.allocate_stock(order=order, quote=final, records=records, actor=request.user)
    except InsufficientStock as error:
        raise Unavailable(quote=final, problems=shortage_problems(lines=lines, shortages=error.shortages)) from error
    creator.announce(order=order, user=request.user)
    basket.submit()
    return order


def _lock_offers(lines: list[Any]) -> dict[int, Any]:
    """Lock the lines' offers and put the fresh rows on the lines."""
    loaded = {line.stockrecord_id: line.stockrecord for line in lines if line.stockrecord_id}
    for line in lines:
        if line.stockrecord_id:
            loaded[line.stockrecord_id].product = line.product
    records = lock_loaded(loaded)
    for line in lines:
        line.stockrecord = records.get(line.stockrecord_id)
    return records


def _checked_quote(*, basket: Any, lines: list[Any], request: OrderRequest) -> Quote:
    """The quote as it stands under the locks; raises when it is not what the buyer agreed to."""
    address = request.shipping_address
    final = _quote_lines(
        basket=basket,
        lines=lines,
        country=address.country_id,
        region=address.region_code,
        shipping_choices=request.shipping_choices,
    )
    blocking = final.blocking_problems
    undeliverable = [problem for problem in blocking if problem.code == "no_shipping"]
    if len(blocking) > len(undeliverable):
        raise Unavailable(quote=final, problems=blocking)
    if undeliverable:
        raise ShippingUnavailable(quote=final, problems=undeliverable)
    if final.total != request.shown_total:
        raise TotalChanged(quote=final, problems=final.problems)
    offered = gateways_for(quote=final, country=address.country_id, region=address.region_code)
    if request.gateway not in {gateway.code for gateway in offered}:
        raise GatewayRefused(quote=final)
    if request.gateway == cash.CODE:
        _check_cash_buyer(quote=final, request=request)
    return final


def _check_cash_buyer(*, quote: Quote, request: OrderRequest) -> None:
    address = request.shipping_address
    try:
        cash.check_buyer(
            user=request.user,
            phones=[request.contact.phone, str(address.phone_number or "")],
            email=request.contact.email,
            country=address.country_id,
            region=address.region_code,
        )
    except CashRefused as refusal:
        raise GatewayRefused(str(refusal), quote=quote) from refusal
