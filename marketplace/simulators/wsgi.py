"""The WSGI entry point. Importing it starts the thread that sends webhooks, so it runs in exactly one process."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from . import settings as own

# Not by DJANGO_SETTINGS_MODULE, which names the shop's settings and is what the refusal looks at.
settings.configure(**{name: getattr(own, name) for name in dir(own) if name.isupper()})
django.setup(set_prefix=False)

from .jobs import start_worker  # noqa: E402

start_worker()
application = WSGIHandler()
