"""What every portal page shows around its content."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from oscar_apps.order.models import Consignment, ConsignmentStatus

from .access import MONEY_ROLES, PortalRequest


def portal_context(request: PortalRequest, *, active: str) -> dict[str, Any]:
    """Shop, navigation and the other sellers one may switch to. `active` is the key of the current entry."""
    partner = request.vendor.partner
    waiting = Consignment.objects.filter(partner=partner, status=ConsignmentStatus.PLACED).count()
    entries = [
        {"key": "orders", "label": _("Orders"), "url": reverse("portal:orders"), "icon": "package", "count": waiting},
    ]
    if request.vendor_role in MONEY_ROLES:
        money = {"key": "money", "label": _("Money"), "url": reverse("portal:money"), "icon": "wallet", "count": 0}
        entries.append(money)
    for entry in entries:
        entry["active"] = entry["key"] == active
    return {
        "vendor": request.vendor,
        "vendor_role": request.vendor_role,
        "other_vendors": [vendor for vendor in request.vendors if vendor.pk != request.vendor.pk],
        "shop": {
            "name": partner.name,
            "url": partner.get_absolute_url() if partner.is_visible else "",
        },
        "portal_nav": entries,
    }
