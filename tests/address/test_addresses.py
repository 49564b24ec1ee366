"""Addresses as each country writes them, the address book, and the lines of a label."""

import pytest
from django import forms
from django.conf import settings
from django.utils.translation import override
from oscar.core.loading import get_model
from pytest_django.asserts import assertHTMLEqual

from oscar_apps.address.countries import country_name, shipping_countries
from oscar_apps.address.forms import AddressFields, AddressForm
from oscar_apps.address.layouts import ALL_FIELDS, needs_region
from oscar_apps.address.models import UserAddress
from oscar_apps.address.regions import BY_COUNTRY, region_choices, region_name
from oscar_apps.address.selectors import address_book, address_lines
from oscar_apps.address.services import make_address, remember_address, split_name
from oscar_apps.address.widgets import PlainEmail, PlainSelect, PlainText
from tests.factories import make_address as make_order_address
from tests.factories import make_user

ADDIS = {"region_code": "ET-AA", "sub_city": "Bole", "woreda": "03", "line1": "Bole Road 12"}


def errors(country, data) -> dict[str, list[str]]:
    return AddressFields(data, country=country).errors


class TestRegions:
    def test_ethiopia_has_every_region_of_iso_3166_2(self):
        codes = {code[3:] for code in BY_COUNTRY["ET"]}
        assert codes == {"AA", "AF", "AM", "BE", "DD", "GA", "HA", "OR", "SI", "SN", "SO", "SW", "TI"}

    def test_kenya_has_47_counties(self):
        assert set(BY_COUNTRY["KE"]) == {f"KE-{number:02d}" for number in range(1, 48)}

    def test_names_and_order(self):
        assert str(region_name("ET-SI")) == "Sidama"
        assert region_name("XX-1") == "XX-1"
        names = [name for _code, name in region_choices("ET")]
        assert names == sorted(names)
        assert region_choices("FR") == []


class TestFields:
    def test_a_complete_address_in_addis_ababa_needs_no_town(self):
        form = AddressFields(ADDIS, country="ET")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["line4"] == "Addis Ababa"
        assert set(form.cleaned_data) == set(ALL_FIELDS)
        assert form.cleaned_data["postcode"] == ""

    def test_the_town_of_a_city_region_is_stored_in_one_language(self):
        with override("am"):
            form = AddressFields(ADDIS, country="ET")
            assert form.is_valid()
        assert form.cleaned_data["line4"] == "Addis Ababa"

    def test_elsewhere_in_ethiopia_the_town_is_needed(self):
        assert set(errors("ET", {**ADDIS, "region_code": "ET-AM"})) == {"line4"}
        assert errors("ET", {**ADDIS, "region_code": "ET-AM", "line4": "Bahir Dar"}) == {}

    def test_a_landmark_does_for_a_street(self):
        without = {**ADDIS, "line1": ""}
        assert set(errors("ET", without)) == {"line1"}
        assert errors("ET", {**without, "landmark": "Behind the bus station"}) == {}

    def test_what_is_missing_is_said_beside_its_field(self):
        assert set(errors("ET", {})) == {"region_code", "sub_city", "line1"}

    def test_a_region_of_another_country_is_refused(self):
        assert "region_code" in errors("ET", {**ADDIS, "region_code": "KE-30"})

    def test_kenya_asks_for_a_county(self):
        data = {"region_code": "KE-42", "line1": "Moi Avenue"}
        assert set(errors("KE", data)) == {"line4"}
        assert errors("KE", {**data, "line4": "Kitale", "postcode": "30200"}) == {}
        assert set(errors("KE", {**data, "line4": "Kitale", "postcode": "302"})) == {"postcode"}

    def test_other_countries_have_street_city_and_postcode(self):
        data = {"line1": "1 rue de la Paix", "line4": "Paris", "postcode": "75002"}
        assert errors("FR", data) == {}
        assert set(errors("FR", {**data, "postcode": "7500"})) == {"postcode"}
        assert set(errors("FR", {"line1": "1 rue de la Paix"})) == {"line4", "postcode"}
        assert not needs_region("FR") and needs_region("ET")

    def test_a_country_without_postcodes_asks_for_none(self):
        assert errors("DJ", {"line1": "Rue de Marseille", "line4": "Djibouti"}) == {}

    def test_side_by_side_fields_share_a_row(self):
        rows = [[field.name for field in row] for row in AddressFields(country="ET").rows]
        assert ["sub_city", "woreda", "kebele"] in rows
        assert rows[0] == ["region_code"]


