"""Words of the back office's pages."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

#: Who did it, as rows keep it.
ROLES = {"buyer": _("Buyer"), "seller": _("Seller"), "admin": _("Administrator"), "system": _("Automatic")}


@register.filter
def role_name(role: str) -> str:
    """`admin` in the reader's language; another role as it is written."""
    return str(ROLES.get(role, role))
