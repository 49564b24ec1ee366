"""Screens of the Wagtail admin for rows that have services: lists, forms whose save is a service, pages with actions.

Who may open one is a matter of model permissions, which only the group of administrators has
(`marketplace.bootstrap.permissions`).
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

#: Where the rooms' screens put their entries: the menu "Market".
MENU_HOOK = "register_market_menu_item"
PER_PAGE = 50


class ServiceForm(WagtailAdminModelForm):
    """A form of a row whose writer is a service: `write` calls it, nothing else is saved.

    `formset_classes` names forms of what belongs to the row (variants, pictures); they are checked with it and stand
    in `self.formsets`.
    """

    formset_classes: dict[str, type[forms.BaseFormSet]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._require_main_words()
        data = (self.data, self.files) if self.is_bound else (None, None)
        self.formsets = {
            name: formset_class(*data, prefix=name, initial=self.initial_rows(name))
            for name, formset_class in self.formset_classes.items()
        }

    def _require_main_words(self) -> None:
        """A translated field that must have words must have them in the main language: the others fall back to it."""
        for column in self.instance._meta.concrete_fields:
            original = getattr(column, "translated_field", None)
            is_needed = original is not None and not original.blank and column.language == settings.LANGUAGE_CODE
            if is_needed and column.name in self.fields:
                self.fields[column.name].required = True

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        """What the rows of a formset hold at first."""
        return []

    def write(self, *, actor: Any) -> Model:
        """Call the service; raises `ValidationError` for what it refuses."""
        raise NotImplementedError

    def fresh(self) -> Any:
        """The row as it stands in the database: the form has already changed the one it holds."""
        return type(self.instance)._default_manager.get(pk=self.instance.pk)

    def is_valid(self) -> bool:
        formsets = [formset.is_valid() for formset in self.formsets.values()]
        return super().is_valid() and all(formsets)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The filled rows of a formset, without those that were taken out."""
        filled = (each.cleaned_data for each in self.formsets[name].forms if each.has_changed() or each.initial)
        return [row for row in filled if row and not row.get("DELETE")]

    def is_multipart(self) -> bool:
        return super().is_multipart() or any(formset.is_multipart() for formset in self.formsets.values())

    @property
    def media(self) -> forms.Media:
        media = super().media
        for formset in self.formsets.values():
            media += formset.media
        return media

    def _post_clean(self) -> None:
        """Check fields and uniqueness; what must hold for the whole is the service's to say."""
        exclude = self._get_validation_exclusions()
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        try:
            self.instance.clean_fields(exclude=exclude)
        except ValidationError as problem:
            self._update_errors(problem)
        self.validate_unique()


def add_problem(form: forms.BaseForm, problem: ValidationError) -> None:
    """Show what a service refused, beside the field where the form has it."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class WritesByService:
    """For create and edit views: the form's service writes, a refusal is an error of the form."""

    log_action = "wagtail.edit"

    def save_instance(self) -> Model:
        instance = self.form.write(actor=self.request.user)  # type: ignore[attr-defined]
        log(instance=instance, action=self.log_action, user=self.request.user)  # type: ignore[attr-defined]
        return instance

    def form_valid(self, form: ServiceForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as problem:
            add_problem(form, problem)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class CreateView(WritesByService, generic.CreateView):
    log_action = "wagtail.create"

    def get_success_buttons(self) -> list[Any]:
        """A row that is never edited has no button that leads to its form."""
        return super().get_success_buttons() if self.edit_url_name else []


class EditView(WritesByService, generic.EditView):
    """Stays on the row after saving: who works on one has seldom finished."""

    def get_success_url(self) -> str:
        return self.get_edit_url()


class IndexView(generic.IndexView):
    """A list that is searched in plain columns, related ones included."""

    search_backend_name = None

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """A row's title leads to its form, or to its page, where the column itself names no address."""
        return [self._leading_on(column) for column in super().columns]

    def _leading_on(self, column: BaseColumn) -> BaseColumn:
        if not isinstance(column, TitleColumn) or column.url_name:
            return column
        linked = copy(column)
        # Without the right to change there is no form to lead to.
        linked.url_name = self.edit_url_name if self.user_has_permission("change") else self.inspect_url_name
        return linked

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        # In a query of its own, so that a row with several matches is listed once.
        found = super().search_queryset(self.model._default_manager.order_by())
        return queryset.filter(pk__in=found.values("pk"))


class ActionView(generic.InspectView):
    """A page about one row with actions below it; an action is a POST with its name in `action`.

    Subclasses have `actions`: name -> name of the method that does it, and give its words back. A `ValidationError` or
    an exception of `refusals` becomes a message.
    """

    any_permission_required = ["add", "change", "delete", "view"]
    actions: dict[str, str] = {}
    refusals: tuple[type[Exception], ...] = (ValidationError,)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("change"):
            return HttpResponse(status=403)
        method = self.actions.get(request.POST.get("action", ""))
        if method is None:
            return HttpResponse(status=400)
        try:
            with transaction.atomic():
                said = getattr(self, method)(request.POST)
                log(instance=self.object, action="wagtail.edit", user=request.user)
            messages.success(request, said)
        except self.refusals as problem:
            messages.error(request, _in_words(problem))
        return HttpResponseRedirect(request.get_full_path())


def _in_words(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    return str(problem) or _("That is not possible.")


class Screen(ModelViewSet):
    """A room's screen in the menu "Market". Rows are not deleted here: orders and reports refer to them."""

    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    menu_hook = MENU_HOOK
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    list_per_page = PER_PAGE
    can_add = True
    can_edit = True
    #: For screens without a form; the others bring an edit handler.
    form_fields: tuple[str, ...] = ()

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.url_prefix = f"market/{self.name}"
        self.url_namespace = f"market-{self.name}"
        self.menu_name = f"market-{self.name}"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_common_view_kwargs(**kwargs)
        left_out = {"delete_url_name", "usage_url_name", *self._without()}
        return {name: value for name, value in found.items() if name not in left_out}

    def _without(self) -> set[str]:
        add = set() if self.can_add else {"add_url_name"}
        return add if self.can_edit else add | {"edit_url_name", "history_url_name"}

    def get_urlpatterns(self) -> list[Any]:
        routes = {"delete", "usage"} | (set() if self.can_add else {"add"})
        routes |= set() if self.can_edit else {"edit", "history", "history_results"}
        return [each for each in super().get_urlpatterns() if each.name not in routes]

    def extra_path(self, route: str, view_class: Any, name: str, **kwargs: Any) -> Any:
        """One more address of this screen."""
        return path(route, self.construct_view(view_class, **kwargs), name=name)
