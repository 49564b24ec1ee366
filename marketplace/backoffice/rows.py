"""Formsets that grow in the Wagtail admin, and the words of a form in every language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.forms.formsets import BaseFormSetMixin


class Rows(BaseFormSetMixin, forms.BaseFormSet):
    """Rows that can be added and taken out."""

    add_label: Any = _("Add")


def rows_of(form: type[forms.Form], *, add_label: Any, max_num: int = 200) -> type[forms.BaseFormSet]:
    """A formset of these rows."""
    base = type(f"{form.__name__}Rows", (Rows,), {"add_label": add_label})
    return forms.formset_factory(form, formset=base, extra=0, can_delete=True, max_num=max_num, validate_max=True)


def in_languages(
    field: str, *, label: Any, widget: type[forms.Widget] = forms.TextInput, **kwargs: Any
) -> type[forms.Form]:
    """A base class for plain forms with a field for each language: `color_en`, `color_am` ..."""
    fields = {
        build_localized_fieldname(field, code): forms.CharField(
            label=format_lazy("{}: {}", label, name), required=False, widget=widget(attrs={"lang": code}), **kwargs
        )
        for code, name in settings.LANGUAGES
    }
    return type(f"{field.title()}InLanguages", (forms.Form,), fields)


def words_in(data: Mapping[str, Any], *fields: str) -> dict[str, dict[str, str]]:
    """Field -> language -> text, out of cleaned data."""
    return {
        field: {
            code: data[column] or ""
            for code, _name in settings.LANGUAGES
            if (column := build_localized_fieldname(field, code)) in data
        }
        for field in fields
    }


def words_of(instance: Model, field: str) -> dict[str, str]:
    """Column -> text of a translated field, for the initial values of a row."""
    columns = (build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES)
    return {column: getattr(instance, column) or "" for column in columns}
