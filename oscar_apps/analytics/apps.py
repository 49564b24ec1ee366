from oscar.apps.analytics import apps


class AnalyticsConfig(apps.AnalyticsConfig):
    name = "oscar_apps.analytics"
