"""Vouchers and offers at placement: locked, checked again, counted once."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from oscar.core.loading import get_model

from marketplace.prepared import PreparedSelect

from .exceptions import VoucherRefused


def _write_uses(basket_id: int) -> QuerySet[Any]:
    return get_model("basket", "Basket").vouchers.through.objects.filter(basket_id=basket_id)


_uses = PreparedSelect(_write_uses)


def lock(*, basket: Any, user: Any) -> list[Any]:
    """Lock the basket's vouchers in id order and check that each may still be used by this person.

    Raises `VoucherRefused` with the reason; the page then takes the voucher off the basket.
    """
    model = get_model("voucher", "Voucher")
    ids = sorted(row.voucher_id for row in _uses(basket.pk))
    basket.has_vouchers = bool(ids)  # the applicator need not ask again
    if not ids:
        return []
    locked = list(model.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for voucher in locked:
        if not voucher.is_active():
            raise VoucherRefused()
        available, message = voucher.is_available_to_user(user=user or AnonymousUser())
        if not available:
            raise VoucherRefused(message)
    return locked


def record_usage(*, order: Any, basket: Any, vouchers: Sequence[Any], user: Any) -> None:
    """Count each applied offer and each voucher once, by conditional updates that hold without row locks."""
    discounts = get_model("order", "OrderDiscount")
    for application in basket.offer_applications:
        application["message"] = application["offer"].apply_deferred_benefit(basket, order, application) or ""
        _count_offer(application=application)
        discounts.objects.create(**_discount_fields(order=order, application=application))
    for voucher in vouchers:
        _count_voucher(voucher=voucher, order=order, basket=basket, user=user)


def _discount_fields(*, order: Any, application: Any) -> dict[str, Any]:
    discounts = get_model("order", "OrderDiscount")
    voucher = application["voucher"]
    category = discounts.BASKET
    if application["result"].affects_shipping:
        category = discounts.SHIPPING
    elif application["result"].affects_post_order:
        category = discounts.DEFERRED
    return {
        "order": order,
        "category": category,
        "offer_id": application["offer"].pk,
        "offer_name": application["offer"].name,
        "voucher_id": voucher.pk if voucher else None,
        "voucher_code": voucher.code if voucher else "",
        "frequency": application["freq"],
        "amount": application["discount"],
        "message": application["message"],
    }


def _count_offer(*, application: Any) -> None:
    _count_use(offer_id=application["offer"].pk, times=application["freq"], saved=application["discount"])


def _count_use(*, offer_id: int, times: int, saved: Any) -> None:
    within = Q(max_global_applications__isnull=True) | Q(max_global_applications__gte=F("num_applications") + times)
    affordable = Q(max_discount__isnull=True) | Q(max_discount__gte=F("total_discount") + saved)
    offers = get_model("offer", "ConditionalOffer").objects.filter(within, affordable, pk=offer_id)
    counted = offers.update(
        num_applications=F("num_applications") + times,
        num_orders=F("num_orders") + 1,
        total_discount=F("total_discount") + saved,
    )
    if not counted:
        raise VoucherRefused()


def _count_voucher(*, voucher: Any, order: Any, basket: Any, user: Any) -> None:
    saved = sum(a["discount"] for a in basket.offer_applications if a["voucher"] and a["voucher"].pk == voucher.pk)
    _count_voucher_use(voucher=voucher, order=order, saved=saved, user=user)


def _count_voucher_use(*, voucher: Any, order: Any, saved: Any, user: Any) -> None:
    model = type(voucher)
    rows = model.objects.filter(pk=voucher.pk)
    if voucher.usage == model.SINGLE_USE:
        rows = rows.filter(num_orders=0)
    if not rows.update(num_orders=F("num_orders") + 1, total_discount=F("total_discount") + saved):
        raise VoucherRefused()
    get_model("voucher", "VoucherApplication").objects.create(voucher=voucher, order=order, user=user)


def release_usage(*, order: Any) -> None:
    """Give voucher and offer uses back when the whole order ends unpaid. Deleting the rows makes it happen once."""
    applications = get_model("voucher", "VoucherApplication").objects.filter(order=order)
    codes = list(applications.values_list("voucher_id", flat=True))
    if codes and applications.delete()[0]:
        get_model("voucher", "Voucher").objects.filter(pk__in=codes).update(num_orders=F("num_orders") - 1)
    for discount in order.discounts.filter(offer_id__isnull=False):
        get_model("offer", "ConditionalOffer").objects.filter(pk=discount.offer_id).update(
            num_applications=F("num_applications") - discount.frequency,
            num_orders=F("num_orders") - 1,
            total_discount=F("total_discount") - discount.amount,
        )


def repeat_usage(*, order: Any) -> None:
    """Count again what `release_usage` gave back; raises `VoucherRefused` where somebody else has had it meanwhile."""
    discounts = list(order.discounts.order_by("voucher_id", "offer_id"))
    codes = {discount.voucher_id for discount in discounts if discount.voucher_id}
    for voucher in get_model("voucher", "Voucher").objects.select_for_update().filter(pk__in=codes).order_by("pk"):
        _count_voucher_use(voucher=voucher, order=order, saved=0, user=order.user)
    for discount in discounts:
        if discount.offer_id:
            _count_use(offer_id=discount.offer_id, times=discount.frequency, saved=discount.amount)
