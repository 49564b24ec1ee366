"""Whom the shop writes to about a seller's orders."""

from collections.abc import Iterable

from django.urls import reverse

from oscar_apps.communication.registry import SellerContact

from .models import Vendor


def contacts_of(partner_ids: Iterable[int]) -> dict[int, SellerContact]:
    """Contacts of these partners' businesses by partner id."""
    vendors = Vendor.objects.filter(partner_id__in=list(partner_ids)).select_related("partner")
    return {vendor.partner_id: _contact(vendor) for vendor in vendors}


def _contact(vendor: Vendor) -> SellerContact:
    return SellerContact(
        name=vendor.partner.name,
        email=vendor.email,
        phone=str(vendor.phone or ""),
        language=vendor.language,
        order_url=_order_url,
    )


def _order_url(number: str) -> str:
    return reverse("portal:order", kwargs={"number": number})
