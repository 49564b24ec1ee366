from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from marketplace.backoffice.readonly import ReadOnlyAdmin

from .models import Delivery, Event


class DeliveryInline(admin.TabularInline):
    model = Delivery


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "name", "payload", "relayed_at"]
    list_filter = ["name"]
    date_hierarchy = "created_at"
    inlines = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Filter by "delivered at: empty" to see what is owed, with the error of the last attempt."""

    list_display = ["event", "subscriber", "attempts", "next_attempt_at", "delivered_at", "error"]
    list_filter = [("delivered_at", admin.EmptyFieldListFilter), ("error", admin.EmptyFieldListFilter), "subscriber"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).select_related("event")
