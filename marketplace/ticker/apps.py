from django.apps import AppConfig


class TickerConfig(AppConfig):
    """Scheduled jobs: a thread of the web process by default, Celery beat when there is a broker."""

    name = "marketplace.ticker"
    label = "ticker"
