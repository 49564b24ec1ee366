"""A customer's and a guest's order pages."""

import pytest
from django.urls import reverse

from oscar_apps.communication.models import Message
from tests.factories import make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    return make_two_sellers()


@pytest.fixture
def customer(client):
    user = make_user(first_name="Sara")
    client.force_login(user)
    return user


@pytest.fixture
def order(offers, customer):
    return place(offers={offers[0]: 1, offers[2]: 2}, user=customer).order


def test_the_list_shows_ones_own_orders(client, order, offers):
    foreign = place(offers={offers[0]: 1}, user=make_user()).order
    page = client.get(reverse("customer:order-list")).content.decode()
    assert order.number in page and foreign.number not in page
    assert client.get(reverse("customer:order", args=[foreign.number])).status_code == 404


def test_the_empty_list_says_so(client, customer):
    assert "No orders yet" in client.get(reverse("customer:order-list")).content.decode()
    assert client.get(reverse("customer:summary")).status_code == 200


def test_the_order_shows_each_sellers_progress(client, order):
    page = client.get(reverse("customer:order", args=[order.number])).content.decode()
    for part in order.consignments.all():
        assert part.partner.name in page and part.number in page


def test_one_part_is_cancelled_then_the_rest(client, order, offers):
    first, second = order.consignments.order_by("pk")
    cancel = reverse("customer:order-cancel", args=[order.number])
    client.post(cancel, {"consignment": first.number, "reason": "too late"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "placed")
    client.post(cancel)
    order.refresh_from_db()
    assert order.status == "cancelled"
    offers[0].refresh_from_db()
    assert offers[0].num_allocated == 0


def test_a_foreign_part_cannot_be_cancelled(client, order, offers):
    foreign = place(offers={offers[0]: 1}, user=make_user()).order.consignments.get()
    response = client.post(reverse("customer:order-cancel", args=[order.number]), {"consignment": foreign.number})
    assert response.status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == "placed"


def test_a_guest_opens_the_order_by_its_link(client, offers):
    order = place(offers={offers[0]: 1}).order
    assert client.get(order.secret_url).status_code == 200
    assert client.get(order.secret_url.replace(order.secret, "x" * 22)).status_code == 404
    assert "sessionid" not in client.cookies


def test_a_guest_cancels_by_the_link(client, offers):
    order = place(offers={offers[0]: 1}).order
    client.post(reverse("customer:guest-order-cancel", args=[order.number, order.secret]))
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_the_link_is_sent_to_who_knows_number_and_contact(client, offers):
    order = place(offers={offers[0]: 1}).order
    find = reverse("customer:guest-order-find")
    answers = [
        client.post(find, {"number": order.number, "contact": contact}, follow=True).content
        for contact in ("0911 234 567", "stranger@example.com")
    ]
    assert answers[0] == answers[1] or len(answers[0]) == len(answers[1])
    sent = Message.objects.filter(key__startswith="order.link")
    assert sorted(sent.values_list("channel", flat=True)) == ["email", "sms"]
    assert order.secret in sent.first().body
    client.post(find, {"number": order.number, "contact": "0911 234 567"})
    assert sent.count() == 2


def test_a_contact_that_is_neither_email_nor_phone_is_named(client):
    response = client.post(reverse("customer:guest-order-find"), {"number": "22222-22222", "contact": "hello"})
    assert "contact" in response.context["form"].errors
