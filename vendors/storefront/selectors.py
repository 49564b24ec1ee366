"""Shops as buyers see them. A seller who is not shown (waiting, suspended) does not exist here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from oscar_apps.catalogue.pictures import Picture, file_picture
from oscar_apps.partner.models import Partner, StockRecord

PER_PAGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    name: str
    url: str
    tagline: str
    city: str
    rating: Decimal | None
    logo: Picture | None
    banner: Picture | None
    num_products: int
    is_on_holiday: bool


def shop_page(*, number: int, text: str = "") -> Page:
    """A page of visible shops by name; raises `EmptyPage` behind the end."""
    shops = Partner.objects.filter(is_visible=True).order_by("name", "pk")
    if text:
        shops = shops.filter(Q(name__icontains=text) | Q(city__icontains=text))
    page = Paginator(shops, PER_PAGE).page(number)
    numbers = _numbers_of_goods([partner.pk for partner in page.object_list])
    page.object_list = [_card(partner, numbers.get(partner.pk, 0)) for partner in page.object_list]
    return page


def _numbers_of_goods(partner_ids: Sequence[int]) -> dict[int, int]:
    """How many public products each of these sellers offers, whoever wins them; one query."""
    records = StockRecord.objects.filter(partner_id__in=partner_ids, is_active=True, price__isnull=False).order_by()
    records = records.annotate(shown=Coalesce("product__parent_id", "product_id"))
    is_public = Q(product__parent=None, product__is_public=True) | Q(product__parent__is_public=True)
    rows = records.filter(is_public).values_list("partner_id")
    return dict(rows.annotate(Count("shown", distinct=True)))


def _card(partner: Partner, num_products: int) -> ShopCard:
    return ShopCard(
        name=partner.name,
        url=partner.get_absolute_url(),
        tagline=partner.tagline,
        city=partner.city,
        rating=partner.rating,
        logo=file_picture(partner.logo, width=144, height=144),
        banner=file_picture(partner.banner, width=960, height=320),
        num_products=num_products,
        is_on_holiday=partner.is_on_holiday,
    )


def find_shop(slug: str) -> Partner | None:
    """The seller whose shop stands at this address, if it is shown."""
    return Partner.objects.select_related("vendor").filter(slug=slug, is_visible=True).first()


def words_in(text: str) -> Q:
    """Goods with these words in their title: a seller has few enough to read them."""
    condition = Q()
    for word in text.split()[:8]:
        condition &= Q(product__title__icontains=word)
    return condition
