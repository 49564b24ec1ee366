from django.urls import URLPattern, path
from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """One page instead of Oscar's chain of views that keep their state in the session."""

    name = "oscar_apps.checkout"

    def ready(self) -> None:
        """Without Oscar's, which looks up the views that are replaced."""
        from . import receivers  # noqa: F401

    def get_urls(self) -> list[URLPattern]:
        from . import payment_views, views

        return [
            path("", views.CheckoutView.as_view(), name="index"),
            path("thank-you/<str:number>/<str:secret>/", views.ThankYouView.as_view(), name="thank-you"),
            path("payment/<str:number>/<str:secret>/", payment_views.PaymentView.as_view(), name="payment"),
            path("payment/<str:number>/<str:secret>/status/", payment_views.status, name="payment-status"),
        ]
