"""Reading frozen commissions."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from ..amounts import exact
from .models import CommissionLine


def commission_of(*, consignment_ids: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Commission and the tax on it by consignment, in the order's currency; a consignment without lines is left out."""
    lines = CommissionLine.objects.filter(consignment_id__in=list(consignment_ids)).order_by()
    sums = lines.values_list("consignment_id", "currency").annotate(Sum("amount"), Sum("vat"))
    return {pk: (exact(amount, currency), exact(vat, currency)) for pk, currency, amount, vat in sums}
