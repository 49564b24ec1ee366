from typing import Any

from django.db.models.signals import post_migrate
from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "oscar_apps.payment"

    def ready(self) -> None:
        super().ready()
        from . import jobs as own_jobs  # noqa: F401
        from . import receivers  # noqa: F401
        from .cash import receivers as cash_receivers  # noqa: F401
        from .gateways import jobs  # noqa: F401

        post_migrate.connect(make_source_types, sender=self)
        post_migrate.connect(make_gateway_options, sender=self)


def make_gateway_options(sender: Any, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: a row for every known gateway, for the operator to name and to limit."""
    from django.db import connection

    from .gateways.registry import KNOWN
    from .models import GatewayOption
    from .options import make_missing_options

    if GatewayOption._meta.db_table in connection.introspection.table_names():
        make_missing_options(KNOWN)


def make_source_types(sender: Any, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: Oscar's source type of every known gateway, so that no order has to make one."""
    from django.db import connection
    from oscar.core.loading import get_model

    if get_model("payment", "SourceType")._meta.db_table not in connection.introspection.table_names():
        return  # another app is migrated alone, before ours
    from .gateways.registry import KNOWN

    for code, gateway in KNOWN.items():
        get_model("payment", "SourceType").objects.get_or_create(code=code, defaults={"name": str(gateway.name)})
