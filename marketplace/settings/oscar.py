"""Oscar's settings: its defaults, then what this marketplace decides otherwise."""

from anyascii import anyascii
from django.utils.text import slugify
from oscar.defaults import *


def latin_slug(value: str, allow_unicode: bool = False) -> str:
    """A slug in Latin letters for text in any script (Amharic and Arabic included)."""
    return slugify(anyascii(value), allow_unicode=False)


OSCAR_SLUG_FUNCTION = "marketplace.settings.oscar.latin_slug"
OSCAR_HOMEPAGE = "/"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 500
OSCAR_OFFERS_INCL_TAX = True  # prices include tax, so discounts do
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "line4", "country", "phone_number")
# Discounts are taken off prices that include tax and are rounded half-up, as every stored amount is.
OSCAR_OFFERS_INCL_TAX = True
OSCAR_OFFER_ROUNDING_FUNCTION = "oscar_apps.partner.prices.quantize"
OSCAR_DELETE_IMAGE_FILES = False
OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"

# Fulfilment is a matter of the consignment (oscar_apps.order.pipeline); the order's own word follows from its parts.
OSCAR_INITIAL_ORDER_STATUS = "pending"
OSCAR_ORDER_STATUS_PIPELINE = {
    "pending": ("open", "cancelled"),
    "open": ("completed", "cancelled"),
    "completed": (),
    "cancelled": (),
}
OSCAR_INITIAL_LINE_STATUS = ""
OSCAR_LINE_STATUS_PIPELINE = {}

# Oscar's modules import haystack even though our search replaces it; the simple engine satisfies the import.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
