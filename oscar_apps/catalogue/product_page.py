"""What the page of a product shows, read in eight queries and put into plain values.

`load` reads; `ProductPage` holds; `context` is what the template takes. Variants are links (`?variant=`), so the page
works without script and each choice has an address that can be kept and shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from modeltranslation.utils import build_localized_fieldname

from marketplace import page_cache
from oscar_apps.partner.models import WinningOffer
from oscar_apps.partner.selectors import ShownOffer, offers_of

from . import choices, delivery, related, reviews
from .models import Brand, Product
from .pictures import Picture, file_picture
from .selectors import ProductCard, in_language, make_cards, pictures_of
from .specifications import Specification, specifications_of
from .structured_data import product_data
from .tree import Node, category_tree, untranslated

#: Pictures of one product that its page shows.
MOST_PICTURES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferBox:
    """One offer as the page shows it. Money is in `currency` with tax; `most` is how many one may take, or None."""

    product_id: int
    offer_id: int
    price: Decimal
    currency: str
    compare_at: Decimal | None
    sale_percentage: int
    tax_rate: Decimal
    stock_note: str
    left: int | None
    is_available: bool
    most: int | None
    seller_name: str
    seller_url: str
    seller_rating: Decimal | None
    is_on_holiday: bool


class ProductPage:
    """Everything about one product, read once; the rest is arranged when it is asked for."""

    def __init__(self, *, product: Product, variants: list[Product], chosen: Product, moved_to: str = "") -> None:
        self.product, self.variants, self.chosen, self.moved_to = product, variants, chosen, moved_to
        self.url = product.get_absolute_url()

    @cached_property
    def offers(self) -> list[ShownOffer]:
        return offers_of(product=self.chosen)

    @cached_property
    def boxes(self) -> list[OfferBox]:
        return [offer_box(offer) for offer in self.offers]

    @property
    def partner(self) -> Any:
        return self.offers[0].partner if self.offers else None

    @cached_property
    def links(self) -> dict[str, list[int]]:
        return related.links_of(self.product.pk)

    @cached_property
    def node(self) -> Node | None:
        """The deepest of its categories: what its breadcrumbs show."""
        nodes = [node for pk in self.links["category"] if (node := category_tree().get(pk))]
        return max(nodes, key=lambda node: (len(node.path), -node.id), default=None)

    @cached_property
    def pictures(self) -> dict[int, list[Picture]]:
        """Pictures of the product, of its variants and of what is related, by product, in one query."""
        wanted = [
            self.product.pk,
            *(each.pk for each in self.variants),
            *(row["product_id"] for row in self.related_rows),
        ]
        return pictures_of(product_ids=wanted, most=MOST_PICTURES)

    @cached_property
    def related_rows(self) -> list[dict[str, Any]]:
        return related.rows_for(
            product_id=self.product.pk,
            recommended=self.links["recommended"],
            category=self.node.id if self.node else None,
        )

    @cached_property
    def gallery(self) -> list[Picture]:
        """The chosen variant's own pictures first, then the product's."""
        own = self.pictures.get(self.chosen.pk, []) if self.chosen is not self.product else []
        return [*own, *self.pictures.get(self.product.pk, [])]

    @cached_property
    def reviews(self) -> reviews.Reviews:
        return reviews.reviews_of(self.product)

    @cached_property
    def delivery(self) -> delivery.Promise | None:
        return delivery.promise_of(self.partner) if self.partner else None

    @cached_property
    def specifications(self) -> list[Specification]:
        return specifications_of(product=self.product, chosen=self.chosen)

    @property
    def meta_description(self) -> str:
        return self.product.meta_description or self.product.description

    def related(self) -> list[ProductCard]:
        return make_cards(self.related_rows, pictures=self.pictures, colours={})

    def language_urls(self) -> dict[str, str]:
        """Its address in every language."""
        return {code: localized_url(self.product, code) for code, _name in settings.LANGUAGES}

    def context(self) -> dict[str, Any]:
        return {
            "product": self.product,
            "page_title": self.product.meta_title or self.product.title,
            "chosen": self.chosen,
            "choices": choices.choices_of(variants=self.variants, chosen=self.chosen, url=self.url),
            "offer": self.boxes[0] if self.boxes else None,
            "other_offers": self.boxes[1:],
            "gallery": self.gallery,
            "crumbs": self._crumbs(),
            "category": self.node,
            "seller": seller_box(self.partner) if self.partner else None,
            "delivery": self.delivery,
            "specifications": self.specifications,
            "reviews": self.reviews,
            "related": self.related(),
            "structured_data": product_data(self),
        }

    def _crumbs(self) -> list[dict[str, str]]:
        line = [{"label": each.name, "url": each.url} for each in self.node.line()] if self.node else []
        return [*line, {"label": self.product.title, "url": ""}]


# Reading -------------------------------------------------------------------------------------------------------------


def load(*, pk: int, variant: str = "") -> ProductPage | None:
    """The page of a product that a visitor may see; None where there is none.

    A visitor sees a product that is public and that at least one visible seller offers. A variant's number leads to
    its parent: then the page holds only `moved_to`.
    """
    family = _family(pk)
    product = next((each for each in family if each.pk == pk), None)
    if product is None or not product.is_public:
        return None
    if product.is_child:
        return _of_parent(product)
    if not hasattr(product, "winning_offer"):
        return None
    variants = [each for each in family if each.parent_id == pk and each.is_public]
    for each in variants:
        each.parent = product
    return ProductPage(product=product, variants=variants, chosen=_chosen(product, variants, variant))


def _family(pk: int) -> list[Product]:
    """The product and its variants with brand and winning offer; of the translated columns only those to be read."""
    rows = untranslated(Product).filter(Q(pk=pk) | Q(parent_id=pk)).order_by("id")
    return list(rows.select_related("brand", "product_class", "winning_offer").only(*_columns()))


def _columns() -> list[str]:
    words = ("title", "description", "meta_title", "meta_description", "material", "care_instructions", "color")
    read = {column for word in words for column in in_language(word)}
    slugs = [build_localized_fieldname("slug", code) for code, _name in settings.LANGUAGES]
    return [
        "structure", "is_public", "parent", "upc", "size", "color_hex", "weight_g", "length_cm", "width_cm",
        "height_cm",
        "rating", "product_class__tax_class", "product_class__track_stock", "brand__name", "brand__slug",
        "winning_offer__stockrecord", "winning_offer__in_stock", *slugs, *sorted(read),
    ]  # fmt: skip


def _of_parent(child: Product) -> ProductPage | None:
    parent = child.parent
    if not parent.is_public:
        return None
    url = f"{parent.get_absolute_url()}?variant={child.pk}"
    return ProductPage(product=parent, variants=[], chosen=child, moved_to=url)


def _chosen(product: Product, variants: list[Product], wanted: str) -> Product:
    """The variant the address names, else the one whose offer wins, else the first there is."""
    by_number = {str(each.pk): each for each in variants}
    if wanted in by_number:
        return by_number[wanted]
    winner = product.winning_offer.stockrecord_id
    offered = [each for each in variants if hasattr(each, "winning_offer")]
    winning = next((each for each in offered if each.winning_offer.stockrecord_id == winner), None)
    return winning or next(iter(offered or variants), product)


def localized_url(product: Product, language: str) -> str:
    """The address of a product in one language, without asking the URL resolver."""
    slug = getattr(product, build_localized_fieldname("slug", language)) or getattr(
        product, build_localized_fieldname("slug", settings.LANGUAGE_CODE)
    )
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{prefix}/catalogue/{slug}_{product.pk}/"


def name_tags(request: HttpRequest, page: ProductPage) -> None:
    """Tell the page cache what this page shows besides the product itself, and that its dates end at midnight."""
    page_cache.tag(request, *(f"product:{row['product_id']}" for row in page.related_rows))
    if page.delivery:
        tomorrow = timezone.localdate() + timedelta(days=1)
        page_cache.expires_by(request, timezone.make_aware(datetime.combine(tomorrow, time.min)))


# Parts ---------------------------------------------------------------------------------------------------------------


def offer_box(offer: ShownOffer) -> OfferBox:
    record, partner = offer.stockrecord, offer.partner
    price = record.price
    before = record.compare_at_price if record.compare_at_price and record.compare_at_price > price else None
    can_buy, _reason = offer.availability.is_purchase_permitted(1)
    available = getattr(offer.availability, "num_available", None)
    return OfferBox(
        product_id=record.product_id,
        offer_id=record.pk,
        price=price,
        currency=record.price_currency,
        compare_at=before,
        sale_percentage=int((before - price) * 100 / before) if before else 0,
        tax_rate=getattr(offer.price, "rate", Decimal(0)),
        stock_note=str(offer.availability.message),
        left=offer.availability.left,
        is_available=can_buy,
        most=min(available, settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD) if available else None,
        seller_name=partner.name,
        seller_url=partner.get_absolute_url(),
        seller_rating=partner.rating,
        is_on_holiday=partner.is_on_holiday,
    )


def seller_box(partner: Any) -> dict[str, Any]:
    """A seller as `components/seller_card.html` takes it."""
    return {
        "name": partner.name,
        "url": partner.get_absolute_url(),
        "logo": file_picture(partner.logo, width=144, height=144),
        "rating": partner.rating,
        "place": partner.city,
        "since": str(partner.date_created.year),
    }


def brands_with_goods() -> list[dict[str, Any]]:
    """Active brands that something listed belongs to, by name."""
    of_brand = {"product__brand_id": OuterRef("pk"), "product__is_public": True}  # as the index of brands has them
    listed = WinningOffer.objects.filter(**of_brand, is_listed=True).values(one=Value(1))
    rows = Brand.objects.filter(Exists(listed), is_active=True).order_by("name")
    return [{"name": row.name, "url": row.get_absolute_url(), "logo": file_picture(row.logo)} for row in rows]
