"""The words around the pages in the Wagtail admin: menu "Shop words"."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, LocaleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Banner, Footer, Guarantee, Navigation


class Words(SnippetViewSet):
    """Rows of one kind, in each language."""

    copy_view_enabled = False
    add_to_admin_menu = False


class NavigationViewSet(Words):
    model = Navigation
    icon = "list-ul"


class FooterViewSet(Words):
    model = Footer
    icon = "doc-empty"


class GuaranteeViewSet(Words):
    model = Guarantee
    icon = "check"
    ordering = ["locale", "position", "pk"]
    list_display = ["title", LocaleColumn(), "text", "position", BooleanColumn("is_active", label=_("Shown"))]


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


class BannerViewSet(Words):
    model = Banner
    icon = "bullhorn"
    ordering = ["locale", "order", "pk"]
    list_filter = ["position", "is_active"]
    list_display = [
        "title",
        LocaleColumn(),
        Column("position", label=pgettext_lazy("position", "Place"), accessor="get_position_display"),
        Column("starts_at", label=pgettext_lazy("date", "From"), accessor=lambda banner: _moment(banner.starts_at)),
        Column("ends_at", label=_("Until"), accessor=lambda banner: _moment(banner.ends_at)),
        BooleanColumn("is_active", label=_("Shown")),
    ]


class WordsGroup(SnippetViewSetGroup):
    items: tuple[type[ViewSet] | Any, ...] = (BannerViewSet, GuaranteeViewSet, NavigationViewSet, FooterViewSet)
    menu_label = _("Shop words")
    menu_icon = "openquote"
    menu_order = 60


register_snippet(WordsGroup)
