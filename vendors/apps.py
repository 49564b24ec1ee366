from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VendorsConfig(AppConfig):
    name = "vendors"
    verbose_name = _("Sellers")

    def ready(self) -> None:
        from oscar_apps.communication.registry import seller_contacts
        from oscar_apps.order.registry import order_links

        from . import jobs, receivers  # noqa: F401
        from .backoffice.links import order_money_link
        from .contacts import contacts_of
        from .ledger import receivers as ledger_receivers  # noqa: F401

        seller_contacts.register(contacts_of)
        order_links.register(order_money_link)
