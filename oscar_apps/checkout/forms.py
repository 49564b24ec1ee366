"""What the buyer types at checkout besides the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from oscar_apps.address.widgets import PlainEmail, PlainPhone, PlainText

from .services import Contact

NOTES_LENGTH = 1000


class ContactForm(forms.Form):
    """Who orders. One of phone and e-mail is enough; `country` is where national phone numbers are read."""

    name = forms.CharField(label=_("Full name"), max_length=255, widget=PlainText(attrs={"autocomplete": "name"}))
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        help_text=_("The driver calls this number."),
        error_messages={"invalid": _("This does not look like a phone number. Example: 0911 234 567.")},
        widget=PlainPhone(attrs={"autocomplete": "tel", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("The confirmation and the receipt go here."),
        widget=PlainEmail(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = country

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("phone") and not data.get("email") and not self.errors.keys() & {"phone", "email"}:
            self.add_error("phone", _("Give a phone number or an e-mail address, so that we can reach you."))
        return data

    @property
    def contact(self) -> Contact:
        data = self.cleaned_data
        phone = data["phone"].as_e164 if data["phone"] else ""
        return Contact(name=data["name"].strip(), email=data["email"].lower(), phone=phone)


class ExtrasForm(forms.Form):
    """What goes with the order: a note, and whether the address is worth keeping."""

    notes = forms.CharField(
        label=_("Note for the sellers"),
        required=False,
        max_length=NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    save_address = forms.BooleanField(label=_("Keep this address in my address book"), required=False)
