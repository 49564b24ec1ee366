from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Delivery, Event


class ReadOnlyAdmin(admin.ModelAdmin):
    """Events are looked at here and never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class DeliveryInline(admin.TabularInline):
    model = Delivery
    extra = 0
    can_delete = False


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
