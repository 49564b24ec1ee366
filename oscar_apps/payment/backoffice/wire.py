"""What was said between us and providers: read, never written."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from marketplace.backoffice.screens import ActionView, Screen

from ..models import ProviderCall, ProviderNotice


class NoticeFilters(WagtailFilterSet):
    gateway = django_filters.CharFilter(label=_("Gateway"))
    date = django_filters.DateFromToRangeFilter(label=_("Date"), field_name="received_at", widget=DateRangePickerWidget)

    class Meta:
        model = ProviderNotice
        fields: list[str] = []


class CallFilters(WagtailFilterSet):
    gateway = django_filters.CharFilter(label=_("Gateway"))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=[(name, name) for name in ("ok", "refused", "unavailable")]
    )
    date = django_filters.DateFromToRangeFilter(label=_("Date"), field_name="started_at", widget=DateRangePickerWidget)

    class Meta:
        model = ProviderCall
        fields: list[str] = []


class LookView(ActionView):
    """Everything of one row; nothing can be done with it."""

    template_name = "wagtailadmin/generic/inspect.html"

    def get_page_subtitle(self) -> str:
        return str(self.object)


class WireScreen(Screen):
    """A list of rows that only providers and we write."""

    can_add = can_edit = False
    inspect_view_class: Any = LookView
    inspect_view_enabled = True
    ordering = "-pk"


class NoticeScreen(WireScreen):
    model = ProviderNotice
    icon = "mail"
    menu_label = _("Messages from providers")
    menu_order = 140
    filterset_class = NoticeFilters
    inspect_view_fields = ["gateway", "event_id", "name", "reference", "outcome", "received_at", "summary"]
    search_fields = ["reference", "event_id", "name"]
    list_display = [
        TitleColumn("name", label=pgettext_lazy("provider", "Event"), url_name="market-provider-messages:inspect"),
        DateColumn("received_at", label=_("Date"), sort_key="received_at"),
        Column("gateway", label=_("Gateway"), sort_key="gateway"),
        Column("reference", label=_("Reference"), sort_key="reference"),
        Column("outcome", label=_("Outcome"), sort_key="outcome"),
    ]


class CallScreen(WireScreen):
    model = ProviderCall
    icon = "link-external"
    menu_label = _("Requests to providers")
    menu_order = 141
    filterset_class = CallFilters
    inspect_view_fields = [
        "gateway", "operation", "reference", "started_at", "milliseconds", "http_status", "outcome", "request",
        "response",
    ]  # fmt: skip
    search_fields = ["reference", "operation"]
    list_display = [
        TitleColumn("operation", label=_("Operation"), url_name="market-provider-requests:inspect"),
        DateColumn("started_at", label=_("Date"), sort_key="started_at"),
        Column("gateway", label=_("Gateway"), sort_key="gateway"),
        Column("reference", label=_("Reference"), sort_key="reference"),
        Column("outcome", label=_("Outcome"), sort_key="outcome"),
        Column("milliseconds", label=_("Milliseconds"), sort_key="milliseconds", classname="num"),
    ]
