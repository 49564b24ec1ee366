"""Settings of the simulators' own process. The names they share with the shop mean the same there."""

from pathlib import Path

from marketplace.settings.environment import BASE_DIR, env

from .guard import refuse_production

HERE = Path(__file__).resolve().parent
SHOP_SETTINGS = env.str("DJANGO_SETTINGS_MODULE", default="")
SHOP_NAME = env.str("SHOP_NAME", default="Merkato")
SHOP_BASE_URL = env.str("SHOP_BASE_URL", default="http://localhost:8000")
CHAPA_SECRET_KEY = env.str("CHAPA_SECRET_KEY", default="")
CHAPA_WEBHOOK_SECRET = env.str("CHAPA_WEBHOOK_SECRET", default="")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
refuse_production(settings_module=SHOP_SETTINGS, keys=[CHAPA_SECRET_KEY, STRIPE_SECRET_KEY])

#: Where the providers' dashboards would have the shop's webhook addresses.
CHAPA_WEBHOOK_URL = f"{SHOP_BASE_URL}/payments/webhooks/chapa/"
STRIPE_WEBHOOK_URL = f"{SHOP_BASE_URL}/payments/webhooks/stripe/"
#: Everything they remember; a restart goes on where it stopped.
SIMULATOR_FILE = env.str("SIMULATOR_FILE", default=str(BASE_DIR / "var" / "simulators.sqlite3"))

DEBUG = False
SECRET_KEY = "nothing here is signed with it"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "marketplace.simulators.urls"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.simulators.exchange.OwnPagesOnly",
    "marketplace.simulators.exchange.Exchange",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "libraries": {"simulators": "marketplace.simulators.tags"},
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "Africa/Addis_Ababa"
# A referrer of the hosted pages tells the shop nothing; their addresses are keys to a payment.
SECURE_REFERRER_POLICY = "same-origin"
