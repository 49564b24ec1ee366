"""A customer's own orders. Foreign orders do not exist here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from oscar_apps.address.selectors import address_lines
from oscar_apps.customer.registry import account_nav
from oscar_apps.order import pipeline, selectors
from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import Order, PaymentStatus
from oscar_apps.order.processing import EventHandler
from oscar_apps.payment.gateways.registry import display_name
from oscar_apps.payment.selectors import refunds_of, still_payable

PER_PAGE = 10


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.orders_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_title": _("Orders"), "account_nav": account_nav(request, active="orders"), "page": page}
    return render(request, "oscar/customer/orders.html", context)


@never_cache
@login_required
def detail(request: HttpRequest, order_number: str) -> HttpResponse:
    order = _own(request, order_number)
    context = order_context(order, cancel_url=reverse("customer:order-cancel", args=[order.number]))
    context |= {"page_title": order.number, "account_nav": account_nav(request, active="orders")}
    return render(request, "oscar/customer/order.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest, order_number: str) -> HttpResponse:
    order = _own(request, order_number)
    cancel_parts(request, order, handler=EventHandler(user=request.user, role="buyer"))
    return redirect("customer:order", order_number=order.number)


def _own(request: HttpRequest, number: str) -> Order:
    order = selectors.order_of_user(user=request.user, number=number)
    if order is None:
        raise Http404
    return order


def order_context(order: Order, *, cancel_url: str) -> dict[str, Any]:
    """What the order page shows, for customer and guest alike."""
    parts = list(order.consignments.all())
    for part in parts:
        part.steps = selectors.progress(part)
        part.can_cancel = pipeline.cancellable(part)
    return {
        "order": order,
        "parts": parts,
        "status_word": selectors.status_word(order),
        "amount_due": selectors.amount_due(order),
        "payment_name": display_name(order.payment_method),
        "address_lines": address_lines(order.shipping_address) if order.shipping_address else [],
        "can_cancel_all": len(parts) > 1 and pipeline.all_cancellable(parts),
        "cancel_url": cancel_url,
        "may_pay": still_payable(order),
        "refunds": refunds_of(order),
    }


def cancel_parts(request: HttpRequest, order: Order, *, handler: EventHandler) -> None:
    """Cancel the part named in the form, or the whole order when none is named; says what happened."""
    number = request.POST.get("consignment", "")
    reason = request.POST.get("reason", "")[:255]
    try:
        if number:
            part = next((row for row in order.consignments.all() if row.number == number), None)
            if part is None:
                raise Http404
            handler.cancel_consignment(part, reason)
        else:
            handler.cancel_order(order, reason)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
    else:
        paid = order.payment_status == PaymentStatus.PAID
        said = _("Cancelled. You get back what you paid for it.") if paid else None
        messages.success(request, said or _("Cancelled. Nothing will be charged for it."))
