"""Production: refuses to start without its secrets, and speaks only HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .environment import env

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "ALLOWED_HOSTS",
    "SHOP_BASE_URL",
    "REDIS_URL",
    "EMAIL_HOST",
    "DEFAULT_FROM_EMAIL",
)
# Half a configuration fails at the first customer; better here.
TOGETHER = (
    ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"),
    ("CHAPA_SECRET_KEY", "CHAPA_WEBHOOK_SECRET"),
    ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    ("AWS_STORAGE_BUCKET_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("MINIO_BUCKET_NAME", "MINIO_ENDPOINT", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"),
)
SHORTEST_KEY = 50
# Anything else would be a look-alike, or would send a secret key in the clear.
PROVIDER_ADDRESSES = ("CHAPA_BASE_URL", "STRIPE_BASE_URL", "TWILIO_BASE_URL")


def _is_set(name: str) -> bool:
    if name == "DATABASE_URL" and env.str("DB_NAME", default=""):
        return True
    return bool(env.str(name, default=""))


def _refuse_incomplete_environment() -> None:
    missing = [name for name in REQUIRED if not _is_set(name)]
    for names in TOGETHER:
        if _is_set(names[0]):
            missing += [name for name in names if not _is_set(name)]
    if missing:
        raise ImproperlyConfigured(
            f"Production needs these environment variables: {', '.join(missing)}. See .env.example."
        )
    if len(env.str("SECRET_KEY")) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"SECRET_KEY must have at least {SHORTEST_KEY} characters.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the shop's hosts; * accepts forged ones.")
    insecure = [name for name in PROVIDER_ADDRESSES if not (env.str(name, default="") or "https:").startswith("https:")]
    if insecure:
        raise ImproperlyConfigured(f"{', '.join(insecure)} must begin with https://.")


_refuse_incomplete_environment()

DEBUG = False
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SHOP_BASE_URL])
# nginx sets this header itself and drops a client's (deploy/nginx.conf).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=True)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=True)
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), style=env.str("LOG_FORMAT", default="json"))
