from typing import Any

from django.db.models.signals import post_migrate
from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "oscar_apps.payment"

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(make_source_types, sender=self)


def make_source_types(sender: Any, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: Oscar's source type of every known gateway, so that no order has to make one."""
    from django.db import connection
    from oscar.core.loading import get_model

    if get_model("payment", "SourceType")._meta.db_table not in connection.introspection.table_names():
        return  # another app is migrated alone, before ours
    from .gateways.registry import KNOWN

    for code, gateway in KNOWN.items():
        get_model("payment", "SourceType").objects.get_or_create(code=code, defaults={"name": str(gateway.name)})
