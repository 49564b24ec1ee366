"""A guest's order: found by number and contact, opened by the link with its secret."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from oscar_apps.customer.forms import FindOrderForm
from oscar_apps.order import selectors
from oscar_apps.order.models import Order
from oscar_apps.order.notices import send_order_link
from oscar_apps.order.processing import EventHandler

from .orders import cancel_parts, order_context


class FindOrderView(FormView):
    """Sends the link to the address the order already has; the answer is the same whether it exists or not."""

    form_class = FindOrderForm
    template_name = "oscar/customer/find_order.html"

    def form_valid(self, form: FindOrderForm) -> HttpResponse:
        order = selectors.find_for_guest(**form.cleaned_data)
        if order is not None:
            send_order_link(order)
        messages.success(self.request, _("If we know this order, its link is on its way to you by e-mail or SMS."))
        return redirect("customer:guest-order-find")


def _order(number: str, secret: str) -> Order:
    order = selectors.order_by_secret(number=number, secret=secret)
    if order is None:
        raise Http404
    return order


@never_cache
def detail(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    order = _order(number, secret)
    cancel_url = reverse("customer:guest-order-cancel", args=[number, secret])
    context = order_context(order, cancel_url=cancel_url) | {"page_title": order.number, "is_guest": True}
    response = render(request, "oscar/customer/guest_order.html", context)
    # The address is the key to the order: other sites must not see it. "no-referrer" would make the browser send
    # `Origin: null` with the forms below, which looks like another site.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
def cancel(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    order = _order(number, secret)
    cancel_parts(request, order, handler=EventHandler(user=None, role="buyer"))
    return redirect("customer:guest-order", number=number, secret=secret)
