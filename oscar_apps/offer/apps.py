from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    name = "oscar_apps.offer"

    def ready(self) -> None:
        super().ready()
        from . import receivers  # noqa: F401
