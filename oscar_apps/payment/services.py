"""Writes of the payment room."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from oscar.core.loading import get_model

from .gateways.base import Gateway, PaymentRequest
from .gateways.registry import get_gateway


@cache
def _source_type_id(code: str) -> int:
    """Oscar's source type of a gateway (made by `post_migrate`), remembered by this process."""
    return get_model("payment", "SourceType").objects.get(code=code).pk


def create_pending_source(*, order: Any, gateway: Gateway, amount: Decimal) -> Any:
    """The attempt to pay `amount` (order's currency) that every order starts with. Inside the order's transaction."""
    return get_model("payment", "Source").objects.create(
        order=order,
        source_type_id=_source_type_id(gateway.code),
        gateway=gateway.code,
        currency=order.currency,
        amount_allocated=amount,
        reference=order.number,
    )


def start_payment(order: Any) -> str | None:
    """Ask the order's gateway where to send the buyer. After commit, never inside a transaction.

    None means that nothing is to be paid now (cash on delivery).
    """
    source = order.sources.order_by("-pk").first()
    request = PaymentRequest(
        reference=source.reference,
        amount=source.amount_allocated,
        currency=source.currency,
        description=order.number,
        name=order.shipping_address.name if order.shipping_address else "",
        email=order.contact_email,
        phone=order.contact_phone,
        language=order.language,
        return_url=settings.SHOP_BASE_URL + order.secret_url,
        webhook_url="",
    )
    return get_gateway(source.gateway).start(request=request).redirect_url
