"""Settings of the measured server: as in production, without TLS and with nothing sent out."""

from marketplace.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "bench-only-not-a-secret"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "tests.bench.urls"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SMS_GATEWAY = "memory"
TICKER_EMBEDDED = False
# Events are handed on by `manage.py relay`, which runs beside the web processes and is not part of a measurement.
OUTBOX_RELAY = "external"
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
