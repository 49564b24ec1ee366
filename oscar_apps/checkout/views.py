"""One page from basket to order. Every step is a plain POST of the same form; htmx only saves reloading it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from oscar_apps.address.services import remember_address
from oscar_apps.basket import vouchers
from oscar_apps.basket.middleware import forget_basket, open_basket
from oscar_apps.basket.models import Basket
from oscar_apps.basket.selectors import basket_id_in, ready
from oscar_apps.order.models import OrderStatus
from oscar_apps.order.selectors import placed_order
from oscar_apps.payment.selectors import still_payable
from oscar_apps.payment.services import start_payment

from . import services
from .drafts import Draft
from .exceptions import BasketEmpty, Busy, CheckoutRefused, KeyReused, VoucherRefused
from .pages import BASKET_SALT, checkout_page
from .payment_views import to_payment
from .quotes import Quote
from .thanks import thanks_page

PAGE = "oscar/checkout/checkout.html"
PARTS = {
    "place": "oscar/checkout/partials/place_update.html",
    "rest": "oscar/checkout/partials/rest_update.html",
}


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CheckoutView(View):
    """GET begins; POST with `action` update (work it out again), continue (what is missing?) or place (order)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, open_basket(request), Draft.start(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        action = request.POST.get("action", "continue")
        basket = self.basket(request)
        if action == "place":
            return self.place(request, basket)
        if not basket.can_be_edited:
            return self.empty(request)
        draft = Draft.read(data=request.POST, user=request.user, check=action != "update")
        return self.show(request, basket, draft, part=request.POST.get("part", ""))

    def basket(self, request: HttpRequest) -> Basket:
        """The basket this page was made for, even if it was ordered meanwhile; else the visitor's open one."""
        try:
            pk = signing.loads(request.POST.get("basket", ""), salt=BASKET_SALT)
        except signing.BadSignature:
            return open_basket(request)
        owner = request.user if request.user.is_authenticated else None
        basket = Basket.objects.filter(pk=pk, owner=owner).exclude(status=Basket.MERGED).first()
        if basket is None:
            return open_basket(request)
        basket.owner = owner
        return ready(basket)

    def empty(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, _("Your basket is empty. Put something in to order it."))
        return redirect("basket:summary")

    def show(
        self,
        request: HttpRequest,
        basket: Basket,
        draft: Draft,
        *,
        refusal: CheckoutRefused | None = None,
        part: str = "",
    ) -> HttpResponse:
        quote = refusal.quote if refusal and refusal.quote else self.quote(basket, draft)
        if not quote.consignments:
            return self.empty(request)
        page = checkout_page(basket=basket, draft=draft, quote=quote, refusal=refusal, was=_shown_total(request))
        template = PARTS.get(part, PAGE) if request.htmx else PAGE
        status = 409 if refusal else 422 if page.errors and request.POST.get("action") == "place" else 200
        response = render(request, template, {"page": page}, status=status)
        if isinstance(refusal, Busy):
            response["Retry-After"] = str(refusal.retry_after)
        return response

    def quote(self, basket: Basket, draft: Draft) -> Quote:
        """What it costs now. A delivery that is not offered any more, for a new address say, is chosen anew."""
        where = {"basket": basket, "country": draft.country, "region": draft.region}
        quote = services.quote(**where, shipping_choices=draft.choices)
        stale = {part.partner.pk for part in quote.consignments if part.options and part.chosen is None}
        if not stale:
            return quote
        draft.choices = {pk: code for pk, code in draft.choices.items() if pk not in stale}
        return services.quote(**where, shipping_choices=draft.choices)

    def place(self, request: HttpRequest, basket: Basket) -> HttpResponse:
        draft = Draft.read(data=request.POST, user=request.user, check=True)
        if not draft.is_valid():
            return self.show(request, basket, draft)
        try:
            placement = self.order(request, basket, draft)
        except (BasketEmpty, KeyReused) as refusal:
            messages.error(request, str(refusal))
            return redirect("basket:summary")
        except CheckoutRefused as refusal:
            if isinstance(refusal, VoucherRefused):
                vouchers.drop_unusable(basket=basket, user=request.user)
            return self.show(request, basket, draft, refusal=refusal)
        return self.placed(request, basket, draft, placement)

    def order(self, request: HttpRequest, basket: Basket, draft: Draft) -> services.Placement:
        return services.place_order(
            basket=basket,
            user=request.user if request.user.is_authenticated else None,
            contact=draft.contact_details(),
            shipping_address=draft.shipping_address(),
            shipping_choices=draft.choices,
            gateway=draft.gateway,
            shown_total=_shown_total(request),
            idempotency_key=request.POST.get("key", "")[:64],
            body_hash=draft.body_hash,
            notes=draft.extras.cleaned_data["notes"],
            language=get_language() or "",
        )

    def placed(self, request: HttpRequest, basket: Basket, draft: Draft, placement: services.Placement) -> HttpResponse:
        order = placement.order
        if placement.created and draft.saved is None and draft.extras.cleaned_data["save_address"]:
            self.keep_address(request, draft)
        if basket_id_in(request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN, "")) == basket.pk:
            forget_basket(request)
        if still_payable(order):
            start_payment(order)
            return to_payment(order)
        return redirect("checkout:thank-you", number=order.number, secret=order.secret)

    def keep_address(self, request: HttpRequest, draft: Draft) -> None:
        if request.user.is_authenticated:
            remember_address(user=request.user, address=draft.shipping_address())


def _shown_total(request: HttpRequest) -> Decimal:
    """The total the buyer saw; one that no order has where the form says none."""
    try:
        total = Decimal(request.POST.get("shown_total", ""))
    except InvalidOperation:
        return Decimal(-1)
    return total if total.is_finite() else Decimal(-1)


@method_decorator(never_cache, name="dispatch")
class ThankYouView(View):
    """The order just placed, for who holds its secret: no session knows it."""

    def get(self, request: HttpRequest, number: str, secret: str) -> HttpResponse:
        order: Any = placed_order(number=number, secret=secret)
        if order is None:
            raise Http404
        if order.status in (OrderStatus.PENDING, OrderStatus.CANCELLED):
            return redirect(order.payment_url)  # there is nothing to thank for yet, or not any more
        return render(request, "oscar/checkout/thank_you.html", {"page": thanks_page(order=order)})
