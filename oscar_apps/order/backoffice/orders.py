"""The screen of orders: found by number, phone or e-mail; read, accepted and cancelled, never edited."""

from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.screens import ActionView, IndexView, Screen
from marketplace.templatetags.shop import money_text
from oscar_apps.address.selectors import address_lines
from oscar_apps.payment.backoffice.money_back import GivesMoneyBack
from oscar_apps.payment.gateways.registry import display_name

from .. import pipeline
from ..models import Consignment, ConsignmentStatus, Line, Order, OrderStatus, PaymentStatus, ShippingEvent
from ..processing import EventHandler
from ..registry import order_links
from ..services import set_admin_notes


class OrderFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=OrderStatus.choices)
    payment_status = django_filters.ChoiceFilter(label=_("Payment"), choices=PaymentStatus.choices)
    part = django_filters.ChoiceFilter(label=_("A part is"), choices=ConsignmentStatus.choices, method="with_part")
    seller = django_filters.CharFilter(label=_("Seller"), method="of_seller")
    placed = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("date", "Placed"), field_name="date_placed", widget=DateRangePickerWidget
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def with_part(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(Consignment.objects.filter(order=OuterRef("pk"), status=value)))

    def of_seller(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        parts = Consignment.objects.filter(order=OuterRef("pk"), partner__name__icontains=value)
        return queryset.filter(Exists(parts))


class OrderIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Order.objects.select_related("user", "shipping_address").annotate(num_parts=Count("consignments"))


class OrderView(GivesMoneyBack, ActionView):
    """One order with every seller's part, and what may still be done with it."""

    template_name = "backoffice/order.html"
    page_title = _("Order")
    actions = {
        "accept": "accept",
        "cancel": "cancel",
        "cancel_order": "cancel_order",
        "notes": "save_notes",
        "refuse": "refuse",
        "take_back": "take_back",
        **GivesMoneyBack.money_actions,
    }
    refusals = (*ActionView.refusals, *GivesMoneyBack.money_refusals)

    def get_page_subtitle(self) -> str:
        return self.object.number

    def accept(self, data: Any) -> str:
        part = self._part(data)
        self._handler().accept(part)
        return _t("%(number)s is accepted.") % {"number": part.number}

    def cancel(self, data: Any) -> str:
        part = self._part(data)
        self._handler().cancel_consignment(part, reason=data.get("reason", "").strip())
        return _t("%(number)s is cancelled; its goods are back in stock.") % {"number": part.number}

    def cancel_order(self, data: Any) -> str:
        self._handler().cancel_order(self.object, reason=data.get("reason", "").strip())
        return _t("The order is cancelled; its goods are back in stock.")

    def refuse(self, data: Any) -> str:
        part = self._part(data)
        self._handler().refuse(part, reason=data.get("reason", "").strip())
        return _t("%(number)s was refused at the door.") % {"number": part.number}

    def take_back(self, data: Any) -> str:
        part = self._part(data)
        self._handler().take_back(part)
        return _t("The goods of %(number)s are back in stock.") % {"number": part.number}

    def save_notes(self, data: Any) -> str:
        set_admin_notes(order=self.object, text=data.get("notes", ""))
        return _t("Notes saved.")

    def _handler(self) -> EventHandler:
        return EventHandler(user=self.request.user, role="admin")

    def _part(self, data: Any) -> Consignment:
        """A part of this order; another order's does not exist here."""
        pk = data.get("consignment", "")
        return get_object_or_404(Consignment, order=self.object, pk=pk if pk.isdigit() else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts, address = _parts_of(self.object), self.object.shipping_address
        return {
            **super().get_context_data(**kwargs),
            "order": self.object,
            "address_lines": address_lines(address) if address else [],
            "payment_name": display_name(self.object.payment_method),
            "parts": [
                {"part": part, "may_accept": ConsignmentStatus.ACCEPTED in pipeline.allowed_moves(part),
                 "may_cancel": pipeline.cancellable(part), "may_refuse": pipeline.under_way(part),
                 "may_take_back": part.status == ConsignmentStatus.REFUSED and not part.goods_back_at}
                for part in parts
            ],
            "may_cancel_order": pipeline.all_cancellable(parts),
            "may_change": self.user_has_permission("change"),
            "status_changes": self.object.status_changes.order_by("date_created"),
            "links": order_links.of(self.object),
            **self.money_context(),
        }  # fmt: skip


def _parts_of(order: Order) -> list[Consignment]:
    parcels = ShippingEvent.objects.filter(event_type__code=ShippingEvent.SHIPPED).select_related("arrival")
    return list(
        order.consignments.select_related("partner").prefetch_related(
            Prefetch("lines", Line.objects.order_by("pk")),
            Prefetch("shipping_events", parcels.order_by("pk"), to_attr="parcels"),
            "status_changes__actor",
        )
    )


def _buyer(order: Order) -> str:
    address = order.shipping_address
    return (address.name if address else "") or str(order.user or "")


def _total(order: Order) -> str:
    return money_text(order.total_incl_tax, order.currency)


class OrderScreen(Screen):
    model = Order
    icon = "list-ul"
    menu_label = _("Orders")
    menu_order = 50
    can_add = can_edit = False
    index_view_class = OrderIndexView
    inspect_view_class = OrderView
    inspect_view_enabled = True
    inspect_template_name = "backoffice/order.html"
    filterset_class = OrderFilters
    ordering = "-date_placed"
    search_fields = ["number", "guest_email", "guest_phone", "user__email", "user__phone", "consignments__number"]
    list_display = [
        TitleColumn("number", label=_("Number"), sort_key="number", url_name="market-orders:inspect"),
        DateColumn("date_placed", label=pgettext_lazy("date", "Placed"), sort_key="date_placed"),
        Column("buyer", label=_("Buyer"), accessor=_buyer),
        NumberColumn("num_parts", label=_("Sellers")),
        StatusTagColumn("status", label=_("Status"), accessor=lambda order: OrderStatus(order.status).label,
                        sort_key="status", primary=lambda order: order.status == OrderStatus.OPEN),
        StatusTagColumn("payment_status", label=_("Payment"), accessor="get_payment_status_display",
                        primary=lambda order: order.payment_status == PaymentStatus.PAID),
        Column("total", label=_("Total"), accessor=_total, sort_key="total_incl_tax", classname="num"),
    ]  # fmt: skip
