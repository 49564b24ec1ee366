"""What the checkout page shows, worked out before any template."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from oscar_apps.address.countries import country_options, shipping_countries
from oscar_apps.address.selectors import address_lines
from oscar_apps.basket.pages import Row, row_of
from oscar_apps.payment.gateways.registry import PaymentMethod
from oscar_apps.shipping.promises import arrival, ready_for_pickup
from oscar_apps.shipping.selectors import ShippingOption

from .drafts import DELIVERY, NEW_ADDRESS, Draft
from .exceptions import CheckoutRefused, TotalChanged
from .quotes import ConsignmentQuote, Problem, Quote
from .selectors import gateways_for

BASKET_SALT = "checkout.basket"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to get a seller's parcel; `when` says when it comes or is ready."""

    code: str
    name: str
    price: Decimal
    is_free: bool
    is_pickup: bool
    when: str
    pickup_address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One seller's part of the order to be: its lines, its ways of delivery, its figures."""

    field: str
    quote: ConsignmentQuote
    rows: Sequence[Row]
    options: Sequence[Option]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class AddressChoice:
    """One entry of the address book."""

    id: int
    lines: Sequence[str]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Error:
    """One line of the summary of errors; `id` is the input it is about."""

    id: str
    label: str | Promise
    text: str


@dataclass(frozen=True)
class Page:
    """The whole checkout page."""

    draft: Draft
    quote: Quote
    parts: Sequence[Part]
    gateways: Sequence[PaymentMethod]
    gateway: str
    countries: Sequence[tuple[str, str]]
    addresses: Sequence[AddressChoice]
    steps: Sequence[dict[str, Any]]
    basket_token: str
    key: str
    errors: Sequence[Error] = ()
    notices: Sequence[tuple[str, str]] = field(default_factory=tuple)
    was_total: Decimal | None = None

    @property
    def can_place(self) -> bool:
        """Whether the button may order: the place is known and nothing stands in the way."""
        return self.draft.knows_place and not self.quote.blocking_problems

    @property
    def country_options(self) -> SafeString:
        return country_options(countries=self.countries, chosen=self.draft.country)

    @property
    def new_address(self) -> bool:
        return self.draft.saved is None

    @property
    def goods(self) -> Decimal:
        """What the goods cost, for as long as delivery is not known."""
        return self.quote.subtotal - self.quote.discount

    @property
    def tax(self) -> Decimal:
        """The tax contained in the total that is shown."""
        if self.draft.knows_place:
            return self.quote.tax
        return self.quote.tax - sum((part.shipping_tax for part in self.quote.consignments), Decimal(0))

    @property
    def chosen_gateway(self) -> PaymentMethod | None:
        return next((gateway for gateway in self.gateways if gateway.code == self.gateway), None)


def checkout_page(
    *, basket: Any, draft: Draft, quote: Quote, refusal: CheckoutRefused | None = None, was: Decimal | None = None
) -> Page:
    """The page for a draft and what it costs; `refusal` is why nothing was ordered, `was` the total shown before."""
    offered = gateways_for(quote=quote, country=draft.country, region=draft.region)
    codes = [gateway.code for gateway in offered]
    gateway = draft.gateway if draft.gateway in codes else (codes[0] if codes else "")
    return Page(
        draft=draft,
        quote=quote,
        parts=_parts(quote=quote, problems=_problems(quote, refusal), draft=draft),
        gateways=offered,
        gateway=gateway,
        countries=shipping_countries(),
        addresses=[_choice(entry, draft) for entry in draft.book],
        steps=_steps(draft=draft, quote=quote, gateway=gateway),
        basket_token=signing.dumps(basket.pk, salt=BASKET_SALT),
        key=draft.data.get("key") or secrets.token_urlsafe(16),
        errors=_errors(draft),
        notices=_notices(quote=quote, draft=draft, refusal=refusal),
        was_total=was if isinstance(refusal, TotalChanged) else None,
    )


