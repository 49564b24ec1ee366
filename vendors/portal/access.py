"""The portal's one door: who is this, for which seller, in which role."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from vendors import selectors
from vendors.models import Vendor, VendorMember

SESSION_KEY = "portal_vendor"
Role = VendorMember.Role

#: Roles that may see and move orders.
ORDER_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.ORDERS})
#: Roles that may see the seller's money.
MONEY_ROLES = frozenset({Role.OWNER, Role.MANAGER, Role.FINANCE})
ANY_ROLE = frozenset(Role.values)


class PortalRequest(HttpRequest):
    """A request that has passed the door."""

    vendor: Vendor
    vendor_role: str
    vendors: list[Vendor]


def current_vendor(request: HttpRequest) -> Vendor | None:
    """The seller this person works for now: the one chosen last, else the first; None for who has no seller."""
    mine = list(selectors.for_user(request.user).select_related("partner"))
    request.vendors = mine  # type: ignore[attr-defined]
    chosen = str(request.session.get(SESSION_KEY, ""))
    return next((vendor for vendor in mine if str(vendor.pk) == chosen), mine[0] if mine else None)


def seller_page(
    *, roles: frozenset[str] = ANY_ROLE
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """View decorator: sign-in first, then a seller of one's own, then a role that may be here."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            vendor = current_vendor(request)
            if vendor is None:
                return render(request, "vendors/portal/no_shop.html", status=403)
            role = vendor.members.get(user=request.user).role
            if role not in roles:
                raise PermissionDenied
            request.vendor, request.vendor_role = vendor, role  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return decorate
