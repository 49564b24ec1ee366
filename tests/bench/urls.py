"""The site's addresses and the two views that say what the machine can do at most."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from marketplace.urls import urlpatterns as site


def bare(request: HttpRequest) -> JsonResponse:
    """Ceiling 1: a view that touches nothing."""
    return JsonResponse({"ok": True})


def orm(request: HttpRequest) -> JsonResponse:
    """Ceiling 2: one indexed query of 24 rows through the ORM."""
    from oscar_apps.partner.models import WinningOffer

    rows = WinningOffer.objects.filter(is_listed=True).order_by("-in_stock", "-date_created", "-product_id")[:24]
    return JsonResponse({"rows": [[row.product_id, str(row.price)] for row in rows]})


urlpatterns = [path("bench/bare/", bare), path("bench/orm/", orm), *site]
