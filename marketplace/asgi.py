"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.production")
application = get_asgi_application()

from marketplace import ticker  # noqa: E402  (needs the settings that the line above has loaded)

ticker.start()
