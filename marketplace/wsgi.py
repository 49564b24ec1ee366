"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.production")
application = get_wsgi_application()

from marketplace import ticker  # noqa: E402  (needs the settings that the line above has loaded)

ticker.start()
