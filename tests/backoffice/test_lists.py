"""A list leads on: who may change a row opens its form with a click on its name."""

from django.urls import reverse

from oscar_apps.catalogue.models import Brand
from oscar_apps.shipping.models import ShippingZone
from tests.factories import make_partner


def test_the_name_of_a_row_leads_to_its_form(office):
    brand = Brand.objects.create(name="Tibeb Studio", slug="tibeb-studio")
    page = office.get(reverse("market-brands:index")).content.decode()
    assert f'href="{reverse("market-brands:edit", args=[brand.pk])}"' in page


def test_so_it_does_in_the_lists_of_a_seller(office):
    zone = ShippingZone.objects.create(partner=make_partner(), name="Addis", countries=["ET"])
    page = office.get(reverse("market-zones:index")).content.decode()
    assert f'href="{reverse("market-zones:edit", args=[zone.pk])}"' in page