def _problems(quote: Quote, refusal: CheckoutRefused | None) -> list[Problem]:
    """The quote's problems, and those found only when the order was tried."""
    known = list(quote.problems)
    seen = {(problem.code, problem.line_id, problem.partner_id) for problem in known}
    late = refusal.problems if refusal else ()
    return known + [problem for problem in late if (problem.code, problem.line_id, problem.partner_id) not in seen]


def _parts(*, quote: Quote, problems: Sequence[Problem], draft: Draft) -> list[Part]:
    of_line = {problem.line_id: problem for problem in problems if problem.line_id}
    of_seller: dict[int | None, list[str]] = {}
    for problem in problems:
        if problem.line_id is None and draft.knows_place:
            of_seller.setdefault(problem.partner_id, []).append(problem.message)
    return [_part(part, of_line, of_seller.get(part.partner.pk, [])) for part in quote.consignments]


def _part(part: ConsignmentQuote, of_line: dict[int, Problem], problems: list[str]) -> Part:
    rows = [row_of(line=each.line, price=each, problem=of_line.get(each.line.pk)) for each in part.lines]
    chosen = part.chosen.code if part.chosen else ""
    options = [_option(option, chosen) for option in part.options]
    return Part(f"{DELIVERY}{part.partner.pk}", part, rows, options, problems)


def _option(option: ShippingOption, chosen: str) -> Option:
    if option.is_pickup:
        when = ready_for_pickup(min_days=option.min_days)
    else:
        when = arrival(min_days=option.min_days, max_days=option.max_days)
    return Option(
        option.code, option.name, option.price, option.is_free, option.is_pickup, when, option.pickup_address,
        option.code == chosen,
    )  # fmt: skip


def _choice(entry: Any, draft: Draft) -> AddressChoice:
    return AddressChoice(entry.pk, address_lines(entry), draft.saved is not None and draft.saved.pk == entry.pk)


def _errors(draft: Draft) -> list[Error]:
    found = []
    for form in draft.forms:
        for name, errors in form.errors.items() if form.is_bound else ():
            bound = form[name]
            found += [Error(bound.id_for_label, bound.label, str(text)) for text in errors]
    return found


def _notices(*, quote: Quote, draft: Draft, refusal: CheckoutRefused | None) -> list[tuple[str, str]]:
    """Sentences for the top of the page; what belongs to a line or a seller stands there as well."""
    notices = [("error", str(refusal))] if refusal else []
    if not draft.knows_place:
        return notices
    shown = {text for _level, text in notices}
    late = [problem for problem in _problems(quote, refusal) if problem.blocks and problem.message not in shown]
    return notices + [("error", problem.message) for problem in late]


def _steps(*, draft: Draft, quote: Quote, gateway: str) -> list[dict[str, Any]]:
    """The steps with how far the buyer is; the first that is not done is the current one."""
    reached = [
        (_("Contact"), "#step-contact", _is_filled(draft, "contact")),
        (_("Address"), "#step-address", draft.saved is not None or _is_filled(draft, "place")),
        (_("Delivery"), "#step-delivery", draft.knows_place and all(part.chosen for part in quote.consignments)),
        (_("Payment"), "#step-payment", bool(draft.data.get("payment") and gateway)),
        (pgettext("step of checkout", "Review"), "#step-review", False),
    ]
    current = next(index for index, (_label, _url, done) in enumerate(reached) if not done)
    states = ["done" if i < current else "current" if i == current else "next" for i in range(len(reached))]
    return [
        {"label": label, "url": url, "state": state} for (label, url, _done), state in zip(reached, states, strict=True)
    ]


def _is_filled(draft: Draft, name: str) -> bool:
    """Whether every required input of a form has something in it and nothing is known to be wrong."""
    form = getattr(draft, name)
    wanted = [key for key, each in form.fields.items() if each.required]
    return not (form.is_bound and form.errors) and all(draft.data.get(key) for key in wanted)


__all__ = ["BASKET_SALT", "NEW_ADDRESS", "Page", "checkout_page"]
