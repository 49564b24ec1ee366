"""About forty orders in every state, placed and moved by the services that real ones use, dated back afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import F
from oscar.core.loading import get_class, get_model

from marketplace.api.models import IdempotencyKey
from oscar_apps.basket import services as baskets
from oscar_apps.checkout.services import SCOPE, Contact, place_order, quote
from oscar_apps.order.models import Consignment, ConsignmentStatus, Order, ShippingAddress
from oscar_apps.order.processing import EventHandler
from oscar_apps.partner.models import StockRecord, WinningOffer

from ..catalogue import Customer, SampleMarket
from .cash import hand_cash_over
from .dates import date_back
from .people import CUSTOMER_EMAIL, address_fields
from .words import words

Move = Callable[[Sequence[Consignment], random.Random], None]
#: Only what there is plenty of is bought, so that every run finds the same goods.
PLENTY: Final = 8
#: Every so many orders is a guest's, who left a phone number alone.
GUEST_EVERY: Final = 9
#: Every so many orders is made by the customer whom everybody is told of, so that one stands in nearly every state.
SHOWN_EVERY, SHOWN_FROM = 6, 4


@dataclass(frozen=True)
class Plan:
    """One order: what becomes of it, how many sellers it has at most, how many days ago it was made."""

    number: int
    move: Move
    sellers: int
    days_ago: float

    @property
    def key(self) -> str:
        """The order's idempotency key: what is placed once is not placed again."""
        return f"sample-{self.number:03}"


def load_orders(market: SampleMarket, *, report: Callable[[str], None]) -> int:
    """Place the orders that are missing and move each to its state; returns how many were placed."""
    known = set(IdempotencyKey.objects.filter(scope=SCOPE, key__startswith="sample-").values_list("key", flat=True))
    missing = [plan for plan in plans() if plan.key not in known]
    for done, plan in enumerate(missing, start=1):
        order = _place(plan, market)
        plan.move(list(order.consignments.order_by("pk")), random.Random(plan.key))
        date_back(order, days=plan.days_ago)
        if done % 10 == 0:
            report(f"{done} of {len(missing)} orders")
    if missing:
        hand_cash_over()
    return len(missing)


def plans() -> Iterator[Plan]:
    """The orders, oldest first: (state, how many, days ago from and to, sellers)."""
    number, chance = 0, random.Random("orders")
    for move, times, (oldest, newest), sellers in STORY:
        for _turn in range(times):
            number += 1
            yield Plan(number, move, sellers, chance.uniform(newest, oldest))


# Placing -------------------------------------------------------------------------------------------------------------


def _place(plan: Plan, market: SampleMarket) -> Order:
    chance = random.Random(plan.key)
    is_guest = plan.number % GUEST_EVERY == 0
    customer = _customer(plan, chance, market)
    user = None if is_guest else get_user_model().objects.get(email=customer.email)
    basket = _filled_basket(plan, chance, user=user, customer=customer)
    place = {"country": customer.address.country, "region": address_fields(customer)["region_code"]}
    seen = quote(basket=basket, shipping_choices={}, **place)
    choices = {part.partner.pk: chance.choice(part.options).code for part in seen.consignments}
    seen = quote(basket=basket, shipping_choices=choices, **place)
    return place_order(
        basket=basket,
        user=user,
        contact=Contact(
            name=f"{customer.first_name} {customer.last_name}",
            email="" if is_guest else customer.email,
            phone=customer.phone,
        ),
        shipping_address=ShippingAddress(**address_fields(customer)),
        shipping_choices=choices,
        gateway="cash_on_delivery",
        shown_total=seen.total,
        idempotency_key=plan.key,
        body_hash=plan.key,
        language=customer.language,
    ).order


def _customer(plan: Plan, chance: random.Random, market: SampleMarket) -> Customer:
    anybody = chance.choice(market.customers)
    is_shown = plan.number % SHOWN_EVERY == SHOWN_FROM
    return next(one for one in market.customers if one.email == CUSTOMER_EMAIL) if is_shown else anybody


def _filled_basket(plan: Plan, chance: random.Random, *, user: Any, customer: Customer) -> Any:
    basket = get_model("basket", "Basket").objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    partners = _sellers_for(customer, chance, most=plan.sellers)
    for partner_id in partners:
        for record in _goods_of(partner_id, chance):
            baskets.add(basket=basket, stockrecord=record, quantity=chance.randint(1, 2))
    return basket


