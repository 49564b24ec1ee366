"""Sellers by the hundred, for feeds and benchmarks: partner, seller and first state in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from oscar_apps.partner.models import Partner

from .models import Vendor, VendorState, VendorStateChange

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A seller to be made, active at once. `code` is what the feed knows it by, `slug` its free address."""

    code: str
    name: str
    slug: str
    email: str
    is_vat_registered: bool = True


def create_vendors(newcomers: Sequence[Newcomer], *, reason: str) -> list[Partner]:
    """Make these sellers, without people; an owner can be added later. Returns their partners in the same order."""
    partners = [
        Partner(
            code=each.code,
            name=each.name,
            slug=each.slug,
            is_selling=True,
            is_visible=True,
            is_vat_registered=each.is_vat_registered,
        )
        for each in newcomers
    ]
    with transaction.atomic():
        Partner.objects.bulk_create(partners, batch_size=BATCH)
        pairs = zip(newcomers, partners, strict=True)
        vendors = [
            Vendor(partner=partner, legal_name=each.name, email=each.email, state=VendorState.ACTIVE)
            for each, partner in pairs
        ]
        Vendor.objects.bulk_create(vendors, batch_size=BATCH)
        VendorStateChange.objects.bulk_create([_first_change(vendor, reason) for vendor in vendors], batch_size=BATCH)
    return partners


def _first_change(vendor: Vendor, reason: str) -> VendorStateChange:
    return VendorStateChange(vendor=vendor, old_state=VendorState.PENDING, new_state=VendorState.ACTIVE, reason=reason)
