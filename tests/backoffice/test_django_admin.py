"""Django's admin shows commerce and writes none of it."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from marketplace.admin import COMMERCE
from tests.factories import make_category, make_offer, make_product, make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db

#: Written by machines alone, and read by whoever looks for a fault.
RECORDS = {"outbox.Event", "outbox.Delivery", "ticker.JobRun", "communication.Message"}
COMMERCE_MODELS = sorted(
    (m for m in admin.site._registry if m._meta.app_label in COMMERCE or m._meta.label in RECORDS),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def superuser(client):
    user = make_user(email="root@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def ids(model):
    return model._meta.label


def test_the_rooms_of_commerce_are_there():
    assert {"catalogue", "order", "partner", "voucher"} <= {model._meta.app_label for model in COMMERCE_MODELS}
    assert {model._meta.label for model in COMMERCE_MODELS} >= RECORDS


@pytest.mark.parametrize("model", COMMERCE_MODELS, ids=ids)
def test_nobody_may_write(model, superuser):
    request = RequestFactory().get("/")
    request.user = superuser
    shown = admin.site._registry[model]
    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)
    assert shown.has_view_permission(request)
    assert shown.get_actions(request) == {}


@pytest.mark.parametrize("model", COMMERCE_MODELS, ids=ids)
def test_lists_open_and_can_be_searched(model, superuser, client):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert client.get(url).status_code == 200
    assert client.get(url, {"q": "almaz"}).status_code == 200


def test_rows_open_without_a_save_button(superuser, client):
    make_offer(product=make_product(category=make_category()))
    order = place(offers={make_two_sellers()[0]: 1}).order
    for row in (
        order,
        order.lines.first(),
        order.lines.first().stockrecord,
        order.lines.first().product,
        make_category(),
    ):
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        page = client.get(url)
        assert page.status_code == 200
        assert b'name="_save"' not in page.content


def test_a_post_changes_nothing(superuser, client):
    order = place(offers={make_two_sellers()[0]: 1}).order
    answer = client.post(reverse("admin:order_order_change", args=[order.pk]), {"status": "completed"})
    assert answer.status_code == 403
    order.refresh_from_db()
    assert order.status != "completed"


def test_a_category_cannot_be_moved(superuser, client):
    first, second = make_category(), make_category()
    url = reverse("admin:catalogue_category_changelist")
    client.post(f"{url}move/", {"node_id": first.pk, "sibling_id": second.pk, "as_child": 1})
    first.refresh_from_db()
    assert first.depth == 1