def _sellers_for(customer: Customer, chance: random.Random, *, most: int) -> list[int]:
    """Open sellers who deliver to this buyer's country."""
    zones = get_model("shipping", "ShippingZone").objects.filter(partner__is_selling=True).order_by("partner_id")
    region = address_fields(customer)["region_code"]
    country = customer.address.country
    serving = dict.fromkeys(z.partner_id for z in zones if not z.regions and z.covers(country=country, region=region))
    return chance.sample(list(serving), min(most, len(serving)))


def _goods_of(partner_id: int, chance: random.Random) -> list[StockRecord]:
    """One to three of a seller's own goods that are not about to run out."""
    winners = WinningOffer.objects.filter(partner_id=partner_id, product__is_public=True, available__gte=PLENTY)
    ids = list(
        winners.exclude(product__structure="parent").order_by("product__code").values_list("stockrecord_id", flat=True)
    )
    chosen = chance.sample(ids, min(len(ids), chance.randint(1, 3)))
    records = StockRecord.objects.select_related("partner", "product__product_class", "product__parent__product_class")
    return list(
        records.annotate(free=F("num_in_stock") - F("num_allocated"))
        .filter(pk__in=chosen, free__gte=PLENTY)
        .order_by("pk")
    )


# Moving --------------------------------------------------------------------------------------------------------------


def _leave(parts: Sequence[Consignment], chance: random.Random) -> None:
    """New: nobody has looked at it yet."""


def _accept(parts: Sequence[Consignment], chance: random.Random) -> None:
    for part in parts:
        _seller(part).accept(part)


def _ship_half(parts: Sequence[Consignment], chance: random.Random) -> None:
    """The first seller sends a first parcel; with a single piece that is everything."""
    _accept(parts, chance)
    line = parts[0].lines.order_by("pk")[0]
    _seller(parts[0]).ship(parts[0], {line.pk: 1}, **_tracking(chance))


def _ship(parts: Sequence[Consignment], chance: random.Random) -> None:
    _accept(parts, chance)
    for part in parts:
        _seller(part).ship(part, **_tracking(chance))


def _ship_in_two_parcels(parts: Sequence[Consignment], chance: random.Random) -> None:
    """The first of two parcels has arrived, the second is on its way."""
    _ship_half(parts, chance)
    part = Consignment.objects.get(pk=parts[0].pk)
    if part.status == ConsignmentStatus.PART_SHIPPED:
        _seller(part).ship(part, **_tracking(chance))
    first = part.shipping_events.filter(parcel=None).order_by("pk").first()
    _seller(part).deliver(part, first)


def _deliver(parts: Sequence[Consignment], chance: random.Random) -> None:
    _ship(parts, chance)
    for part in parts:
        _seller(part).deliver(part)


def _cancel_one(parts: Sequence[Consignment], chance: random.Random) -> None:
    """One seller cannot send; the others do."""
    _seller(parts[0]).cancel_consignment(parts[0], words()["reasons"]["cancelled"])
    if len(parts) > 1:
        _ship(parts[1:], chance)


def _refuse(parts: Sequence[Consignment], chance: random.Random) -> None:
    """The buyer did not take the parcel; the seller has it back."""
    _ship(parts, chance)
    for part in parts:
        _seller(part).refuse(part, words()["reasons"]["refused"])
        _seller(part).take_back(part)


def _cancel_all(parts: Sequence[Consignment], chance: random.Random) -> None:
    """The buyer has thought better of it."""
    order = parts[0].order
    EventHandler(user=order.user, role="buyer").cancel_order(order)


def _seller(part: Consignment) -> EventHandler:
    """Moves as the owner of the shop."""
    owner = get_user_model().objects.filter(vendor_memberships__vendor__partner_id=part.partner_id).first()
    return EventHandler(user=owner, role="seller")


def _tracking(chance: random.Random) -> dict[str, Any]:
    carrier = chance.choice(words()["carriers"])
    return {"carrier": carrier, "tracking_number": f"{carrier[:2].upper()}{chance.randrange(10**8):08}ET"}


STORY: Final[tuple[tuple[Move, int, tuple[float, float], int], ...]] = (
    (_deliver, 12, (45.0, 9.0), 2),
    (_cancel_all, 3, (40.0, 6.0), 2),
    (_cancel_one, 4, (20.0, 5.0), 3),
    (_ship_in_two_parcels, 3, (9.0, 5.0), 1),
    (_ship, 5, (6.0, 3.0), 2),
    (_ship_half, 4, (5.0, 2.5), 2),
    (_accept, 4, (3.0, 1.2), 3),
    (_leave, 6, (1.0, 0.05), 2),
    (_refuse, 2, (9.0, 6.0), 1),
)
