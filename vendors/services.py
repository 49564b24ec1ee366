"""The only writers of a seller's state, and of the flags of its partner that follow from it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext
from oscar.core.utils import slugify

from marketplace.outbox.services import publish
from oscar_apps.partner.locks import lock_partner
from oscar_apps.partner.models import Partner
from oscar_apps.partner.winning import refresh_partner
from oscar_apps.user.roles import SELLER

from .exceptions import IllegalStateChange
from .models import Vendor, VendorMember, VendorState, VendorStateChange

MOVES: dict[str, frozenset[str]] = {
    VendorState.PENDING: frozenset({VendorState.ACTIVE, VendorState.SUSPENDED}),
    VendorState.ACTIVE: frozenset({VendorState.ON_HOLIDAY, VendorState.SUSPENDED}),
    VendorState.ON_HOLIDAY: frozenset({VendorState.ACTIVE, VendorState.SUSPENDED}),
    VendorState.SUSPENDED: frozenset({VendorState.ACTIVE}),
}


def set_state(*, vendor: Vendor, state: str, actor: Any, reason: str = "", holiday_until: date | None = None) -> Vendor:
    """Move a seller to another state: its flags and the winning offers of all it sells follow in the same transaction.

    `holiday_until` (the day it is back) counts for a holiday only. The state it is in already is no move and nothing
    happens. Raises `IllegalStateChange`. Orders placed before are not touched.
    """
    with transaction.atomic():
        partner = lock_partner(vendor.partner_id)
        vendor.refresh_from_db()
        if vendor.state == state:
            return vendor
        if state not in MOVES[vendor.state]:
            raise IllegalStateChange(_refusal(vendor, state))
        vendor.holiday_until = holiday_until if state == VendorState.ON_HOLIDAY else None
        _enter(vendor, partner, state=state, actor=actor, reason=reason)
        refresh_partner(partner_id=partner.pk)
    return vendor


def end_holidays(*, today: date) -> int:
    """Open the shops whose day of return has come; returns how many. Called by the schedule."""
    due = Vendor.objects.filter(state=VendorState.ON_HOLIDAY, holiday_until__lte=today).order_by("pk")
    vendors = list(due)
    for vendor in vendors:
        set_state(vendor=vendor, state=VendorState.ACTIVE, actor=None, reason="")
    return len(vendors)


def register_vendor(
    *,
    name: str,
    legal_name: str,
    email: str,
    owner: Any = None,
    state: str = VendorState.PENDING,
    phone: str = "",
    tax_number: str = "",
    language: str = "",
    commission_rate: Decimal | None = None,
    actor: Any = None,
    **public: Any,
) -> Vendor:
    """Make a seller: its partner (fields of `Partner` in `public`: tagline, story, city, logo ...), itself, its owner.

    The address is made from the name, in Latin letters, unless `slug` is given. `state` other than pending is for the
    operator; it is recorded as the first change of state.
    """
    with transaction.atomic():
        partner = Partner.objects.create(name=name, **{"slug": free_slug(name), **public})
        vendor = Vendor.objects.create(
            partner=partner,
            legal_name=legal_name,
            email=email,
            phone=phone,
            tax_number=tax_number,
            language=language,
            commission_rate=commission_rate,
        )
        if owner is not None:
            add_member(vendor=vendor, user=owner, role=VendorMember.Role.OWNER)
        if state != VendorState.PENDING:
            _enter(vendor, partner, state=state, actor=actor, reason="")
    return vendor


def update_vendor(*, vendor: Vendor, business: Mapping[str, Any], public: Mapping[str, Any]) -> Vendor:
    """Change what is written about a seller: `business` are fields of `Vendor`, `public` of its `Partner`.

    State and flags are `set_state`'s. A change of registration for value added tax changes what its prices contain
    from the next order on.
    """
    with transaction.atomic():
        partner = lock_partner(vendor.partner_id)
        for name, value in public.items():
            setattr(partner, name, value)
        partner.save()
        for name, value in business.items():
            setattr(vendor, name, value)
        vendor.save(update_fields=list(business))
        vendor.partner = partner
        publish("seller.updated", {"partner_id": partner.pk})
    return vendor


def add_member(*, vendor: Vendor, user: Any, role: str) -> VendorMember:
    """Let a person work for a seller in this role; one who already does gets the role."""
    member, _created = VendorMember.objects.update_or_create(vendor=vendor, user=user, defaults={"role": role})
    user.groups.add(Group.objects.get_or_create(name=SELLER)[0])
    return member


def free_slug(name: str) -> str:
    """An address for a shop of this name that no other shop has, in Latin letters."""
    stem = slugify(name)[:110].strip("-") or "shop"
    taken = set(Partner.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)


def _enter(vendor: Vendor, partner: Partner, *, state: str, actor: Any, reason: str) -> None:
    """Write the state, its record and the flags; says that the seller has changed."""
    VendorStateChange.objects.create(vendor=vendor, old_state=vendor.state, new_state=state, actor=actor, reason=reason)
    vendor.state, vendor.state_reason = state, reason
    vendor.save(update_fields=["state", "state_reason", "holiday_until"])
    _write_flags(vendor, partner)
    publish("seller.updated", {"partner_id": partner.pk})


def _write_flags(vendor: Vendor, partner: Partner) -> None:
    partner.is_selling = vendor.state == VendorState.ACTIVE
    partner.is_on_holiday = vendor.state == VendorState.ON_HOLIDAY
    partner.is_visible = partner.is_selling or partner.is_on_holiday
    partner.holiday_until = vendor.holiday_until if partner.is_on_holiday else None
    partner.save(update_fields=["is_selling", "is_on_holiday", "is_visible", "holiday_until"])
    vendor.partner = partner


def _refusal(vendor: Vendor, state: str) -> str:
    words = {"old": vendor.get_state_display(), "new": VendorState(state).label}
    return gettext("A seller cannot go from “%(old)s” to “%(new)s”.") % words
