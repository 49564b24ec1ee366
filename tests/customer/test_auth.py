"""Signing in, registering, passwords."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.mark.parametrize("identifier", ["Sara@Example.com", "+251911000001", "0911 000 001", "sara"])
def test_sign_in_by_email_confirmed_phone_or_name(client, identifier):
    make_user(email="sara@example.com", phone="+251911000001", phone_confirmed_at=timezone.now(), username="sara")
    response = client.post(reverse("customer:login"), {"username": identifier, "password": PASSWORD})
    assert response.status_code == 302 and "_auth_user_id" in client.session


def test_an_unconfirmed_phone_opens_no_door(client):
    make_user(email="sara@example.com", phone="+251911000001")
    response = client.post(reverse("customer:login"), {"username": "+251911000001", "password": PASSWORD})
    assert response.status_code == 200 and "_auth_user_id" not in client.session


def test_a_wrong_password_is_explained_and_keeps_what_was_typed(client):
    make_user(email="sara@example.com")
    page = client.post(
        reverse("customer:login"), {"username": "sara@example.com", "password": "wrong"}
    ).content.decode()
    assert "sara@example.com" in page and "Check both" in page


def test_next_stays_on_the_own_host(client):
    make_user(email="sara@example.com")
    data = {"username": "sara@example.com", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse("customer:login"), data)["Location"] == reverse("customer:summary")


def test_registering_signs_in(client):
    data = {"first_name": "Hana", "email": "Hana@Example.com", "phone": "0911 000 002", "password": "a long enough one"}
    client.post(reverse("customer:register"), data)
    user = get_user_model().objects.get(email="hana@example.com")
    assert str(client.session["_auth_user_id"]) == str(user.pk)
    assert user.phone.as_e164 == "+251911000002" and user.phone_confirmed_at is None


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("email", {"email": "taken@example.com", "password": "a long enough one"}),
        ("email", {"email": "", "password": "a long enough one"}),
        ("password", {"email": "new@example.com", "password": "12345678"}),
        ("phone", {"email": "new@example.com", "phone": "12", "password": "a long enough one"}),
    ],
)
def test_bad_registrations_name_the_field(client, field, data):
    make_user(email="taken@example.com")
    response = client.post(reverse("customer:register"), {"first_name": "Hana", **data})
    assert field in response.context["form"].errors
    assert get_user_model().objects.count() == 1


def test_a_forgotten_password_is_replaced_by_the_mailed_link(client):
    make_user(email="sara@example.com")
    client.post(reverse("customer:password-reset"), {"email": "sara@example.com"}, headers={"host": "127.0.0.1"})
    link = re.search(rf"{re.escape(settings.SHOP_BASE_URL)}(/\S+)", mail.outbox[0].body).group(1)
    form_page = client.get(link, follow=True)
    path = form_page.redirect_chain[-1][0]
    client.post(path, {"new_password1": "another good one", "new_password2": "another good one"})
    assert client.login(username="sara@example.com", password="another good one")
    assert client.get(link, follow=True).context["validlink"] is False


def test_signing_out_needs_a_post(client):
    client.force_login(make_user())
    assert client.get(reverse("customer:logout")).status_code == 405
    client.post(reverse("customer:logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["summary", "order-list", "profile", "password", "address-list"])
def test_account_pages_ask_for_sign_in(client, name):
    response = client.get(reverse(f"customer:{name}"))
    assert response.status_code == 302 and response["Location"].startswith(reverse("customer:login"))
