"""Price rules of shipping. Amounts are in the shop's currency with tax, weights in grams."""

from collections.abc import Callable
from decimal import Decimal

from .models import PartnerShippingMethod

GRAMS_PER_KILOGRAM = 1000
FREE = Decimal(0)
Kind = PartnerShippingMethod.Kind


def started_kilograms(weight_g: int) -> int:
    """Kilograms as carriers count them: every started one is paid for, and nothing weighs less than one."""
    return max(1, -(-weight_g // GRAMS_PER_KILOGRAM))


def _flat(method: PartnerShippingMethod, subtotal: Decimal, weight_g: int) -> Decimal:
    return method.price


def _by_weight(method: PartnerShippingMethod, subtotal: Decimal, weight_g: int) -> Decimal:
    return method.price + method.price_per_kg * started_kilograms(weight_g)


def _free_above(method: PartnerShippingMethod, subtotal: Decimal, weight_g: int) -> Decimal:
    return FREE if missing_for_free(method=method, subtotal=subtotal) == 0 else method.price


RULES: dict[str, Callable[[PartnerShippingMethod, Decimal, int], Decimal]] = {
    Kind.FLAT: _flat,
    Kind.WEIGHT: _by_weight,
    Kind.FREE_ABOVE: _free_above,
    Kind.PICKUP: _flat,
}


def price_of(*, method: PartnerShippingMethod, subtotal: Decimal, weight_g: int) -> Decimal:
    """What this method costs for one seller's parcel whose goods cost `subtotal` after discounts."""
    return RULES[method.kind](method, subtotal, weight_g)


def missing_for_free(*, method: PartnerShippingMethod, subtotal: Decimal) -> Decimal | None:
    """How much more has to be bought until the method is free; None where it never is by amount."""
    if method.kind != Kind.FREE_ABOVE or method.free_above is None:
        return None
    return max(FREE, method.free_above - subtotal)
