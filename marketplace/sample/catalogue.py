"""The sample market as typed, frozen data.

``load()`` reads the JSON files of ``marketplace/sample/data`` and returns one ``SampleMarket``. It touches no
database and imports nothing of Django, so the demo command, the picture drawer and the tests can all use it.

Units: money is ``Decimal`` in ETB (major unit, VAT included), weights are grams, lengths centimetres.
``ValueError`` or ``KeyError`` means that a data file is malformed; cross references are proved by
``marketplace.sample.checks.find_problems``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "am", "sw", "fr", "ar")
# fmt: off
KINDS: Final = frozenset(
    {
        "jebena", "coffee_bag", "coffee_cup", "spice_jar", "honey_jar", "tea_box", "oil_bottle", "mesob",
        "basket", "shawl", "dress", "shirt", "tshirt", "scarf", "tote_bag", "leather_bag", "backpack", "wallet",
        "belt", "shoes", "sandals", "boots", "sneakers", "headphones", "phone", "power_bank", "speaker", "lamp",
        "solar_lantern", "laptop", "book", "notebook", "cushion", "blanket", "rug", "pot", "plate", "mug",
        "candle", "earrings", "necklace", "bracelet", "hat", "toy", "soap",
    }
)
# fmt: on

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the five languages of the shop."""

    en: str
    am: str
    sw: str
    fr: str
    ar: str

    def in_(self, language: str) -> str:
        """Return the text in one of ``LANGUAGES``."""
        if language not in LANGUAGES:
            raise KeyError(language)
        return str(getattr(self, language))

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return (language, text) pairs, English first."""
        return tuple((language, self.in_(language)) for language in LANGUAGES)


SpecValue = Text | str | int | float | bool


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """How a shop sends: ``code`` is flat, weight, free_above or pickup."""

    code: str
    price: Decimal
    min_days: int
    max_days: int
    free_above: Decimal | None = None
    per_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller of the sample market; ``region`` is an ISO 3166-2 code such as ``ET-AA``."""

    slug: str
    name: str
    tagline: Text
    story: Text
    city: str
    region: str
    phone: str
    email: str
    vat_registered: bool
    state: str
    colors: tuple[str, ...]
    banner_kinds: tuple[str, ...]
    rating: float
    shipping: tuple[ShippingOption, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree; ``type`` is the product type it suggests."""

    slug: str
    name: Text
    description: Text
    type: str
    children: tuple[Category, ...]

    def walk(self) -> Iterator[Category]:
        """Yield this category and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an option attribute; products name it by ``code``."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Attribute:
    """A specification of a product type: text, integer, float, option or boolean."""

    code: str
    name: Text
    type: str
    options: tuple[Option, ...] = ()

    def option(self, code: str) -> Option:
        """Return the option with this code."""
        return next(option for option in self.options if option.code == code)


@dataclass(frozen=True, slots=True)
class ProductType:
    """What kind of thing a product is; ``tax`` is standard or zero."""

    code: str
    name: Text
    attributes: tuple[Attribute, ...]
    tax: str

    def attribute(self, code: str) -> Attribute:
        """Return the attribute with this code."""
        return next(attribute for attribute in self.attributes if attribute.code == code)


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand of the sample market."""

    slug: str
    name: str
    description: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """What the project draws for a product: a kind out of ``KINDS`` and two colours."""

    kind: str
    color: str
    accent: str


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Outer size of the parcelled product in centimetres."""

    length: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Variant:
    """A child of a product; ``price`` is None when it costs what its parent costs."""

    sku: str
    color: Text | None
    color_hex: str | None
    size: str | None
    stock: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class OtherOffer:
    """The same product offered by another shop."""

    shop: str
    price: Decimal
    stock: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review in the one language it was written in."""

    name: str
    rating: int
    title: str
    body: str
    lang: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its first offer; where there are variants, ``stock`` is the sum of theirs."""

    sku: str
    gtin: str | None
    shop: str
    category: str
    brand: str
    title: Text
    description: Text
    price: Decimal
    compare_at: Decimal | None
    cost: Decimal
    weight_g: int
    dimensions_cm: Dimensions
    material: Text | None
    care: Text | None
    tags: tuple[str, ...]
    specs: Mapping[str, SpecValue]
    featured: bool
    new: bool
    picture: Picture
    stock: int
    low_stock_threshold: int
    variants: tuple[Variant, ...]
    other_offers: tuple[OtherOffer, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the parts its country uses; Ethiopia has no postcode.

    ``region`` is the ISO 3166-2 code in Ethiopia and Kenya (``ET-AA``), elsewhere the name as it is written.
    """

    line1: str
    landmark: str
    woreda: str
    kebele: str
    sub_city: str
    zone: str
    city: str
    region: str
    country: str
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer of the sample market."""

    first_name: str
    last_name: str
    email: str
    phone: str
    language: str
    address: Address


@dataclass(frozen=True, slots=True)
class SampleMarket:
    """Everything the demo market is made of."""

    shops: tuple[Shop, ...]
    categories: tuple[Category, ...]
    types: tuple[ProductType, ...]
    brands: tuple[Brand, ...]
    products: tuple[Product, ...]
    customers: tuple[Customer, ...]

    def all_categories(self) -> tuple[Category, ...]:
        """Return every category, parents before their children."""
        return tuple(node for top in self.categories for node in top.walk())

    def leaf_categories(self) -> tuple[Category, ...]:
        """Return the categories that have no children; products live in these."""
        return tuple(node for node in self.all_categories() if not node.children)

    def type_of(self, product: Product) -> ProductType:
        """Return the product type that the product's category suggests."""
        category = next(node for node in self.leaf_categories() if node.slug == product.category)
        return next(kind for kind in self.types if kind.code == category.type)


def load(*, root: Path = DATA) -> SampleMarket:
    """Read the whole sample market from ``root``."""
    return SampleMarket(
        shops=tuple(_shop(raw) for raw in _read(root / "shops.json")),
        categories=tuple(_category(raw) for raw in _read(root / "categories.json")),
        types=tuple(_type(raw) for raw in _read(root / "types.json")),
        brands=tuple(Brand(raw["slug"], raw["name"], _text(raw["description"])) for raw in _read(root / "brands.json")),
        products=tuple(_product(raw) for path in sorted((root / "products").glob("*.json")) for raw in _read(path)),
        customers=tuple(_customer(raw) for raw in _read(root / "people.json")),
    )


def _read(path: Path) -> list[Raw]:
    rows: list[Raw] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _text(raw: Raw) -> Text:
    return Text(**{language: raw[language] for language in LANGUAGES})


def _text_or_none(raw: Raw | None) -> Text | None:
    return None if raw is None else _text(raw)


def _money_or_none(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def _shop(raw: Raw) -> Shop:
    parsed = {
        "tagline": _text(raw["tagline"]),
        "story": _text(raw["story"]),
        "colors": tuple(raw["colors"]),
        "banner_kinds": tuple(raw["banner_kinds"]),
        "shipping": tuple(_shipping(option) for option in raw["shipping"]),
    }
    return Shop(**{**raw, **parsed})


def _shipping(raw: Raw) -> ShippingOption:
    return ShippingOption(
        code=raw["code"],
        price=Decimal(raw["price"]),
        min_days=raw["min_days"],
        max_days=raw["max_days"],
        free_above=_money_or_none(raw.get("free_above")),
        per_kg=_money_or_none(raw.get("per_kg")),
    )


def _category(raw: Raw) -> Category:
    children = tuple(_category(child) for child in raw["children"])
    return Category(raw["slug"], _text(raw["name"]), _text(raw["description"]), raw["type"], children)


def _type(raw: Raw) -> ProductType:
    attributes = tuple(_attribute(attribute) for attribute in raw["attributes"])
    return ProductType(raw["code"], _text(raw["name"]), attributes, raw["tax"])


def _attribute(raw: Raw) -> Attribute:
    options = tuple(Option(option["code"], _text(option["name"])) for option in raw.get("options", ()))
    return Attribute(raw["code"], _text(raw["name"]), raw["type"], options)


def _product(raw: Raw) -> Product:
    parsed = {
        "title": _text(raw["title"]),
        "description": _text(raw["description"]),
        "price": Decimal(raw["price"]),
        "compare_at": _money_or_none(raw["compare_at"]),
        "cost": Decimal(raw["cost"]),
        "dimensions_cm": Dimensions(**{side: Decimal(str(cm)) for side, cm in raw["dimensions_cm"].items()}),
        "material": _text_or_none(raw["material"]),
        "care": _text_or_none(raw["care"]),
        "tags": tuple(raw["tags"]),
        "specs": {code: _text(value) if isinstance(value, dict) else value for code, value in raw["specs"].items()},
        "picture": Picture(**raw["picture"]),
        "variants": tuple(_variant(variant) for variant in raw["variants"]),
        "other_offers": tuple(OtherOffer(o["shop"], Decimal(o["price"]), o["stock"]) for o in raw["other_offers"]),
        "reviews": tuple(Review(**review) for review in raw["reviews"]),
    }
    return Product(**{**raw, **parsed})


def _variant(raw: Raw) -> Variant:
    parsed = {"color": _text_or_none(raw["color"]), "price": _money_or_none(raw["price"])}
    return Variant(**{**raw, **parsed})


def _customer(raw: Raw) -> Customer:
    parts = {"zone": "", "sub_city": "", **raw["address"]}
    return Customer(**{**raw, "address": Address(**parts)})
