"""Fields of the back office's forms."""

from typing import Any

from django import forms


class CodesField(forms.CharField):
    """Codes with spaces or commas between them, as a list."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return str(super().clean(value) or "").replace(",", " ").split()
