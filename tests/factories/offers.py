"""Site offers and vouchers that take a percentage off everything."""

from datetime import timedelta
from itertools import count

from django.utils import timezone
from oscar.core.loading import get_model

_numbers = count(1)


def make_site_offer(*, percent: int = 10, above: int | None = None, offer_type: str = "Site", **extra):
    """`percent` off; `above` is the value of goods it wants, any one thing without it."""
    name = f"Offer {next(_numbers)}"
    everything = get_model("offer", "Range").objects.create(name=name, includes_all_products=True)
    condition = get_model("offer", "Condition").objects.create(
        range=everything, type="Value" if above else "Count", value=above or 1
    )
    benefit = get_model("offer", "Benefit").objects.create(range=everything, type="Percentage", value=percent)
    return get_model("offer", "ConditionalOffer").objects.create(
        name=name, offer_type=offer_type, condition=condition, benefit=benefit, **extra
    )


def make_shipping_offer(*, percent: int = 100, **extra):
    """`percent` off delivery, for every basket."""
    offer = make_site_offer(**extra)
    benefit = get_model("offer", "Benefit").objects.create(type="Shipping percentage", value=percent)
    offer.benefit = benefit
    offer.save()
    return offer


def make_voucher(
    *,
    code: str = "CODE",
    percent: int = 10,
    above: int | None = None,
    usage: str = "Multi-use",
    starts_in: int = -1,
    ends_in: int = 9,
):
    """A voucher; `starts_in` and `ends_in` are days from now."""
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name=f"Voucher {code}",
        code=code,
        usage=usage,
        start_datetime=now + timedelta(days=starts_in),
        end_datetime=now + timedelta(days=ends_in),
    )
    voucher.offers.add(make_site_offer(percent=percent, above=above, offer_type="Voucher"))
    return voucher
