from django import forms
from django.utils.translation import gettext_lazy as _


class PiecesForm(forms.Form):
    """How many pieces of each line; `line.left` is the most."""

    def __init__(self, *args, lines: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[self.name_of(line)] = forms.IntegerField(
                label=line.title, min_value=0, max_value=line.left, initial=line.left, required=False
            )

    @staticmethod
    def name_of(line) -> str:
        return f"line_{line.pk}"

    def pieces(self) -> list[forms.BoundField]:
        """The inputs that say how many of each line are in the parcel."""
        return [self[self.name_of(line)] for line in self.lines]

    def quantities(self) -> dict[int, int]:
        """Pieces by line id, lines with none left out."""
        chosen = {line.pk: self.cleaned_data.get(self.name_of(line)) or 0 for line in self.lines}
        return {pk: count for pk, count in chosen.items() if count}


class ParcelForm(PiecesForm):
    """One parcel: how many of each line, and how it travels."""

    carrier = forms.CharField(label=_("Carrier"), max_length=100, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=100, required=False)
    tracking_url = forms.URLField(label=_("Tracking link"), required=False, assume_scheme="https")

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not self.quantities():
            raise forms.ValidationError(_("Say how many pieces you are sending."))
        return cleaned

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("carrier", "tracking_number", "tracking_url")}


class CancelForm(forms.Form):
    """Why the seller cannot send it; the buyer reads this."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        help_text=_("The buyer reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefusalForm(forms.Form):
    """Why a parcel was not taken; for the market and the seller's own records."""

    reason = forms.CharField(label=_("What happened at the door"), max_length=255, required=False)
