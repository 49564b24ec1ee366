from django.contrib import admin
from django.contrib.auth import get_user_model


@admin.register(get_user_model())
class UserAdmin(admin.ModelAdmin):
    list_display = ("__str__", "email", "phone", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "phone", "first_name", "last_name")
    readonly_fields = ("password", "last_login", "date_joined", "phone_confirmed_at")
    filter_horizontal = ("groups", "user_permissions")
