"""What must have a name must have one in the main language; the other languages fall back to it."""

import pytest
from django.urls import reverse

from .browser import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("screen", ["offers", "zones", "shipping", "taxes", "types", "brands", "categories"])
def test_a_row_without_a_name_is_refused_beside_the_field(office, screen):
    url = reverse(f"market-{screen}:add")
    columns = {"name", "name_en"} & set(office.get(url).context["form"].fields)
    form = refused(office, url)
    assert columns & set(form.errors)
