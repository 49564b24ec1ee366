"""Public shops: the list of all, and each seller's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.page_cache import expires_by, public_page, short_key, tag
from oscar_apps.catalogue import listing
from oscar_apps.catalogue.listing_context import listing_context
from oscar_apps.catalogue.pictures import file_picture
from oscar_apps.catalogue.views import seo
from oscar_apps.partner.models import Partner

from . import selectors


@require_safe
@public_page(tags=("shops", "catalogue"))
def index(request: HttpRequest) -> HttpResponse:
    """Every shop that may be shown."""
    number = request.GET.get("page", "1")
    text = request.GET.get("q", "").strip()[:100]
    try:
        page = selectors.shop_page(number=int(number) if number.isdigit() and len(number) < 6 else 1, text=text)
    except EmptyPage as problem:
        raise Http404(_("This list has no such page.")) from problem
    context = {
        **seo(path=request.path, request=request),
        "page": page,
        "shops": page.object_list,
        "words": text,
        "crumbs": [{"label": _("Shops")}],
    }
    return render(request, "vendors/storefront/index.html", context)


@require_safe
@public_page(tags=("shops", "brands"))
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """One seller's shop with what it offers; a seller who is not shown has none."""
    partner = selectors.find_shop(slug)
    if partner is None:
        raise Http404(_("There is no such shop."))
    tag(request, f"seller:{partner.pk}")
    _end_with_holiday(request, partner)
    path = partner.get_absolute_url()
    text = " ".join(request.GET.get("q", "").split())[:100]
    goods = listing_context(_scope(partner, text), request.GET, path=path)
    context = {
        **goods,
        **seo(path=path, request=request, text=partner.tagline or partner.story),
        "shop": _head(partner),
        "words": text,
        "crumbs": [{"label": _("Shops"), "url": reverse("shops:index")}, {"label": partner.name}],
    }
    return render(request, "vendors/storefront/shop.html", context)


def _scope(partner: Partner, text: str) -> listing.Scope:
    scope = listing.of_seller(partner)
    if not text:
        return scope
    offers = scope.offers.filter(selectors.words_in(text))
    return replace(scope, key=f"{scope.key}:{short_key(text)}", offers=offers)


def _head(partner: Partner) -> dict[str, Any]:
    vendor = getattr(partner, "vendor", None)
    return {
        "name": partner.name,
        "tagline": partner.tagline,
        "story": partner.story,
        "city": partner.city,
        "since": str(partner.date_created.year),
        "rating": partner.rating,
        "logo": file_picture(partner.logo, width=160, height=160),
        "banner": file_picture(partner.banner, width=1240, height=413),
        "is_on_holiday": partner.is_on_holiday,
        "is_selling": partner.is_selling,
        "holiday_until": vendor.holiday_until if vendor else None,
    }


def _end_with_holiday(request: HttpRequest, partner: Partner) -> None:
    vendor = getattr(partner, "vendor", None)
    if partner.is_on_holiday and vendor and vendor.holiday_until and vendor.holiday_until > timezone.localdate():
        expires_by(request, timezone.make_aware(datetime.combine(vendor.holiday_until, time.min)))
