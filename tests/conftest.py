"""Fixtures for every test: the Wagtail tree that `--nomigrations` leaves out, and a clean cache."""

import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django.plugin import blocking_manager_key


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What migrations would have made: locale, root page, site, groups, countries."""
    with django_db_blocker.unblock():
        make_ground()


def make_ground() -> None:
    from django.contrib.sites.models import Site as DjangoSite
    from oscar.core.loading import get_model
    from wagtail.models import Collection, Locale, Page

    from oscar_apps.order.apps import make_event_types
    from oscar_apps.payment.apps import make_source_types
    from oscar_apps.user.roles import create_groups

    DjangoSite.objects.get_or_create(pk=1, defaults={"domain": "testserver", "name": "testserver"})
    Locale.objects.get_or_create(language_code="en")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    create_groups(sender=None)
    make_source_types(sender=None)
    make_event_types(sender=None)
    country = get_model("address", "Country")
    for code, name in (("ET", "Ethiopia"), ("KE", "Kenya"), ("FR", "France")):
        country.objects.get_or_create(
            iso_3166_1_a2=code, defaults={"name": name, "printable_name": name, "is_shipping_country": True}
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    """Tests that flush the tables leave the ground behind for the next one, in whatever order workers run them."""
    result = yield
    if flushes_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            make_ground()
    return result


def flushes_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "transactional_ground", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def clean_cache():
    """Nothing that a process remembers may outlive a test."""
    forget()
    yield
    forget()


def forget() -> None:
    from oscar_apps.catalogue.selectors import forget_tax_rates
    from oscar_apps.order.fulfilment import _event_type_id
    from oscar_apps.payment.services import _source_type_id

    translation.deactivate()  # a request leaves its language behind
    cache.clear()
    forget_tax_rates()
    _event_type_id.cache_clear()
    _source_type_id.cache_clear()


@pytest.fixture
def transactional_ground(transactional_db):
    """For `transaction=True` tests, which flush the tables: the ground again, before and after."""
    make_ground()
    yield
    make_ground()
