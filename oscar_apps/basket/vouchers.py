"""Vouchers in a basket, with a clear reason for every one that does not go."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from .exceptions import VoucherRefused
from .models import Basket


def add_voucher(*, basket: Basket, code: str, user: Any = None) -> Any:
    """Put a voucher into the basket and return it. Raises `VoucherRefused` with the reason, the basket unchanged."""
    if basket.is_empty:
        raise VoucherRefused(_("Put something into your basket first."))
    voucher = _find(code)
    _check(voucher=voucher, basket=basket, user=user or AnonymousUser())
    with transaction.atomic():
        basket.vouchers.add(voucher)
        basket.has_vouchers = True
        _check_gives_something(voucher=voucher, basket=basket, user=user)
    return voucher


def remove_voucher(*, basket: Basket, voucher_id: int) -> None:
    """Take a voucher out; nothing happens where it is not in."""
    basket.vouchers.remove(voucher_id)
    basket.reset_offer_applications()


def _find(code: str) -> Any:
    wanted = code.strip().upper()
    if not wanted:
        raise VoucherRefused(_("Type the code of your voucher."))
    voucher = get_model("voucher", "Voucher").objects.filter(code=wanted).first()
    if voucher is None:
        raise VoucherRefused(_("There is no voucher with the code “%(code)s”.") % {"code": wanted})
    return voucher


def _check(*, voucher: Any, basket: Basket, user: Any) -> None:
    now = timezone.now()
    if basket.vouchers.filter(pk=voucher.pk).exists():
        raise VoucherRefused(_("This voucher is already in your basket."))
    if voucher.start_datetime > now:
        raise VoucherRefused(_("This voucher is not valid yet."))
    if voucher.end_datetime < now:
        raise VoucherRefused(_("This voucher has expired."))
    available, reason = voucher.is_available_to_user(user=user)
    if not available:
        raise VoucherRefused(str(reason))


def _check_gives_something(*, voucher: Any, basket: Basket, user: Any) -> None:
    basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    used = {entry["voucher"].pk for entry in basket.offer_applications if entry["voucher"]}
    if voucher.pk not in used:
        basket.reset_offer_applications()
        raise VoucherRefused(_("This voucher fits nothing in your basket."))
