"""Settings shared by every way of running the shop. Values come from the environment; see `.env.example`."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from . import object_storage
from .environment import BASE_DIR, database_config, env
from .logs import logging_config
from .oscar import *

SHOP_NAME = env.str("SHOP_NAME", default="Merkato")
SHOP_CURRENCY = env.str("SHOP_CURRENCY", default="ETB")
SHOP_COUNTRY = env.str("SHOP_COUNTRY", default="ET")
SHOP_BASE_URL = env.str("SHOP_BASE_URL", default="http://localhost:8000")
OSCAR_SHOP_NAME = SHOP_NAME
OSCAR_DEFAULT_CURRENCY = SHOP_CURRENCY

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SITE_ID = 1
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
AUTH_USER_MODEL = "user.User"

INSTALLED_APPS = [
    "modeltranslation",  # before every app whose admin or models it patches
    "marketplace.apps.MarketplaceConfig",
    "marketplace.outbox.apps.OutboxConfig",
    "marketplace.ticker.apps.TickerConfig",
    "marketplace.api.apps.ApiConfig",
    "oscar_apps.user.apps.UserConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "marketplace.shop.ShopConfig",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "oscar_apps.checkout.apps.CheckoutConfig",
    "oscar_apps.address.apps.AddressConfig",
    "oscar_apps.shipping.apps.ShippingConfig",
    "oscar_apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar_apps.communication.apps.CommunicationConfig",
    "oscar_apps.partner.apps.PartnerConfig",
    "oscar_apps.basket.apps.BasketConfig",
    "oscar_apps.payment.apps.PaymentConfig",
    "oscar_apps.offer.apps.OfferConfig",
    "oscar_apps.order.apps.OrderConfig",
    "oscar_apps.customer.apps.CustomerConfig",
    "oscar_apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "marketplace.shop.UnmountedDashboardConfig",  # Oscar's template tags import it; its pages are not mounted
    "vendors.apps.VendorsConfig",
    "cms.apps.CmsConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "widget_tweaks",
    "django_tables2",
    "phonenumber_field",
    "rest_framework",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.middleware.PublicPageMiddleware",  # before language and session: what it keeps is finished
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "oscar_apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "marketplace" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.context.shop",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_config()}
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Africa/Addis_Ababa")

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("am", _("Amharic")),
    ("sw", _("Swahili")),
    ("fr", _("French")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "marketplace.formats"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "marketplace" / "static"]
MEDIA_URL = env.str("MEDIA_URL", default="/media/")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if object_storage.BUCKET:
    STORAGES["default"] = object_storage.S3_STORAGE

AUTHENTICATION_BACKENDS = ["oscar_apps.user.backends.EmailOrPhoneBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "customer:login"
LOGIN_REDIRECT_URL = "customer:summary"
PHONENUMBER_DEFAULT_REGION = SHOP_COUNTRY
PHONENUMBER_DB_FORMAT = "E164"

REDIS_URL = env.str("REDIS_URL", default="")
RABBITMQ_URL = env.str("RABBITMQ_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            # A Redis that hangs must cost a page two seconds and an error in the log, not a worker.
            "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 2, "SOCKET_TIMEOUT": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "shop",
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    }
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Messages that a view leaves for the next page; cookies keep guests free of sessions.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Where outbox events are handed on: "in_process" by default, "celery" with a broker (marketplace.outbox.relay).
OUTBOX_RELAY = env.str("OUTBOX_RELAY", default="celery" if RABBITMQ_URL else "in_process")
TICKER_EMBEDDED = env.bool("TICKER_EMBEDDED", default=not RABBITMQ_URL)
CELERY_BROKER_URL = RABBITMQ_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True}  # a task counts as sent when the broker has it
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.path("EMAIL_FILE_PATH", default=str(BASE_DIR / "var" / "mail"))
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SHOP_NAME} <orders@localhost>")
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL

TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_PHONE_NUMBER = env.str("TWILIO_PHONE_NUMBER", default="")
# Another address than Twilio's own: a look-alike, or a proxy that may leave the network.
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", default="")
TWILIO_TIMEOUT_SECONDS = env.int("TWILIO_TIMEOUT_SECONDS", default=10)
SMS_GATEWAY = env.str("SMS_GATEWAY", default="twilio" if TWILIO_ACCOUNT_SID else "console")

# Which ways to pay are switched on, in this order; the operator names and limits them in the back office.
PAYMENT_GATEWAYS = env.list("PAYMENT_GATEWAYS", default=["cash_on_delivery"])
CHAPA_SECRET_KEY = env.str("CHAPA_SECRET_KEY", default=env.str("CHAPA_API_KEY", default=""))
CHAPA_WEBHOOK_SECRET = env.str("CHAPA_WEBHOOK_SECRET", default="")
CHAPA_BASE_URL = env.str("CHAPA_BASE_URL", default="https://api.chapa.co")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_BASE_URL = env.str("STRIPE_BASE_URL", default="https://api.stripe.com")
# Origins of the providers' pages: a browser refuses to follow a form to others.
PAYMENT_PAGE_ORIGINS = env.list(
    "PAYMENT_PAGE_ORIGINS", default=["https://checkout.chapa.co", "https://checkout.stripe.com"]
)
PROVIDER_CONNECT_SECONDS = env.float("PROVIDER_CONNECT_SECONDS", default=5.0)
PROVIDER_READ_SECONDS = env.float("PROVIDER_READ_SECONDS", default=15.0)
PROVIDER_CALL_DAYS = env.int("PROVIDER_CALL_DAYS", default=90)
# Who takes the cash at the door, as long as nobody says otherwise: "seller" or "courier".
CASH_COLLECTOR = env.str("CASH_COLLECTOR", default="seller")
# The market's terms of money; what an operator enters in Wagtail wins over these (vendors.terms).
COMMISSION_RATE = Decimal(env.str("COMMISSION_RATE", default="10"))
COMMISSION_VAT_RATE = Decimal(env.str("COMMISSION_VAT_RATE", default="15"))
GATEWAY_FEE_BEARER = env.str("GATEWAY_FEE_BEARER", default="platform")
REFUND_COMMISSION_LOSER = env.str("REFUND_COMMISSION_LOSER", default="platform")
REFUND_FEE_LOSER = env.str("REFUND_FEE_LOSER", default="platform")
RETURN_WINDOW_DAYS = env.int("RETURN_WINDOW_DAYS", default=7)
# Prices include value added tax at these rates unless the seller is not registered for it.
UNPAID_ORDER_MINUTES = env.int("UNPAID_ORDER_MINUTES", default=60)
PUBLIC_PAGE_CACHE_SECONDS = env.int("PUBLIC_PAGE_CACHE_SECONDS", default=900)
LOW_STOCK_DEFAULT = 10

WAGTAIL_SITE_NAME = SHOP_NAME
WAGTAILADMIN_BASE_URL = SHOP_BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "oscar_apps.search.backend"}}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "cms.ShopImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/cms/", "/admin/"),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'", *PAYMENT_PAGE_ORIGINS],
        "frame-ancestors": ["'none'"],
    },
}

if object_storage.BUCKET:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(object_storage.media_origin())

LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), style=env.str("LOG_FORMAT", default="plain"))
