"""Production: refuses to start without its secrets, and speaks only HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .environment import env

REQUIRED = ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "SHOP_BASE_URL", "REDIS_URL", "EMAIL_HOST", "DEFAULT_FROM_EMAIL")
_has_db_parts = bool(env.str("DB_NAME", default=""))
_missing = [
    name for name in REQUIRED if not env.str(name, default="") and not (name == "DATABASE_URL" and _has_db_parts)
]
if _missing:
    raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(_missing)}. See .env.example.")
if len(SECRET_KEY) < 50:  # noqa: F405
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")

DEBUG = False
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SHOP_BASE_URL])  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
