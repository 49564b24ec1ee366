"""Saving goods from any page, and the list of them in the account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from oscar.core.loading import get_model

from oscar_apps.basket.origin import same_origin_required
from oscar_apps.catalogue.selectors import cards
from oscar_apps.customer.registry import account_nav
from oscar_apps.customer.saved import saved_offers, toggle

PER_PAGE = 24


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(saved_offers(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Saved"),
        "account_nav": account_nav(request, active="saved"),
        "page": page,
        "cards": cards(page.object_list),
    }
    return render(request, "oscar/customer/saved.html", context)


@require_POST
@same_origin_required
def change(request: HttpRequest) -> HttpResponse:
    """The heart on a product. Answers in JSON where it is asked for, else goes back to the page it came from."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if wants_json:
            return JsonResponse({"saved": False, "message": _("Sign in to save things.")})
        return redirect_to_login(_back(request))
    raw = request.POST.get("product", "")
    products = get_model("catalogue", "Product").objects.filter(is_public=True)
    product = get_object_or_404(products, pk=raw if raw.isdecimal() else 0)
    saved = toggle(user=request.user, product=product)
    message = _("Saved.") if saved else _("Not saved any more.")
    if wants_json:
        return JsonResponse({"saved": saved, "message": message})
    messages.success(request, message)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if own else reverse("customer:saved")
