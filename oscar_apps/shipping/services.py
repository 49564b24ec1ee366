"""Writers of sellers' shipping methods and zones. Pages tell a delivery estimate, so each change says so."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from marketplace.outbox.services import publish

from .models import PartnerShippingMethod, ShippingZone


def save_method(*, method: PartnerShippingMethod, **fields: Any) -> PartnerShippingMethod:
    """Create or change a method; prices are in the shop's currency, tax included. Raises `ValidationError`."""
    for name, value in fields.items():
        setattr(method, name, value)
    _check(method)
    with transaction.atomic():
        method.save()
        publish("seller.updated", {"partner_id": method.partner_id})
    return method


def save_zone(*, zone: ShippingZone, **fields: Any) -> ShippingZone:
    """Create or change a zone: codes of countries and regions in capitals, empty for everywhere."""
    for name, value in fields.items():
        setattr(zone, name, value)
    zone.countries = sorted({code.strip().upper() for code in zone.countries if code.strip()})
    zone.regions = sorted({code.strip().upper() for code in zone.regions if code.strip()})
    with transaction.atomic():
        zone.save()
        publish("seller.updated", {"partner_id": zone.partner_id})
    return zone


def _check(method: PartnerShippingMethod) -> None:
    if method.min_days > method.max_days:
        raise ValidationError({"max_days": _("It cannot arrive before it can.")})
    if method.zone is not None and method.zone.partner_id != method.partner_id:
        raise ValidationError({"zone": _("This zone is another seller's.")})
    if method.kind == PartnerShippingMethod.Kind.FREE_ABOVE and method.free_above is None:
        raise ValidationError({"free_above": _("Say from which amount on it is free.")})
    if method.kind == PartnerShippingMethod.Kind.PICKUP and not method.pickup_address:
        column = build_localized_fieldname("pickup_address", settings.LANGUAGE_CODE)
        raise ValidationError({column: _("Say where the buyer collects it.")})
