import pytest
from django.contrib.auth.models import Group

from marketplace.bootstrap.permissions import grant_permissions
from oscar_apps.user.roles import ADMIN, EDITOR
from tests.factories import make_seller, make_user, make_vendor


@pytest.fixture
def permissions(db):
    grant_permissions()


def member_of(name: str, **extra):
    user = make_user(email=f"{name}@example.com", is_staff=True, **extra)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def admin_user(permissions):
    return member_of(ADMIN)


@pytest.fixture
def editor(permissions):
    return member_of(EDITOR)


@pytest.fixture
def customer(permissions):
    return make_user(email="customer@example.com")


@pytest.fixture
def seller(permissions):
    return make_seller(vendor=make_vendor(), email="seller@example.com")


@pytest.fixture
def office(admin_user, client):
    """A client signed in as an administrator of the market."""
    client.force_login(admin_user)
    return client
