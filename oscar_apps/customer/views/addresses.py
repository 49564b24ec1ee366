"""The address book. Every fetch starts from the person."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from oscar_apps.address.countries import shipping_countries
from oscar_apps.address.forms import AddressForm
from oscar_apps.address.layouts import ALL_FIELDS
from oscar_apps.address.models import UserAddress
from oscar_apps.address.selectors import address_book, address_lines
from oscar_apps.address.services import make_address
from oscar_apps.customer.registry import account_nav


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    entries = address_book(request.user)
    for entry in entries:
        entry.lines = address_lines(entry)
    return _render(request, "addresses", {"page_title": _("Addresses"), "entries": entries})


@never_cache
@login_required
def add(request: HttpRequest) -> HttpResponse:
    return _edit(request, UserAddress(user=request.user, country_id=settings.SHOP_COUNTRY), _("New address"))


@never_cache
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(UserAddress, pk=pk, user=request.user), _("Edit address"))


@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(UserAddress, pk=pk, user=request.user).delete()
    messages.success(request, _("Address deleted."))
    return redirect("customer:address-list")


@require_POST
@login_required
def make_default(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(UserAddress, pk=pk, user=request.user)
    address.is_default_for_shipping = True
    address.save()  # takes the mark off the others
    messages.success(request, _("This address is now filled in first at checkout."))
    return redirect("customer:address-list")


def _edit(request: HttpRequest, address: UserAddress, title: str) -> HttpResponse:
    """Show or save the form. Another country has other fields, so choosing one shows the form again."""
    country = _country(request, address)
    if request.method == "POST" and request.POST.get("action") != "country":
        form = AddressForm(request.POST, country=country)
        if form.is_valid():
            _save(address, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("customer:address-list")
    else:
        form = AddressForm(initial=_initial(request, address) | {"country": country}, country=country)
    return _render(request, "address", {"page_title": title, "form": form}, status=422 if form.errors else 200)


def _country(request: HttpRequest, address: UserAddress) -> str:
    wanted = request.POST.get("country", "")
    return wanted if wanted in dict(shipping_countries()) else address.country_id


def _initial(request: HttpRequest, address: UserAddress) -> dict[str, Any]:
    if request.method == "POST":
        return request.POST.dict()
    fields = {name: getattr(address, name) for name in ALL_FIELDS}
    name = f"{address.first_name} {address.last_name}".strip() or request.user.get_full_name()
    return fields | {"name": name, "phone_number": address.phone_number or request.user.phone or ""}


def _save(address: UserAddress, data: dict[str, Any]) -> None:
    made = make_address(
        UserAddress, name=data["name"], country=data["country"], fields=data, phone=data["phone_number"]
    )
    for name in ("first_name", "last_name", "country_id", "phone_number", *ALL_FIELDS):
        setattr(address, name, getattr(made, name))
    address.save()


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {"account_nav": account_nav(request, active="addresses")}
    return render(request, f"oscar/customer/{name}.html", context, status=status)
