"""Reads of the catalogue that other rooms use: tax rates, and goods as the cards of a list."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from oscar_apps.partner.availability import pieces_left

from .models import Product, ProductClass, ProductImage, TaxClass
from .pictures import Picture, picture_from
from .tree import category_tree, untranslated

__all__ = [
    "Colour", "ProductCard", "cards", "category_tree", "default_tax_rate", "forget_tax_rates", "in_language",
    "tax_rate_of",
]  # fmt: skip

APPROVED = 1

# Value added tax -----------------------------------------------------------------------------------------------------

#: Other processes see a changed rate after this many seconds; this one at once.
RATES_SECONDS = 30


class _Rates:
    """Rates by product type, in percent, kept in the process: checkout asks for one for every line."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.until = 0.0
        self.default = Decimal(0)
        self.by_type: dict[int, Decimal] = {}

    def fresh(self) -> _Rates:
        if self.until < time.monotonic():
            self.default = TaxClass.objects.filter(is_default=True).values_list("rate", flat=True).first() or Decimal(0)
            named = ProductClass.objects.filter(tax_class__isnull=False).order_by()
            self.by_type = dict(named.values_list("pk", "tax_class__rate"))
            self.until = time.monotonic() + RATES_SECONDS
        return self


_rates = _Rates()


def forget_tax_rates(**kwargs: Any) -> None:
    """Read the rates anew at the next question; called when a tax class or a product type is saved or deleted."""
    _rates.forget()


for _model in (TaxClass, ProductClass):
    post_save.connect(forget_tax_rates, sender=_model, dispatch_uid="catalogue.tax_rates")
    post_delete.connect(forget_tax_rates, sender=_model, dispatch_uid="catalogue.tax_rates")


def tax_rate_of(*, product: Product) -> Decimal:
    """The percentage of value added tax in a product's prices: its type's, or the default rate, or 0."""
    rates = _rates.fresh()
    type_id = product.parent.product_class_id if product.is_child else product.product_class_id
    return rates.by_type.get(type_id, rates.default)


def default_tax_rate() -> Decimal:
    """The percentage where no product type says otherwise (delivery, for example)."""
    return _rates.fresh().default


# Words ---------------------------------------------------------------------------------------------------------------


def in_language(field: str, language: str | None = None) -> tuple[str, str]:
    """The column of a translated field in a language (the active one) and the column to fall back to."""
    wanted = build_localized_fieldname(field, language or get_language() or settings.LANGUAGE_CODE)
    return wanted, build_localized_fieldname(field, settings.LANGUAGE_CODE)


# Cards ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    hex: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as a list shows it. Money is in `currency`, tax included. The last three are what lists sort by."""

    id: int
    title: str
    url: str
    seller_name: str
    seller_url: str
    price: Decimal
    compare_at: Decimal | None
    currency: str
    sale_percentage: int
    rating: float | None
    num_reviews: int
    in_stock: bool
    low_stock: int | None
    is_new: bool
    image: Picture | None
    second_image: Picture | None
    colours: tuple[Colour, ...]
    offers_count: int
    date_created: datetime
    num_sold: int


def cards(offers: QuerySet[Any]) -> list[ProductCard]:
    """Cards of these winning offers, in their order: three queries, two where nothing has variants.

    Reads columns instead of rows: a product has some fifty columns in five languages, a card needs a dozen.
    """
    rows = list(card_rows(offers))
    ids = [row["product_id"] for row in rows]
    pictures = pictures_of(product_ids=ids)
    colours = colours_of(product_ids=[row["product_id"] for row in rows if row["product__structure"] == "parent"])
    return make_cards(rows, pictures=pictures, colours=colours)


def make_cards(
    rows: Iterable[dict[str, Any]],
    *,
    pictures: Mapping[int, Sequence[Picture]],
    colours: Mapping[int, tuple[Colour, ...]],
) -> list[ProductCard]:
    """Cards from what `card_rows`, `pictures_of` and `colours_of` have read."""
    frame = _Frame.now()
    return [_card(row, pictures.get(row["product_id"], ()), colours.get(row["product_id"], ()), frame) for row in rows]


