"""The menu of the account area. Wings add their entries when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `shown` decides for a person whether it is there."""

    key: str
    label: str | Promise
    url_name: str
    icon: str
    position: int = 50
    shown: Callable[[Any], bool] = lambda user: True


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; the same key replaces the one before."""
    _entries[entry.key] = entry


def register_own() -> None:
    """The entries of the core."""
    register(Entry("summary", _("Overview"), "customer:summary", "house", 0))
    register(Entry("orders", _("Orders"), "customer:order-list", "package", 10))
    register(Entry("saved", _("Saved"), "customer:saved", "heart", 15))
    register(Entry("addresses", _("Addresses"), "customer:address-list", "map-pin", 20))
    register(Entry("profile", _("Profile"), "customer:profile", "user", 30))
    register(Entry("password", _("Password"), "customer:password", "lock", 40))


def account_nav(request: HttpRequest, *, active: str) -> list[dict[str, Any]]:
    """The menu for this person, in order."""
    entries = sorted(_entries.values(), key=lambda entry: entry.position)
    return [
        {"label": entry.label, "url": reverse(entry.url_name), "icon": entry.icon, "active": entry.key == active}
        for entry in entries
        if entry.shown(request.user)
    ]
