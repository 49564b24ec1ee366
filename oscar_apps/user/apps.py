from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class UserConfig(AppConfig):
    name = "oscar_apps.user"
    label = "user"
    verbose_name = _("People")

    def ready(self) -> None:
        from .roles import create_groups

        post_migrate.connect(create_groups, sender=self)
