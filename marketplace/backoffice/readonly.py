"""Looking without touching: Django's admin shows commerce and writes none of it.

Orders, stock and prices have services that keep their numbers true; a form that writes rows past them would not.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """A mixin for admins and inlines: everything may be seen, nothing added, changed or removed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """The read-only form of a model admin, its inlines included."""

    actions = None
    list_editable: tuple[str, ...] = ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        inlines = super().get_inlines(request, obj)
        return [type(f"ReadOnly{each.__name__}", (ReadOnly, each), {"extra": 0}) for each in inlines]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Oscar's admins search people by a user name, which ours need not have."""
        return [name.replace("user__username", "user__phone") for name in super().get_search_fields(request)]


def make_read_only(*, labels: Iterable[str], site: admin.AdminSite = admin.site) -> None:
    """Replace the admin of every model of these apps by its read-only form."""
    wanted = set(labels)
    for model, present in list(site._registry.items()):
        if model._meta.app_label in wanted:
            site.unregister(model)
            site.register(model, _read_only_form(model, type(present)))


def _read_only_form(model: type[Model], present: type[admin.ModelAdmin]) -> type[admin.ModelAdmin]:
    """A tree's admin moves nodes by a request of its own, so of such a one only the columns are kept."""
    if hasattr(model, "add_root"):
        columns = {name: getattr(present, name) for name in ("list_display", "list_filter", "search_fields")}
        return type(f"ReadOnly{model.__name__}Admin", (ReadOnlyAdmin,), columns)
    own = {"actions": None, "list_editable": ()}
    return type(f"ReadOnly{present.__name__}", (ReadOnlyAdmin, present), own)
