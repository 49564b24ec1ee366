"""An address as its country writes it."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from oscar.core.loading import get_model

from .countries import shipping_countries
from .layouts import ALL_FIELDS, PLACES, Field, layout_of, needs_town
from .regions import region_choices, region_name
from .widgets import PlainPhone, PlainSelect, PlainText

FORM_FIELDS = {
    "line1": 255, "line2": 255, "line4": 255, "state": 255, "postcode": 64, "sub_city": 100, "woreda": 50,
    "kebele": 50, "landmark": 255,
}  # fmt: skip


class AddressFields(forms.Form):
    """The fields of one country's addresses, without person and phone; `country` says which country.

    `cleaned_data` has every model field of an address; what the country does not ask for is empty. `clean` answers in
    words beside the field for a missing town, place or postcode.
    """

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        for field in layout_of(country):
            self.fields[field.name] = self._make(field)

    def _make(self, field: Field) -> forms.Field:
        words = {"label": field.label, "help_text": field.help, "required": self._is_required(field)}
        if field.name == "region_code":
            widget = PlainSelect(attrs={"autocomplete": field.autocomplete})
            choices = [("", _("Choose…")), *region_choices(self.country)]
            return forms.ChoiceField(choices=choices, widget=widget, **words)
        widget = PlainText(attrs={"autocomplete": field.autocomplete})
        return forms.CharField(max_length=FORM_FIELDS[field.name], widget=widget, **words)

    def _is_required(self, field: Field) -> bool:
        return field.required or (field.name == "postcode" and self.country not in PLACES and bool(self._pattern()))

    def _pattern(self) -> str | None:
        return get_model("order", "ShippingAddress").POSTCODES_REGEX.get(self.country)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Fields for the page, those that stand side by side together."""
        rows: list[list[forms.BoundField]] = []
        beside = False
        for field in layout_of(self.country):
            if field.half and beside:
                rows[-1].append(self[field.name])
            else:
                rows.append([self[field.name]])
            beside = field.half
        return rows

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip().upper()
        pattern = self._pattern()
        if postcode and pattern and not re.match(pattern, postcode.replace(" ", "")):
            raise forms.ValidationError(_("This is not a postcode of the chosen country."))
        return postcode

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        region = data.get("region_code", "")
        if "region_code" in self.fields and "line4" in self.fields and region and not data.get("line4"):
            self._town(region)
        places = PLACES.get(self.country, ())
        if places and not any(data.get(name) for name in places):
            self.add_error(places[0], _("Give a street or building here, or a landmark below."))
        return {**dict.fromkeys(ALL_FIELDS, ""), **data}

    def _town(self, region: str) -> None:
        if needs_town(country=self.country, region=region):
            self.add_error("line4", _("Name the town or city."))
        else:
            with override(settings.LANGUAGE_CODE):  # stored in one language, whoever writes it
                self.cleaned_data["line4"] = str(region_name(region))


class AddressForm(AddressFields):
    """An entry of the address book: whose, where, and the phone the driver calls."""

    name = forms.CharField(label=_("Full name"), max_length=255, widget=PlainText(attrs={"autocomplete": "name"}))
    country = forms.ChoiceField(label=_("Country"), widget=PlainSelect(attrs={"autocomplete": "country"}))

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, country=country, **kwargs)
        from phonenumber_field.formfields import PhoneNumberField

        self.fields["country"].choices = shipping_countries()
        self.fields["country"].initial = country
        self.fields["phone_number"] = PhoneNumberField(
            label=_("Phone"), widget=PlainPhone(attrs={"autocomplete": "tel", "dir": "ltr"})
        )
