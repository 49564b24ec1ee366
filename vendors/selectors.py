"""Reading sellers. `for_user` is the only door to a person's sellers: whoever shows or changes one starts there."""

from typing import Any

from django.db.models import QuerySet

from .models import Vendor, VendorMember


def for_user(user: Any) -> QuerySet[Vendor]:
    """The sellers this person works for, in every state, with their partners; none for a guest or a closed account."""
    if not (user and user.is_authenticated and user.is_active):
        return Vendor.objects.none()
    return Vendor.objects.filter(members__user=user).select_related("partner")


def partner_ids(user: Any) -> list[int]:
    """The partners of this person's sellers, for filtering what belongs to them."""
    return list(for_user(user).order_by().values_list("partner_id", flat=True))


def role_in(*, user: Any, vendor: Vendor) -> str | None:
    """The role this person has with this seller (`VendorMember.Role`), None for a stranger."""
    if vendor.pk is None or not for_user(user).filter(pk=vendor.pk).exists():
        return None
    return VendorMember.objects.filter(vendor=vendor, user=user).values_list("role", flat=True).first()