class _Frame(NamedTuple):
    """What all cards of a list share: columns of the language, and where goods and shops stand."""

    title: tuple[str, str]
    slug: tuple[str, str]
    goods: str
    shops: str

    @classmethod
    def now(cls) -> _Frame:
        title, slug = (
            (f"product__{each[0]}", f"product__{each[1]}") for each in (in_language("title"), in_language("slug"))
        )
        return cls(title, slug, reverse("catalogue:index"), reverse("shops:index"))


def card_rows(offers: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    """The columns that cards need of these winning offers, in their order."""
    titles = {f"product__{column}" for column in in_language("title")}
    slugs = {f"product__{column}" for column in in_language("slug")}
    return offers.annotate(num_reviews=_reviews()).values(
        "product_id", "price", "compare_at_price", "currency", "sale_percentage", "available", "in_stock", "rating",
        "offers_count", "date_created", "num_sold", "num_reviews", "partner__name", "partner__slug",
        "product__structure", "product__is_new_arrival", *titles, *slugs,
    )  # fmt: skip


def _reviews() -> Case:
    """Approved reviews of an offer's product; not asked for where there is no rating."""
    reviews = get_model("reviews", "ProductReview").objects.filter(product=OuterRef("product_id"), status=APPROVED)
    count = reviews.order_by().values("product").annotate(number=Count("pk")).values("number")
    return Case(
        When(rating__isnull=True, then=Value(0)), default=Coalesce(Subquery(count), 0), output_field=IntegerField()
    )


def _card(row: dict[str, Any], pictures: Sequence[Picture], colours: tuple[Colour, ...], frame: _Frame) -> ProductCard:
    title = row[frame.title[0]] or row[frame.title[1]] or ""
    slug = row[frame.slug[0]] or row[frame.slug[1]] or ""
    pk = row["product_id"]
    return ProductCard(
        id=pk,
        title=title,
        url=f"{frame.goods}{slug}_{pk}/",
        seller_name=row["partner__name"],
        seller_url=f"{frame.shops}{row['partner__slug']}/",
        price=row["price"],
        compare_at=row["compare_at_price"],
        currency=row["currency"],
        sale_percentage=row["sale_percentage"],
        rating=row["rating"],
        num_reviews=row["num_reviews"],
        in_stock=row["in_stock"],
        low_stock=pieces_left(row["available"]),
        is_new=row["product__is_new_arrival"],
        image=pictures[0] if pictures else None,
        second_image=pictures[1] if len(pictures) > 1 else None,
        colours=colours,
        offers_count=row["offers_count"],
        date_created=row["date_created"],
        num_sold=row["num_sold"],
    )


def pictures_of(*, product_ids: Sequence[int], most: int = 2) -> dict[int, list[Picture]]:
    """The first pictures of each product, by product; one query."""
    if not product_ids:
        return {}
    wanted, fallback = in_language("alt_text")
    rows = (
        untranslated(ProductImage)
        .filter(product_id__in=product_ids, display_order__lt=most)
        .order_by("product_id", "display_order", "id")
    )
    found: dict[int, list[Picture]] = defaultdict(list)
    for product_id, renditions, original, width, height, alt, plain in rows.values_list(
        "product_id", "renditions", "original", "width", "height", wanted, F(fallback)
    ):
        picture = picture_from(renditions=renditions, original=original, size=(width, height), alt=alt or plain or "")
        if picture:
            found[product_id].append(picture)
    return found


def colours_of(*, product_ids: Sequence[int]) -> dict[int, tuple[Colour, ...]]:
    """The colours in which the variants of each product come, by product; one query."""
    if not product_ids:
        return {}
    wanted, fallback = in_language("color")
    variants = (
        untranslated(Product).filter(parent_id__in=product_ids, is_public=True).exclude(color_hex="").order_by("id")
    )
    found: dict[int, dict[str, Colour]] = defaultdict(dict)
    for parent_id, value, name, plain in variants.values_list("parent_id", "color_hex", wanted, F(fallback)):
        found[parent_id].setdefault(value, Colour(name or plain or "", value))
    return {parent_id: tuple(colours.values()) for parent_id, colours in found.items()}
