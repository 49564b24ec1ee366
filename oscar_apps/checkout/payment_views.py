"""The page of an order's payment: where the provider sends the buyer back to, and where messages lead. Its secret is
the key, for guest and customer alike."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from oscar_apps.basket.middleware import open_basket
from oscar_apps.order.models import OrderStatus
from oscar_apps.order.selectors import order_by_secret
from oscar_apps.payment.exceptions import PaymentRefused
from oscar_apps.payment.services import pay_again, start_payment

from .paying import State, ask_provider, paying_page
from .restoring import restore_basket

#: Who presses again at once does not ask a provider again that has just given no page.
PAUSE_SECONDS = 5
#: Seconds between two looks of the waiting page; it gives up in the end, the link to look again stays.
STEPS = (2, 2, 3, 3, 4, 5, 5, 6, 8, 8, 10, 10, 15, 15, 20, 20, 30, 30)


def _order(number: str, secret: str) -> Any:
    order = None if "\0" in number else order_by_secret(number=number, secret=secret)
    if order is None:
        raise Http404
    return order


def _thanks(order: Any) -> str:
    return reverse("checkout:thank-you", kwargs={"number": order.number, "secret": order.secret})


def to_payment(order: Any) -> HttpResponse:
    """To the provider by way of this page: a form may not lead to another site at once (CSP `form-action`)."""
    return redirect(f"{order.payment_url}?{_query(go=1)}")


def _query(**values: Any) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


@method_decorator([never_cache, sensitive_variables("secret")], name="dispatch")
class PaymentView(View):
    """GET says how it stands; POST with `action` pay (with `payment`) or restore (the goods into a basket)."""

    def get(self, request: HttpRequest, number: str, secret: str) -> HttpResponse:
        order = _order(number, secret)
        if request.GET.get("go"):
            return self.leave(request, order)
        ask_provider(order=order)
        came_back = "back" in request.GET
        page = paying_page(order=_order(number, secret), came_back=came_back)
        if page.state is State.PAID:
            return redirect(_thanks(order))
        return self.show(request, "oscar/checkout/payment.html", page)

    def leave(self, request: HttpRequest, order: Any) -> HttpResponse:
        """The last page here: it goes on to the provider by itself, and has a link for who has to press one."""
        unreached = f"payment.unreached:{order.pk}"
        url = None if cache.get(unreached) else start_payment(order)
        if url is None:
            cache.add(unreached, True, timeout=PAUSE_SECONDS)
            return redirect(order.payment_url)
        response = self.show(request, "oscar/checkout/leaving.html", paying_page(order=order, came_back=False), url=url)
        response["Refresh"] = f"0; url={url}"
        return response

    def show(self, request: HttpRequest, template: str, page: Any, **context: Any) -> HttpResponse:
        poll = _poll(page.order, 0)
        response = render(request, template, {"page": page, "poll": poll, **context})
        response["Referrer-Policy"] = "same-origin"  # the address is the key to the order
        return response

    def post(self, request: HttpRequest, number: str, secret: str) -> HttpResponse:
        order = _order(number, secret)
        if request.POST.get("action") == "restore":
            return self.restore(request, order)
        try:
            source = pay_again(order=order, gateway=request.POST.get("payment", order.payment_method))
        except PaymentRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(order.payment_url)
        return to_payment(source.order)

    def restore(self, request: HttpRequest, order: Any) -> HttpResponse:
        """Only what was not bought in the end; what is not there any more is named."""
        if order.status != OrderStatus.CANCELLED:
            return redirect(order.payment_url)
        moved, notices = restore_basket(order=order, basket=open_basket(request))
        for text in notices:
            messages.warning(request, text)
        if moved:
            messages.success(request, _("The goods of your order are in your basket again."))
        return redirect("basket:summary")


@never_cache
def status(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """For htmx: nothing new, or the page to go to. Without htmx: the page."""
    order = _order(number, secret)
    if not getattr(request, "htmx", False):
        return redirect(f"{order.payment_url}?back=1")
    ask_provider(order=order)
    page = paying_page(order=_order(number, secret), came_back=True)
    if page.state is State.CONFIRMING:
        step = request.GET.get("step", "0")
        poll = _poll(order, int(step) if step.isdigit() else 0)
        return render(request, "oscar/checkout/partials/confirming.html", {"page": page, "poll": poll})
    response = HttpResponse(status=200)
    response["HX-Redirect"] = _thanks(order) if page.state is State.PAID else order.payment_url
    return response


def _poll(order: Any, step: int) -> dict[str, Any] | None:
    """Where the waiting page looks next, and in how many seconds; None once it has looked often enough."""
    if step >= len(STEPS):
        return None
    here = reverse("checkout:payment-status", kwargs={"number": order.number, "secret": order.secret})
    return {"url": f"{here}?step={step + 1}", "seconds": STEPS[step]}
