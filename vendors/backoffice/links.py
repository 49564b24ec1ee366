"""Addresses of the wing's screens for the core's, which know nothing of a journal."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def order_money_url(order: Any) -> str:
    return reverse("market-journal:order", args=[order.number])


def order_money_link(order: Any) -> tuple[str | Promise, str]:
    """For an order's own screen: words and address."""
    return _("Money of this order"), order_money_url(order)
