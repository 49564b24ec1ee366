"""Every address of the site, in one place. English has no prefix; other languages stand under their code."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from oscar_apps.catalogue import views as catalogue_views
from oscar_apps.customer.views import saved

from . import fragments, health


def room(label: str):
    """The addresses that an Oscar app's configuration mounts."""
    return apps.get_app_config(label).urls


urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/", health.ready, name="health"),
    path("api/health_check/", health.ready, name="health-check"),
    path("fragments/visitor/", fragments.visitor, name="fragment-visitor"),
    path("fragments/saved/", saved.change, name="fragment-saved"),
    path("payments/", include("oscar_apps.payment.urls")),
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

if settings.DEBUG:
    from .styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

urlpatterns += i18n_patterns(
    path("catalogue/", room("catalogue")),
    path("search/", room("search")),
    path("offers/", catalogue_views.offers, name="offers"),
    path("sellers/", include("vendors.storefront.urls")),
    path("basket/", room("basket")),
    path("checkout/", room("checkout")),
    path("accounts/", room("customer")),
    path("vendor/", include("vendors.portal.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
