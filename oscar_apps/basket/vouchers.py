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
    if not voucher.is_available_to_user(user=user)[0]:
        raise VoucherRefused(_why_not(voucher, user))


def _why_not(voucher: Any, user: Any) -> str:
    if voucher.usage == voucher.SINGLE_USE:
        return _("This voucher was used already.")
    if user.is_authenticated:
        return _("You have used this voucher already.")
    return _("Sign in to use this voucher: each person may use it once.")


def _check_gives_something(*, voucher: Any, basket: Basket, user: Any) -> None:
    basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    used = {entry["voucher"].pk for entry in basket.offer_applications if entry["voucher"]}
    if voucher.pk not in used:
        basket.reset_offer_applications()
        raise VoucherRefused(_("This voucher fits nothing in your basket."))


def drop_unusable(*, basket: Basket, user: Any = None) -> list[str]:
    """Take out vouchers that ran out or were used up meanwhile; returns their codes."""
    dropped = []
    for voucher in basket.vouchers.all():
        if not voucher.is_active() or not voucher.is_available_to_user(user=user or AnonymousUser())[0]:
            basket.vouchers.remove(voucher)
            dropped.append(voucher.code)
    basket.reset_offer_applications()
    return dropped
