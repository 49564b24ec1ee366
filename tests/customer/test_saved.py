"""Saved items: the heart on a product and the list in the account."""

import pytest
from django.urls import reverse

from tests.factories import make_offer, make_product, make_user

pytestmark = pytest.mark.django_db
SAVE = "/fragments/saved/"
OWN = {"sec-fetch-site": "same-origin"}
JSON = {**OWN, "accept": "application/json"}


@pytest.fixture
def product():
    product = make_product(title="Black jebena")
    make_offer(product=product)
    return product


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


def test_the_heart_saves_and_takes_off(client, person, product):
    assert client.post(SAVE, {"product": product.pk}, headers=JSON).json()["saved"] is True
    assert "Black jebena" in client.get(reverse("customer:saved")).content.decode()
    assert client.get("/fragments/visitor/").json()["saved"] == [product.pk]
    assert client.post(SAVE, {"product": product.pk}, headers=JSON).json()["saved"] is False
    assert "Nothing saved yet" in client.get(reverse("customer:saved")).content.decode()


def test_without_script_it_goes_back_to_the_page(client, person, product):
    back = f"http://testserver{product.get_absolute_url()}"
    answer = client.post(SAVE, {"product": product.pk}, headers={**OWN, "referer": back})
    assert answer.status_code == 302 and answer["Location"] == back
    evil = client.post(SAVE, {"product": product.pk}, headers={**OWN, "referer": "https://evil.example/"})
    assert evil["Location"] == reverse("customer:saved")


def test_who_is_not_signed_in_is_asked_to(client, product):
    assert client.post(SAVE, {"product": product.pk}, headers=JSON).json()["saved"] is False
    assert reverse("customer:login") in client.post(SAVE, {"product": product.pk}, headers=OWN)["Location"]


def test_another_site_cannot_save(client, person, product):
    assert client.post(SAVE, {"product": product.pk}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("value", ["", "abc", "999999", "-1"])
def test_what_is_no_product_is_not_found(client, person, value):
    assert client.post(SAVE, {"product": value}, headers=JSON).status_code == 404


def test_saved_goods_are_ones_own(client, person, product):
    client.post(SAVE, {"product": product.pk}, headers=JSON)
    client.force_login(make_user())
    assert "Black jebena" not in client.get(reverse("customer:saved")).content.decode()
