import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import make_seller, make_user, make_vendor
from vendors import selectors

pytestmark = pytest.mark.django_db


def test_a_person_sees_only_sellers_they_work_for():
    mine, second, _other = make_vendor(), make_vendor(), make_vendor()
    person = make_seller(vendor=mine)
    make_seller(vendor=second)
    assert list(selectors.for_user(person)) == [mine]
    assert selectors.partner_ids(person) == [mine.partner_id]


def test_a_person_may_work_for_several():
    first, second = make_vendor(), make_vendor()
    person = make_seller(vendor=first)
    second.members.create(user=person, role="orders")
    assert set(selectors.for_user(person)) == {first, second}


def test_a_suspended_seller_is_still_ones_own():
    vendor = make_vendor(state="suspended")
    assert list(selectors.for_user(make_seller(vendor=vendor))) == [vendor]


def test_strangers_have_none():
    vendor = make_vendor()
    closed = make_seller(vendor=vendor, is_active=False)
    operator = make_user(is_staff=True, is_superuser=True)
    for person in (None, AnonymousUser(), make_user(), closed, operator):
        assert not selectors.for_user(person).exists()


def test_the_role_is_known_for_members_only():
    vendor = make_vendor()
    assert selectors.role_in(user=make_seller(vendor=vendor, role="orders"), vendor=vendor) == "orders"
    assert selectors.role_in(user=make_user(), vendor=vendor) is None
    assert selectors.role_in(user=AnonymousUser(), vendor=vendor) is None


def test_partners_come_along(django_assert_num_queries):
    person = make_seller(vendor=make_vendor())
    with django_assert_num_queries(1):
        assert [vendor.partner.name for vendor in selectors.for_user(person)]
