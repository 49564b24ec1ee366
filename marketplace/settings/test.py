"""Tests: nothing leaves the process, nothing is slow."""

from .base import *
from .environment import env

DEBUG = False
SECRET_KEY = "test-only-not-a-secret"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
if not env.str("DATABASE_URL", default=""):
    DATABASES["default"]["NAME"] = ":memory:"
    DATABASES["default"]["OPTIONS"].pop("init_command", None)
elif DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Races need the locks of a real file; by default the test database would be one in memory.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}
OUTBOX_RELAY = "inline"
TICKER_EMBEDDED = False
SMS_GATEWAY = "memory"
LANGUAGE_CODE = "en"
LOGGING["root"]["level"] = "WARNING"
