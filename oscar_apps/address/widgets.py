"""Inputs written without templates: for a select of fourteen regions Django renders thirty, at every checkout."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class _PlainInput:
    """What an `<input>` widget gives, as one string."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)  # type: ignore[attr-defined]
        given = self.build_attrs(self.attrs, attrs)  # type: ignore[attr-defined]
        kind = {"type": self.input_type, "name": name}  # type: ignore[attr-defined]
        return format_html("<input{}>", flatatt({**kind, **({} if shown is None else {"value": shown}), **given}))


class PlainText(_PlainInput, forms.TextInput):
    """A line of text."""


class PlainPhone(PlainText):
    """A phone number; digits run from left to right in every language."""

    input_type = "tel"


class PlainEmail(_PlainInput, forms.EmailInput):
    """An e-mail address."""


class PlainSelect(forms.Select):
    """One of a list without groups."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(each) for each in self.format_value(value)}
        rows = ((code, " selected" if str(code) in chosen else "", label) for code, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), options
        )
