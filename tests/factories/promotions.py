from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

_numbers = count(1)


def make_site_offer(*, percent: Decimal | str = "10", offer_type: str = "Site", **extra: Any):
    """A percentage off everything."""
    everything = get_model("offer", "Range").objects.create(name=f"All {next(_numbers)}", includes_all_products=True)
    condition = get_model("offer", "Condition").objects.create(range=everything, type="Count", value=1)
    benefit = get_model("offer", "Benefit").objects.create(range=everything, type="Percentage", value=Decimal(percent))
    return get_model("offer", "ConditionalOffer").objects.create(
        name=f"Offer {next(_numbers)}", offer_type=offer_type, condition=condition, benefit=benefit, **extra
    )


def make_voucher(*, percent: Decimal | str = "10", usage: str = "Multi-use", **extra: Any):
    """A voucher for a percentage off everything, valid today."""
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name=f"Voucher {next(_numbers)}",
        code=f"SAVE{next(_numbers)}",
        usage=usage,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
        **extra,
    )
    voucher.offers.add(make_site_offer(percent=percent, offer_type="Voucher"))
    return voucher
