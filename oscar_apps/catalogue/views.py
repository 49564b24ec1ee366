"""Public pages of the catalogue. Each answer depends on its address alone and is kept by the page cache."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from marketplace.page_cache import expires_by, public_page, tag
from oscar_apps.offer.selectors import next_change, running_offers

from . import listing, product_page
from .listing_context import listing_context
from .models import Brand, Category
from .pictures import file_picture
from .selectors import in_language
from .tree import Node, category_tree, language_urls, untranslated

#: Texts of a category that its page shows; its other columns, in five languages, are not read.
CATEGORY_WORDS = ("name", "description", "meta_title", "meta_description")
WIDE = ("catalogue", "shops", "brands", "menu")


@require_safe
@public_page(tags=WIDE)
def browse(request: HttpRequest) -> HttpResponse:
    """Everything there is, with the top categories as pictures."""
    path = request.path
    context = {
        **listing_context(listing.everything(), request.GET, path=path),
        **seo(path=path, request=request),
        "categories": [category_tile(node) for node in category_tree().roots if node.in_menu],
        "crumbs": [{"label": _("All products")}],
        "bottom_bar": "categories",
    }
    return render(request, "oscar/catalogue/browse.html", context)


@require_safe
@public_page(tags=(*WIDE, "promotions"))
def offers(request: HttpRequest) -> HttpResponse:
    """What the shop offers everybody, and what costs less than before, at `/offers/`."""
    path = request.path
    expires_by(request, next_change())
    context = {
        **listing_context(listing.on_sale(), request.GET, path=path),
        **seo(path=path, request=request),
        "promotions": running_offers(),
        "crumbs": [{"label": pgettext("reduced goods", "Offers")}],
        "heading": pgettext("reduced goods", "Offers"),
        "lead": _("Goods that cost less than before, from every shop."),
    }
    return render(request, "oscar/catalogue/offers.html", context)


@require_safe
@public_page(tags=lambda request, category_slug, pk: (f"category:{pk}", "menu", "shops", "brands"))
def category(request: HttpRequest, category_slug: str, pk: str) -> HttpResponse:
    """One category with everything below it. Its number finds it; an old or wrong slug leads to the right address."""
    node = category_tree().get(int(pk)) if len(pk) < 10 else None
    if node is None:
        raise Http404(_("There is no such category."))
    if unquote(node.url) != request.path:
        return moved(request, node.url)
    words = [column for field in CATEGORY_WORDS for column in in_language(field)]
    row = get_object_or_404(untranslated(Category).only(*words), pk=node.id, is_public=True)
    context = {
        **listing_context(listing.of_category(node), request.GET, path=node.url),
        **seo(path=node.url, request=request, urls=language_urls(node.id), text=row.get_meta_description()),
        "category": row,
        "page_title": row.get_meta_title(),
        "children": [child for child in node.children if child.num_products],
        "crumbs": crumbs(node, is_page=True),
        "bottom_bar": "categories",
    }
    return render(request, "oscar/catalogue/category.html", context)


@require_safe
@public_page(tags=("brands", "catalogue"))
def brands(request: HttpRequest) -> HttpResponse:
    """Every brand with goods, by name."""
    context = {
        **seo(path=request.path, request=request),
        "brands": product_page.brands_with_goods(),
        "crumbs": [{"label": _("All products"), "url": reverse("catalogue:index")}, {"label": _("Brands")}],
    }
    return render(request, "oscar/catalogue/brands.html", context)


@require_safe
@public_page(tags=("brands", "shops"))
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """What one brand has here, from every shop."""
    row = get_object_or_404(Brand, slug=slug, is_active=True)
    tag(request, f"brand:{row.pk}")
    path = row.get_absolute_url()
    context = {
        **listing_context(listing.of_brand(row), request.GET, path=path),
        **seo(path=path, request=request, text=row.description),
        "brand": row,
        "logo": file_picture(row.logo, alt=""),
        "crumbs": [{"label": _("Brands"), "url": reverse("catalogue:brands")}, {"label": row.name}],
    }
    return render(request, "oscar/catalogue/brand.html", context)


@require_safe
@public_page(tags=lambda request, product_slug, pk: (f"product:{pk}", "menu", "shops", "brands"))
def product(request: HttpRequest, product_slug: str, pk: str) -> HttpResponse:
    """One product with its variants and offers. A variant's own number leads to its parent with that variant chosen."""
    page = product_page.load(pk=int(pk), variant=request.GET.get("variant", "")) if len(pk) < 10 else None
    if page is None:
        raise Http404(_("There is no such product."))
    if page.moved_to:
        return HttpResponsePermanentRedirect(page.moved_to)
    if unquote(page.url) != request.path:
        return moved(request, page.url)
    product_page.name_tags(request, page)
    context = {
        **page.context(),
        **seo(path=page.url, request=request, urls=page.language_urls(), text=page.meta_description),
    }
    return render(request, "oscar/catalogue/product.html", context)


# What the pages share ------------------------------------------------------------------------------------------------


def moved(request: HttpRequest, url: str) -> HttpResponsePermanentRedirect:
    """To the right address for good, with the query it came with."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def crumbs(node: Node, *, is_page: bool = False) -> list[dict[str, str]]:
    """From all products down to a category, which is the page itself or leads to it."""
    line = [{"label": each.name, "url": each.url} for each in node.line()]
    if is_page:
        line[-1]["url"] = ""
    return [{"label": _("All products"), "url": reverse("catalogue:index")}, *line]


def category_tile(node: Node) -> dict[str, Any]:
    return {"name": node.name, "url": node.url, "image": file_picture(node.image, alt="", width=480, height=600)}


def seo(
    *, path: str, request: HttpRequest, urls: dict[str, str] | None = None, text: str | None = ""
) -> dict[str, Any]:
    """Canonical address, addresses in the other languages, description; narrowed lists are not for search engines."""
    page = request.GET.get("page", "")
    own = f"?page={page}" if page.isdigit() and page != "1" else ""
    return {
        "canonical_url": f"{settings.SHOP_BASE_URL}{path}{own}",
        "language_urls": urls or {},
        "meta_description": Truncator(strip_tags(text or "")).chars(160),
        "no_index": bool(request.GET.keys() - {"page", "variant"}),
    }
