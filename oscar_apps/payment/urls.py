"""Where providers' servers reach us. No language prefix: the addresses are written down at the providers."""

from django.urls import path

from . import views

app_name = "payment"
urlpatterns = [path("webhooks/<slug:gateway>/", views.webhook, name="webhook")]
