"""Vouchers to try, and offers that are on for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.catalogue.models import Category
from oscar_apps.offer.site_offers import OfferTerms, save_site_offer

from .words import words

VALID = timedelta(days=180)


def load_promotions() -> int:
    """Make the vouchers and the offers for everybody that are missing; returns how many."""
    vouchers, offers = get_model("voucher", "Voucher"), get_model("offer", "ConditionalOffer")
    known = set(vouchers.objects.values_list("code", flat=True))
    missing = [terms for terms in words()["promotions"] if terms["code"] not in known]
    for terms in missing:
        with transaction.atomic():
            _voucher(terms)
    present = set(offers.objects.values_list("name_en", flat=True))
    new = [each for each in words()["site_offers"] if each["name"]["en"] not in present]
    for each in new:
        _site_offer(each)
    return len(missing) + len(new)


def _site_offer(said: Mapping[str, Any]) -> None:
    now = timezone.now()
    terms = OfferTerms(
        names=said["name"], descriptions=said["description"], kind=said["kind"], value=Decimal(said["value"]),
        categories=[Category.objects.get(code=said["category"])], start=now, end=now + timedelta(days=said["days"]),
    )  # fmt: skip
    save_site_offer(offer=None, terms=terms)


def _voucher(terms: Mapping[str, Any]) -> None:
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name=terms["name"],
        code=terms["code"],
        usage=terms["usage"],
        start_datetime=now - timedelta(days=30),
        end_datetime=now + VALID,
    )
    voucher.offers.add(_offer(terms, kind=get_model("offer", "ConditionalOffer").VOUCHER))


def _offer(terms: Mapping[str, Any], *, kind: str) -> Any:
    goods = _range(terms)
    conditions, benefits = get_model("offer", "Condition"), get_model("offer", "Benefit")
    least = Decimal(terms.get("from", "0"))
    condition = conditions.objects.create(
        range=goods, type=conditions.VALUE if least else conditions.COUNT, value=least or Decimal(1)
    )
    benefit = benefits.objects.create(
        range=goods,
        type=benefits.FIXED if "amount" in terms else benefits.PERCENTAGE,
        value=Decimal(terms.get("amount") or terms["percent"]),
    )
    return get_model("offer", "ConditionalOffer").objects.create(
        name=terms["name"], offer_type=kind, condition=condition, benefit=benefit,
        # An amount is taken off once, a percentage off everything there is.
        max_basket_applications=1 if "amount" in terms else None,
    )  # fmt: skip


def _range(terms: Mapping[str, Any]) -> Any:
    """The goods it is for: a category with all below it, or everything."""
    model = get_model("offer", "Range")
    code = terms.get("category")
    goods = model.objects.create(name=terms["name"], includes_all_products=code is None)
    if code:
        goods.included_categories.add(Category.objects.get(code=code))
    return goods
