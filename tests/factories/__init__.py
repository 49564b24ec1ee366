"""Small makers of valid rows. Each takes what a test cares about and fills in the rest."""

from .catalogue import make_category, make_product, make_product_type, make_tax_class, make_variant
from .orders import make_address, make_basket, make_shipping_method
from .people import make_seller, make_user
from .sellers import make_offer, make_partner, make_vendor

__all__ = [
    "make_address",
    "make_basket",
    "make_category",
    "make_offer",
    "make_partner",
    "make_product",
    "make_product_type",
    "make_seller",
    "make_shipping_method",
    "make_tax_class",
    "make_user",
    "make_variant",
    "make_vendor",
]
