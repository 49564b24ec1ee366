"""What the buyer has typed so far. It lives in the form alone: no session, nothing saved before the order."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from oscar.core.loading import get_model
from phonenumbers import country_code_for_region

from oscar_apps.address.countries import shipping_countries
from oscar_apps.address.forms import AddressFields
from oscar_apps.address.layouts import needs_region
from oscar_apps.address.regions import regions_of
from oscar_apps.address.selectors import address_book
from oscar_apps.address.services import copy_address, make_address

from .forms import ContactForm, ExtrasForm
from .services import Contact

#: Field name of the delivery chosen for one seller, before the seller's number.
DELIVERY = "delivery-"
NEW_ADDRESS = "new"
#: A chosen region brings delivery and totals without a new page.
REGION_LISTENS = {
    "hx-trigger": "change",
    "hx-include": "#checkout-form",
    "hx-vals": '{"action": "update", "part": "rest"}',
    "hx-target": "#checkout-rest",
    "hx-swap": "outerHTML",
}
#: What does not say what is ordered: another token or total must not look like another order.
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "shown_total", "action", "part", "key"})


@dataclass
class Draft:
    """One state of the checkout form. `saved` is the chosen entry of the address book; forms are bound once checked."""

    data: Mapping[str, Any]
    book: list[Any]
    saved: Any
    country: str
    contact: ContactForm
    place: AddressFields
    extras: ExtrasForm
    choices: dict[int, str]
    gateway: str

    @classmethod
    def start(cls, *, user: Any) -> "Draft":
        """A fresh form, filled in as far as we know the person."""
        book = address_book(user) if user.is_authenticated else []
        return cls.read(data=_known(user=user, book=book), user=user, check=False, book=book)

    @classmethod
    def read(cls, *, data: Mapping[str, Any], user: Any, check: bool, book: list[Any] | None = None) -> "Draft":
        """The form as it was sent; with `check` what is wrong is said beside its field."""
        if book is None:
            book = address_book(user) if user.is_authenticated else []
        saved = next((entry for entry in book if str(entry.pk) == data.get("address")), None)
        country = saved.country_id if saved else _country(data)
        given: dict[str, Any] = {"data": data} if check else {"initial": _flat(data)}
        place = AddressFields(country=country, **({"initial": _flat(data)} if saved else given))
        if "region_code" in place.fields:
            place.fields["region_code"].widget.attrs |= {"hx-post": reverse("checkout:index"), **REGION_LISTENS}
        return cls(
            data=data,
            book=book,
            saved=saved,
            country=country,
            contact=ContactForm(country=country, **given),
            place=place,
            extras=ExtrasForm(**given),
            choices=_choices(data),
            gateway=data.get("payment", ""),
        )

    @property
    def region(self) -> str:
        """The region delivery is priced for, "" while unknown."""
        code = self.saved.region_code if self.saved else self.data.get("region_code", "")
        return code if code in regions_of(self.country) else ""

    @property
    def knows_place(self) -> bool:
        """Whether enough of the address is known to say what delivery costs."""
        return bool(self.saved or self.region) or not needs_region(self.country)

    @property
    def forms(self) -> tuple[forms.Form, ...]:
        return (self.contact, self.extras) if self.saved else (self.contact, self.place, self.extras)

    def is_valid(self) -> bool:
        wrong = [form for form in self.forms if not form.is_valid()]  # every one, so that all its errors are shown
        return not wrong

    def contact_details(self) -> Contact:
        return self.contact.contact

    def shipping_address(self) -> Any:
        """The unsaved address of the order."""
        model, contact = get_model("order", "ShippingAddress"), self.contact.contact
        if self.saved:
            address = copy_address(model, self.saved)
            address.phone_number = contact.phone or address.phone_number
            return address
        fields = self.place.cleaned_data
        return make_address(model, name=contact.name, country=self.country, fields=fields, phone=contact.phone)

    @property
    def body_hash(self) -> str:
        """Tells a repeated order from another one under the same key."""
        content = sorted((name, value) for name, value in _flat(self.data).items() if name not in NOT_CONTENT)
        return hashlib.sha256(repr(content).encode()).hexdigest()


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    return data.dict() if isinstance(data, QueryDict) else dict(data)


def _country(data: Mapping[str, Any]) -> str:
    """The chosen country if we deliver there, else the shop's own, else the first we deliver to."""
    codes = [code for code, _name in shipping_countries()]
    wanted = data.get("country", "")
    if wanted in codes or not codes:
        return wanted or settings.SHOP_COUNTRY
    return settings.SHOP_COUNTRY if settings.SHOP_COUNTRY in codes else codes[0]


def _choices(data: Mapping[str, Any]) -> dict[int, str]:
    chosen = {name[len(DELIVERY) :]: value for name, value in data.items() if name.startswith(DELIVERY)}
    return {int(partner): str(code) for partner, code in chosen.items() if partner.isdecimal() and code}


def _known(*, user: Any, book: list[Any]) -> dict[str, Any]:
    """What a signed-in person need not type again."""
    if not user.is_authenticated:
        return {}
    phone = user.phone or (book[0].phone_number if book else "")
    name = user.get_full_name() or (f"{book[0].first_name} {book[0].last_name}".strip() if book else "")
    return {
        "name": name,
        "email": user.email or "",
        "phone": _as_written_at_home(phone),
        "address": str(book[0].pk) if book else NEW_ADDRESS,
        "save_address": True,
    }


def _as_written_at_home(phone: Any) -> str:
    """A number of the shop's country without its code, any other with it."""
    if not phone:
        return ""
    is_home = phone.country_code == country_code_for_region(settings.SHOP_COUNTRY)
    return phone.as_national if is_home else str(phone)
