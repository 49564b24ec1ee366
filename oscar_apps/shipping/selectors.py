"""What delivery each seller offers to an address, and what it costs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from marketplace.prepared import PreparedSelect
from oscar_apps.partner.prices import quantize

from .methods import missing_for_free, price_of
from .models import PartnerShippingMethod


@dataclass(frozen=True, slots=True)
class Parcel:
    """One seller's goods: `subtotal` after discounts, tax included, and `weight_g` in grams."""

    partner_id: int
    subtotal: Decimal
    weight_g: int = 0


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """One way to get a parcel. `price` is in the shop's currency with tax; days count from the order."""

    code: str
    name: str
    kind: str
    price: Decimal
    min_days: int
    max_days: int
    pickup_address: str = ""
    free_above: Decimal | None = None
    missing_for_free: Decimal | None = None

    @property
    def is_pickup(self) -> bool:
        return self.kind == PartnerShippingMethod.Kind.PICKUP

    @property
    def is_free(self) -> bool:
        return self.price == 0


def options_for(*, parcels: Sequence[Parcel], country: str, region: str) -> dict[int, list[ShippingOption]]:
    """Each seller's options for an address, in the seller's order; an empty list where the seller does not deliver.

    `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2 ("" while unknown: methods for named regions are then left
    out). One query, whatever the number of parcels.
    """
    methods = _methods_by_partner([parcel.partner_id for parcel in parcels])
    return {
        parcel.partner_id: [
            _option(method, parcel)
            for method in methods[parcel.partner_id]
            if method.zone is None or method.zone.covers(country=country, region=region)
        ]
        for parcel in parcels
    }


def _write_methods(partner_ids: list[int], only_free: bool) -> QuerySet[PartnerShippingMethod]:
    methods = PartnerShippingMethod.objects.filter(partner_id__in=partner_ids, is_active=True)
    if only_free:
        methods = methods.filter(kind=PartnerShippingMethod.Kind.FREE_ABOVE, free_above__isnull=False)
    return methods.select_related("zone").order_by("position", "pk")


_methods = PreparedSelect(_write_methods)


def _methods_by_partner(partner_ids: list[int], *, only_free: bool = False) -> dict[int, list[PartnerShippingMethod]]:
    found: dict[int, list[PartnerShippingMethod]] = defaultdict(list)
    for method in _methods(partner_ids, shape=(only_free,)):
        found[method.partner_id].append(method)
    return found


def _option(method: PartnerShippingMethod, parcel: Parcel) -> ShippingOption:
    price = price_of(method=method, subtotal=parcel.subtotal, weight_g=parcel.weight_g)
    return ShippingOption(
        code=str(method.pk),
        name=method.name,
        kind=method.kind,
        price=quantize(price, settings.SHOP_CURRENCY),
        min_days=method.min_days,
        max_days=method.max_days,
        pickup_address=method.pickup_address,
        free_above=method.free_above if method.kind == PartnerShippingMethod.Kind.FREE_ABOVE else None,
        missing_for_free=missing_for_free(method=method, subtotal=parcel.subtotal),
    )


@dataclass(frozen=True, slots=True)
class FreeDelivery:
    """From which amount of goods a seller delivers for nothing, and where; `missing` is 0 once it is reached."""

    above: Decimal
    missing: Decimal
    regions: tuple[str, ...] = ()


def free_delivery(*, parcels: Sequence[Parcel], country: str) -> dict[int, FreeDelivery]:
    """Each seller's nearest promise of free delivery in this country, for baskets without an address. One query."""
    methods = _methods_by_partner([parcel.partner_id for parcel in parcels], only_free=True)
    promises = {parcel.partner_id: _promise(methods[parcel.partner_id], parcel, country) for parcel in parcels}
    return {pk: promise for pk, promise in promises.items() if promise}


def _promise(methods: Sequence[PartnerShippingMethod], parcel: Parcel, country: str) -> FreeDelivery | None:
    served = [m for m in methods if m.zone is None or not m.zone.countries or country in m.zone.countries]
    if not served:
        return None
    nearest = min(served, key=lambda method: (method.free_above, bool(method.zone and method.zone.regions)))
    missing = missing_for_free(method=nearest, subtotal=parcel.subtotal)
    if nearest.free_above is None or missing is None:
        return None
    return FreeDelivery(nearest.free_above, missing, tuple(nearest.zone.regions) if nearest.zone else ())
