"""The address book: one's own entries, fields of each country."""

import pytest
from django.urls import reverse

from oscar_apps.address.models import UserAddress
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ADDIS = {
    "name": "Almaz Bekele",
    "phone_number": "0911 234 567",
    "country": "ET",
    "region_code": "ET-AA",
    "sub_city": "Bole",
    "landmark": "behind Edna Mall",
}


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def entry(client, person):
    client.post(reverse("customer:address-create"), ADDIS)
    return UserAddress.objects.get(user=person)


def test_an_address_is_saved_and_shown(client, entry):
    assert (entry.region_code, entry.sub_city, entry.landmark) == ("ET-AA", "Bole", "behind Edna Mall")
    assert entry.phone_number.as_e164 == "+251911234567"
    assert "behind Edna Mall" in client.get(reverse("customer:address-list")).content.decode()


def test_what_is_missing_is_named_beside_the_field(client, person):
    response = client.post(reverse("customer:address-create"), {**ADDIS, "sub_city": "", "phone_number": "12"})
    assert response.status_code == 422
    assert {"sub_city", "phone_number"} <= set(response.context["form"].errors)
    assert not UserAddress.objects.exists()


def test_another_country_has_other_fields(client, person):
    page = client.post(reverse("customer:address-create"), {**ADDIS, "country": "FR", "action": "country"})
    assert page.status_code == 200
    assert "sub_city" not in page.context["form"].fields and "postcode" in page.context["form"].fields
    assert "Almaz Bekele" in page.content.decode()


def test_an_address_is_changed_made_default_and_deleted(client, entry):
    client.post(reverse("customer:address-detail", args=[entry.pk]), {**ADDIS, "sub_city": "Arada"})
    entry.refresh_from_db()
    assert entry.sub_city == "Arada"
    client.post(reverse("customer:address-default", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.is_default_for_shipping
    client.post(reverse("customer:address-delete", args=[entry.pk]))
    assert not UserAddress.objects.exists()


@pytest.mark.parametrize("name", ["address-detail", "address-delete", "address-default"])
def test_another_persons_address_does_not_exist(client, entry, name):
    client.force_login(make_user())
    assert client.post(reverse(f"customer:{name}", args=[entry.pk]), ADDIS).status_code == 404
    assert UserAddress.objects.filter(pk=entry.pk).exists()
