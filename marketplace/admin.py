"""Django's admin, where commerce can be looked at. Work is done in the Wagtail admin, which calls the services."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from marketplace.backoffice.readonly import make_read_only

COMMERCE = (
    "address", "analytics", "basket", "catalogue", "customer", "offer", "order", "partner", "payment", "reviews",
    "shipping", "voucher", "vendors", "wishlists",
)  # fmt: skip

# Django loads this module before theirs; what they register must be there to be replaced.
for _label in COMMERCE:
    _config = apps.get_app_config(_label)
    if module_has_submodule(_config.module, "admin"):
        import_module(f"{_config.name}.admin")

make_read_only(labels=COMMERCE)
