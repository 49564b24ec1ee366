"""Development and the demo: SQLite, in-process events, mail into files."""

from .base import *
from .environment import env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or "development-only-not-a-secret"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# Static files straight from their folders, so that nothing has to be collected; also with DEBUG off, as in the demo.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
CSRF_TRUSTED_ORIGINS = ["http://localhost:8000", "http://127.0.0.1:8000"]
