"""The seller's order pages: what they show, what they do, and that they know only one's own."""

import pytest
from django.urls import reverse

from tests.factories import make_seller, make_user, make_vendor
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    return make_two_sellers()


@pytest.fixture
def order(offers):
    return place(offers={offers[0]: 4, offers[2]: 2}).order


@pytest.fixture
def part(order, offers):
    return order.consignments.get(partner=offers[0].partner)


@pytest.fixture
def seller(part, client):
    user = make_seller(vendor=part.partner.vendor)
    client.force_login(user)
    return user


def url(name, part):
    return reverse(f"portal:{name}", args=[part.number])


def test_the_list_shows_only_ones_own(client, seller, part, order):
    page = client.get(reverse("portal:orders")).content.decode()
    assert part.number in page
    assert order.consignments.exclude(pk=part.pk).get().number not in page


@pytest.mark.parametrize("query", ["?status=new", "?status=delivered", "?q=Almaz", "?q=nobody", "?status=bogus&page=x"])
def test_filters_answer(client, seller, part, query):
    response = client.get(reverse("portal:orders") + query)
    assert response.status_code == 200
    expected = query not in ("?status=delivered", "?q=nobody")
    assert (part.number in response.content.decode()) is expected


def test_the_buyers_email_is_not_shown(client, seller, part):
    page = client.get(url("order", part)).content.decode()
    assert "almaz@example.com" not in page
    assert "Bole Road" in page and "911" in page


def test_an_order_is_carried_through_in_two_parcels(client, seller, part, offers):
    line = part.lines.get()
    client.post(url("order-accept", part))
    client.post(url("order-ship", part), {f"line_{line.pk}": 3, "carrier": "EMS", "tracking_number": "ET1"})
    part.refresh_from_db()
    assert part.status == "part_shipped"
    client.post(url("order-ship", part), {f"line_{line.pk}": 1})
    for parcel in part.shipping_events.filter(event_type__code="shipped"):
        client.post(url("order-deliver", part), {"parcel": parcel.pk})
    part.refresh_from_db()
    assert part.status == "delivered"
    offers[0].refresh_from_db()
    assert (offers[0].num_in_stock, offers[0].num_allocated) == (6, 0)


def test_a_parcel_of_too_many_is_answered_beside_the_field(client, seller, part):
    client.post(url("order-accept", part))
    response = client.post(url("order-ship", part), {f"line_{part.lines.get().pk}": 9})
    assert response.status_code == 422
    part.refresh_from_db()
    assert part.status == "accepted"


def test_cancelling_needs_a_reason(client, seller, part):
    assert client.post(url("order-cancel", part), {"reason": ""}).status_code == 422
    client.post(url("order-cancel", part), {"reason": "broken in the kiln"})
    part.refresh_from_db()
    assert (part.status, part.cancel_reason) == ("cancelled", "broken in the kiln")


def test_an_illegal_move_is_explained(client, seller, part):
    response = client.post(url("order-deliver", part), follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_who_waits_for_payment_is_not_shown(client, seller, part, order):
    order.consignments.update(status="awaiting_payment")
    assert client.get(url("order", part)).status_code == 404


def test_a_person_of_two_shops_switches(client, seller, part):
    other = make_vendor()
    other.members.create(user=seller, role="owner")
    assert client.post(reverse("portal:switch"), {"vendor": other.pk}).status_code == 302
    assert part.number not in client.get(reverse("portal:orders")).content.decode()
    assert client.post(reverse("portal:switch"), {"vendor": make_vendor().pk}).status_code == 404


def test_who_has_no_shop_is_told_so(client):
    client.force_login(make_user())
    response = client.get(reverse("portal:orders"))
    assert response.status_code == 403
    assert "do not work for a shop" in response.content.decode()
