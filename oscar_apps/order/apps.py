from typing import Any

from django.db.models.signals import post_migrate
from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "oscar_apps.order"

    def ready(self) -> None:
        super().ready()
        from . import jobs, receivers  # noqa: F401

        post_migrate.connect(make_event_types, sender=self)


def make_event_types(sender: Any, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: the two shipping events of a parcel."""
    from django.db import connection
    from oscar.core.loading import get_model

    if get_model("order", "ShippingEventType")._meta.db_table not in connection.introspection.table_names():
        return  # another app is migrated alone, before ours
    for code, name in (("shipped", "Shipped"), ("delivered", "Delivered")):
        get_model("order", "ShippingEventType").objects.get_or_create(code=code, defaults={"name": name})
