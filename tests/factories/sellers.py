from decimal import Decimal
from itertools import count

from oscar.core.loading import get_model

_numbers = count(1)


def make_partner(*, name: str | None = None, selling: bool = True, **extra):
    number = next(_numbers)
    fields = {
        "name": name or f"Shop {number}",
        "slug": f"shop-{number}",
        "is_selling": selling,
        "is_visible": selling,
        **extra,
    }
    return get_model("partner", "Partner").objects.create(**fields)


def make_vendor(*, partner=None, state: str = "active", **extra):
    from vendors.models import Vendor

    partner = partner or make_partner()
    fields = {"legal_name": partner.name, "email": f"shop{partner.pk}@example.com", "state": state, **extra}
    return Vendor.objects.create(partner=partner, **fields)


def make_offer(
    *, product, partner=None, price: Decimal | str = "100.00", stock: int = 10, refresh: bool = True, **extra
):
    """One seller's offer (stock record); refreshes the winning offer unless told not to."""
    from oscar_apps.partner.services import record_opening
    from oscar_apps.partner.winning import refresh_winning_offers

    partner = partner or make_partner()
    record = get_model("partner", "StockRecord").objects.create(
        product=product,
        partner=partner,
        partner_sku=extra.pop("partner_sku", f"SKU-{next(_numbers)}"),
        price=Decimal(price),
        num_in_stock=stock,
        num_allocated=0,
        **extra,
    )
    record_opening(stockrecords=[record])
    if refresh:
        refresh_winning_offers(product_ids=[product.pk])
    return record
