from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import to_python

User = get_user_model()


class SignInForm(AuthenticationForm):
    """One field for e-mail, confirmed phone or user name."""

    username = forms.CharField(
        label=_("E-mail or phone"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )

    error_messages = {
        "invalid_login": _("We do not know this e-mail or phone with this password. Check both and try again."),
        "inactive": _("This account is switched off."),
    }


class RegisterForm(forms.Form):
    """A new customer, by e-mail or by phone."""

    first_name = forms.CharField(
        label=_("First name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = PhoneNumberField(
        label=_("Phone"), required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 8 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str | None:
        email = User.objects.normalize(self.cleaned_data["email"])
        if email and User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an account with this e-mail already. Sign in instead."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("email") and not self.errors.get("email"):
            self.add_error(
                "email", _("Give your e-mail address. Signing in by phone alone follows once it is confirmed.")
            )
        return cleaned

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        person = User(
            email=self.cleaned_data.get("email"),
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        password_validation.validate_password(password, person)
        return password

    def save(self) -> Any:
        """Make the person. The phone is kept but opens no door until it is confirmed."""
        data = self.cleaned_data
        return User.objects.create_user(
            email=data["email"],
            password=data["password"],
            phone=data["phone"] or None,
            first_name=data["first_name"],
            last_name=data["last_name"],
            preferred_language=get_language() or "",
        )


class ResetForm(PasswordResetForm):
    """Sends the link in the language of the page; the same answer for known and unknown addresses."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ProfileForm(forms.ModelForm):
    """What a person may change without further proof."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "preferred_language")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from django.conf import settings

        super().__init__(*args, **kwargs)
        choices = [("", _("The language of the page"))] + list(settings.LANGUAGES)
        self.fields["preferred_language"] = forms.ChoiceField(
            label=_("Language of our messages"), choices=choices, required=False
        )


class FindOrderForm(forms.Form):
    """What a guest knows of an order."""

    number = forms.CharField(
        label=_("Order number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact = forms.CharField(
        label=_("E-mail or phone of the order"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "email"})
    )

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"].strip()
        phone = to_python(contact)
        if "@" not in contact and not (phone and phone.is_valid()):
            raise forms.ValidationError(_("Write an e-mail address or a phone number."))
        return contact
