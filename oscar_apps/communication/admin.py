from django.contrib import admin
from django.http import HttpRequest
from oscar.apps.communication.admin import *

from .models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """What was sent to whom and what failed; read only."""

    list_display = ["created_at", "channel", "recipient", "subject", "status", "attempts", "error"]
    list_filter = ["status", "channel", "language"]
    search_fields = ["recipient", "key", "subject"]
    raw_id_fields = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
