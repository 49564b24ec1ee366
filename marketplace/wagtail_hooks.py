"""The back office's own menu and its few styles."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from marketplace.backoffice.screens import MENU_HOOK

market_menu = Menu(register_hook_name=MENU_HOOK)


@hooks.register("register_admin_menu_item")
def market() -> MenuItem:
    return SubmenuMenuItem(_("Market"), market_menu, name="market", icon_name="tag", order=50)


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/backoffice.css"))
