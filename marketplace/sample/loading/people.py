"""Accounts of the sample market: buyers with address books, sellers, an editor and an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from oscar_apps.address.models import UserAddress
from oscar_apps.user.roles import ADMIN, CUSTOMER, EDITOR

from ..catalogue import Customer, Shop
from .words import words

ADMIN_EMAIL, EDITOR_EMAIL = "admin@example.com", "editor@example.com"
#: Of the customers the one whom everybody is told of.
CUSTOMER_EMAIL = "mahlet.bekele@example.com"


@dataclass(frozen=True)
class Accounts:
    """Makes people who all have one password; it is hashed once, because a good hash takes its time."""

    hashed: str

    @classmethod
    def sharing(cls, password: str) -> Accounts:
        return cls(hashed=make_password(password))

    def get_or_create(self, *, email: str, name: tuple[str, str], group: str | None, **extra: Any) -> tuple[Any, bool]:
        """The person with this e-mail address, and whether it was made now. One who is there is not changed."""
        known = get_user_model().objects.filter(email=email).first()
        if known:
            return known, False
        first, last = name
        user = get_user_model()(email=email, first_name=first, last_name=last, password=self.hashed, **extra)
        user.full_clean(exclude=["password"])
        user.save()
        if group:
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        return user, True


def load_staff(accounts: Accounts) -> int:
    """The administrator and the editor; returns how many were made."""
    staff = {key: tuple(name) for key, name in words()["staff"].items()}
    rights = {"is_staff": True, "is_superuser": True}
    made = [
        accounts.get_or_create(email=ADMIN_EMAIL, name=staff["admin"], group=ADMIN, **rights)[1],
        accounts.get_or_create(email=EDITOR_EMAIL, name=staff["editor"], group=EDITOR, is_staff=True)[1],
    ]
    return sum(made)


def load_customers(customers: Iterable[Customer], accounts: Accounts) -> int:
    """Buyers, each with a confirmed phone and an address; returns how many were made."""
    return sum(_load_customer(customer, accounts) for customer in customers)


def _load_customer(customer: Customer, accounts: Accounts) -> bool:
    user, created = accounts.get_or_create(
        email=customer.email,
        name=(customer.first_name, customer.last_name),
        group=CUSTOMER,
        phone=customer.phone,
        phone_confirmed_at=timezone.now(),
        preferred_language=customer.language,
    )
    if created:
        UserAddress.objects.create(user=user, is_default_for_shipping=True, **address_fields(customer))
    return created


def address_fields(customer: Customer) -> dict[str, Any]:
    """A buyer's address as the fields that address book and orders share."""
    place = customer.address
    is_code = place.region[2:3] == "-"
    return {
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "line1": place.line1,
        "line4": place.city,
        "landmark": place.landmark,
        "kebele": place.kebele,
        "woreda": place.woreda,
        "sub_city": place.sub_city or place.zone,
        "state": "" if is_code else place.region,
        "region_code": place.region if is_code else "",
        "postcode": place.postcode,
        "country_id": place.country,
        "phone_number": customer.phone,
    }


def owner_of(shop: Shop, accounts: Accounts) -> Any:
    """The account of a shop's owner, at the shop's own address."""
    name = tuple(words()["owners"][shop.slug])
    return accounts.get_or_create(email=shop.email, name=name, group=None)[0]
