"""Choosing rows that are not Wagtail's own: search by letters in plain columns."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet


def by_letters(*columns: str) -> type[BaseFilterForm]:
    """A filter form that finds rows with these letters in any of the columns."""

    class LettersForm(BaseFilterForm):
        q = forms.CharField(
            label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
        )

        def filter(self, objects: QuerySet) -> QuerySet:
            words = self.cleaned_data.get("q")
            if not words:
                return objects
            self.is_searching, self.search_query = True, words
            condition = Q()
            for column in columns:
                condition |= Q(**{f"{column}__icontains": words})
            return objects.filter(condition)

    return LettersForm


def chooser(name: str, *, model: str, icon: str, columns: tuple[str, ...], ordering: str, words: dict[str, object]):
    """A chooser for `model` ("app.Model") that lists by `ordering` and searches `columns`."""
    form = by_letters(*columns)
    attributes = {"filter_form_class": form, "ordering": ordering}
    namespace = {
        "model": model,
        "icon": icon,
        "choose_view_class": type("ChooseView", (ChooseView,), attributes),
        "choose_results_view_class": type("ChooseResultsView", (ChooseResultsView,), attributes),
        **words,
    }
    return type("Chooser", (ChooserViewSet,), namespace)(name)
