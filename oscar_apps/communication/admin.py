from django.contrib import admin
from oscar.apps.communication.admin import *

from marketplace.backoffice.readonly import ReadOnlyAdmin

from .models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What was sent to whom and what failed."""

    list_display = ["created_at", "channel", "recipient", "subject", "status", "attempts", "error"]
    list_filter = ["status", "channel", "language"]
    search_fields = ["recipient", "key", "subject"]
    raw_id_fields = ["user"]
