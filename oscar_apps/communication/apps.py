from oscar.apps.communication import apps


class CommunicationConfig(apps.CommunicationConfig):
    name = "oscar_apps.communication"

    def ready(self) -> None:
        super().ready()
        from . import jobs, receivers  # noqa: F401
