"""Writers of vouchers: a code, and the one offer behind it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

PERCENT, AMOUNT = "Percentage", "Absolute"
ALL_PRODUCTS = "All products"


@dataclass(frozen=True, kw_only=True)
class VoucherTerms:
    """What a voucher gives, to whom and when. `value` is percent, or an amount in the shop's currency, tax included."""

    name: str
    code: str
    usage: str
    kind: str
    value: Decimal
    start: datetime
    end: datetime
    #: Goods for at least this much; none where it is None.
    minimum: Decimal | None = None


def save_voucher(*, voucher: Any, terms: VoucherTerms) -> Any:
    """Create or change a voucher with its offer. What it gave to orders already placed stays as it was.

    A new one is for all goods; one that is for some of them only stays so.
    Raises `ValidationError` for a percentage above 100, nothing to give, or an end before the start.
    """
    _check(terms)
    with transaction.atomic():
        voucher = voucher or get_model("voucher", "Voucher")()
        voucher.name, voucher.code, voucher.usage = terms.name, terms.code.strip().upper(), terms.usage
        voucher.start_datetime, voucher.end_datetime = terms.start, terms.end
        voucher.save()
        offer = voucher.offers.select_related("benefit", "condition").first()
        _save_offer(voucher, offer, terms)
    return voucher


def _check(terms: VoucherTerms) -> None:
    if terms.value <= 0 or (terms.kind == PERCENT and terms.value > 100):
        raise ValidationError({"value": _("Give an amount above zero, or a percentage up to 100.")})
    if terms.end <= terms.start:
        raise ValidationError({"end_datetime": _("It ends before it begins.")})
    if not terms.code.strip() or " " in terms.code.strip():
        raise ValidationError({"code": _("A code has no spaces.")})


def _save_offer(voucher: Any, offer: Any, terms: VoucherTerms) -> None:
    benefit = offer.benefit if offer else get_model("offer", "Benefit")(range=everything())
    benefit.type, benefit.value = terms.kind, terms.value
    benefit.save()
    condition = offer.condition if offer else get_model("offer", "Condition")(range=everything())
    condition.type, condition.value = ("Value", terms.minimum) if terms.minimum else ("Count", 1)
    condition.save()
    model = get_model("offer", "ConditionalOffer")
    offer = offer or model(offer_type=model.VOUCHER)
    offer.name, offer.benefit, offer.condition = _offer_name(voucher), benefit, condition
    # A voucher is added to what else is reduced and never competes with the shop's own offers.
    offer.exclusive = False
    offer.save()
    voucher.offers.set([offer])


def _offer_name(voucher: Any) -> str:
    return f"Voucher {voucher.code}"[:128]


def everything() -> Any:
    """The range of all products, made once."""
    model = get_model("offer", "Range")
    return model.objects.get_or_create(name=ALL_PRODUCTS, defaults={"includes_all_products": True})[0]
