"""The catalogue's screens and choosers in the Wagtail admin."""

from wagtail import hooks

from .backoffice.brands import BrandScreen
from .backoffice.categories import CategoryScreen
from .backoffice.choosers import brand_chooser, category_chooser, product_chooser
from .backoffice.products import ProductScreen
from .backoffice.types import OptionGroupScreen, ProductTypeScreen, TaxClassScreen


@hooks.register("register_admin_viewset")
def choosers() -> list:
    return [product_chooser, category_chooser, brand_chooser]


@hooks.register("register_admin_viewset")
def screens() -> list:
    return [
        ProductScreen("products"),
        CategoryScreen("categories"),
        BrandScreen("brands"),
        ProductTypeScreen("types"),
        OptionGroupScreen("options"),
        TaxClassScreen("taxes"),
    ]
