"""A test that flushes the tables leaves the ground for the next one, in whatever order workers run them."""

import pytest
from wagtail.models import Page

from oscar_apps.address.models import Country


@pytest.mark.django_db(transaction=True)
def test_1_this_one_flushes_the_tables():
    Country.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_2_so_does_this_and_finds_the_ground():
    assert Country.objects.filter(pk="ET").exists()
    assert Page.objects.filter(depth=1).exists()