@pytest.mark.django_db
class TestBook:
    def test_an_entry_with_a_national_phone_number(self):
        data = {**ADDIS, "name": "Almaz Bekele", "country": "ET", "phone_number": "0911 234567"}
        form = AddressForm(data, country="ET")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["phone_number"].as_e164 == "+251911234567"

    def test_the_first_one_is_the_default_and_the_same_one_is_kept_once(self):
        user = make_user()
        first = remember_address(user=user, address=make_order_address())
        again = remember_address(user=user, address=make_order_address(phone_number="+251922000000"))
        assert first == again and again.is_default_for_shipping
        assert str(UserAddress.objects.get().phone_number) == "+251922000000"

    def test_another_region_is_another_address(self):
        user = make_user()
        remember_address(user=user, address=make_order_address())
        other = remember_address(user=user, address=make_order_address(region_code="ET-OR"))
        assert UserAddress.objects.count() == 2 and not other.is_default_for_shipping

    def test_the_default_stands_first_and_nobody_elses_is_there(self):
        user = make_user()
        remember_address(user=make_user(), address=make_order_address())
        remember_address(user=user, address=make_order_address())
        chosen = remember_address(user=user, address=make_order_address(line1="Churchill Avenue"), make_default=True)
        assert address_book(user)[0] == chosen
        assert len(address_book(user)) == 2
        assert UserAddress.objects.filter(user=user, is_default_for_shipping=True).count() == 1


@pytest.mark.django_db
class TestCountries:
    def test_only_countries_we_deliver_to_by_name_in_the_readers_language(self, django_assert_num_queries):
        get_model("address", "Country").objects.filter(pk="FR").update(is_shipping_country=False)
        assert shipping_countries() == [("ET", "Ethiopia"), ("KE", "Kenya")]
        with override("am"), django_assert_num_queries(0):
            assert dict(shipping_countries())["ET"] == "ኢትዮጵያ"

    def test_unknown_codes_keep_their_fallback(self):
        assert country_name("ZZZ", fallback="Nowhere") == "Nowhere"


def test_lines_of_a_label():
    address = make_order_address(landmark="Behind Edna Mall", kebele="09")
    assert address_lines(address) == [
        "Almaz Bekele", "Bole Road", "Behind Edna Mall", "Bole, Woreda 03, Kebele 09", "Addis Ababa",
    ]  # fmt: skip


def test_lines_abroad_name_the_country():
    address = make_order_address(
        line1="1 rue de la Paix",
        line4="Paris",
        postcode="75002",
        region_code="",
        sub_city="",
        woreda="",
        country_id="FR",
    )
    assert address_lines(address) == ["Almaz Bekele", "1 rue de la Paix", "75002 Paris", "France"]


def test_names_are_split_without_inventing_a_family_name():
    assert split_name("Almaz") == ("Almaz", "")
    assert split_name("Almaz Bekele Tesfaye") == ("Almaz Bekele", "Tesfaye")


def test_making_an_address_leaves_nothing_unset():
    model = get_model("order", "ShippingAddress")
    address = make_address(model, name="Almaz", country=settings.SHOP_COUNTRY, fields={"line1": "Bole"}, phone="")
    assert (address.first_name, address.line1, address.woreda, address.country_id) == ("Almaz", "Bole", "", "ET")


class TestPlainInputs:
    """They say what Django's own say."""

    ATTRS = {"id": "id_x", "autocomplete": "name", "aria-invalid": "true", "required": True, "maxlength": "9"}

    @pytest.mark.parametrize(("plain", "django"), [(PlainText, forms.TextInput), (PlainEmail, forms.EmailInput)])
    @pytest.mark.parametrize("value", [None, "", "Bole & <Road>", "“12”", '"><script>'])
    def test_inputs(self, plain, django, value):
        assertHTMLEqual(plain().render("x", value, self.ATTRS), django().render("x", value, self.ATTRS))

    @pytest.mark.parametrize("value", [None, "", "ET-AF", '"><script>'])
    def test_selects(self, value):
        choices = [("", "Choose…"), ("ET-AA", "Addis <Ababa>"), ("ET-AF", "Afar")]
        theirs = forms.Select(self.ATTRS, choices).render("x", value)
        assertHTMLEqual(PlainSelect(self.ATTRS, choices).render("x", value), theirs)
