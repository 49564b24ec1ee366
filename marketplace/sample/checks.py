"""What must be true of the sample market, one small check per rule.

``find_problems(market)`` returns a sentence for everything that does not fit together and an empty list when the
data is sound. The demo command may refuse to build a market that has problems; the tests do.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from marketplace.sample.catalogue import KINDS, Attribute, Product, SampleMarket, Text

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
STATES = frozenset({"active", "on_holiday", "suspended"})
SHIPPING_CODES = frozenset({"flat", "weight", "free_above", "pickup"})
SPEC_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str, Text),
    "integer": (int,),
    "float": (int, float),
    "boolean": (bool,),
    "option": (str,),
}
Check = Callable[[SampleMarket], Iterator[str]]


def find_problems(market: SampleMarket) -> list[str]:
    """Run every check and return what they found, as sentences for a developer."""
    return [problem for check in CHECKS for problem in check(market)]


def gtin_is_valid(gtin: str) -> bool:
    """Tell whether this is an EAN-13 whose last digit is its right check digit."""
    if not re.fullmatch(r"\d{13}", gtin):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(gtin))
    return weighted % 10 == 0


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, Text]]:
    """Yield every translated text below ``value`` with the path that leads to it."""
    if isinstance(value, Text):
        yield path, value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_of(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from texts_of(item, f"{path}[{place}]")


def duplicates(values: Iterable[Any]) -> list[Any]:
    """Return the values that occur more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


def empty_texts(market: SampleMarket) -> Iterator[str]:
    """Find translated texts that lack a language."""
    for path, text in texts_of(market):
        for language, words in text.items():
            if not words.strip():
                yield f"{path} has no {language} text"


def shop_problems(market: SampleMarket) -> Iterator[str]:
    """Find shops with a wrong state, colour, picture kind or shipping."""
    if len(market.shops) != 12:
        yield f"there are {len(market.shops)} shops, not 12"
    for shop in market.shops:
        if shop.state not in STATES:
            yield f"{shop.slug} has the unknown state {shop.state}"
        if not all(HEX.fullmatch(color) for color in shop.colors):
            yield f"{shop.slug} has a colour that is not #rrggbb"
        if not KINDS.issuperset(shop.banner_kinds):
            yield f"{shop.slug} has an unknown banner kind"
        if not shop.shipping or not SHIPPING_CODES.issuperset(option.code for option in shop.shipping):
            yield f"{shop.slug} has missing or unknown shipping"


def identity_problems(market: SampleMarket) -> Iterator[str]:
    """Find slugs, codes, SKUs, barcodes, titles and e-mail addresses that occur twice."""
    skus = [sku for product in market.products for sku in (product.sku, *(v.sku for v in product.variants))]
    named = {
        "shop slug": [shop.slug for shop in market.shops],
        "category slug": [category.slug for category in market.all_categories()],
        "type code": [kind.code for kind in market.types],
        "brand slug": [brand.slug for brand in market.brands],
        "SKU": skus,
        "GTIN": [product.gtin for product in market.products if product.gtin],
        "English title": [product.title.en for product in market.products],
        "customer e-mail": [customer.email for customer in market.customers],
    }
    for what, values in named.items():
        for value in duplicates(values):
            yield f"{what} {value} occurs more than once"


def reference_problems(market: SampleMarket) -> Iterator[str]:
    """Find categories without a type and products without a shop, leaf category or brand."""
    types = {kind.code for kind in market.types}
    for category in market.all_categories():
        if category.type not in types:
            yield f"category {category.slug} has the unknown type {category.type}"
    shops = {shop.slug for shop in market.shops}
    leaves = {category.slug for category in market.leaf_categories()}
    brands = {brand.slug for brand in market.brands}
    for product in market.products:
        for what, value, known in (
            ("shop", product.shop, shops),
            ("category", product.category, leaves),
            ("brand", product.brand, brands),
        ):
            if value not in known:
                yield f"{product.sku} has the unknown {what} {value}"


def price_problems(market: SampleMarket) -> Iterator[str]:
    """Find prices that are not positive and old prices that are not above the new one."""
    for product in market.products:
        offers = [offer.price for offer in product.other_offers]
        own = [variant.price for variant in product.variants if variant.price is not None]
        if min([product.price, product.cost, *offers, *own]) <= 0:
            yield f"{product.sku} has a price that is not positive"
        if product.compare_at is not None and product.compare_at <= max([product.price, *own]):
            yield f"{product.sku} has an old price that is not above the price"
        if product.cost >= product.price:
            yield f"{product.sku} costs more than it is sold for"


def product_problems(market: SampleMarket) -> Iterator[str]:
    """Find bad barcodes, picture kinds, colours, weights, stock and ratings."""
    for product in market.products:
        if product.gtin is not None and not gtin_is_valid(product.gtin):
            yield f"{product.sku} has a wrong GTIN {product.gtin}"
        if product.picture.kind not in KINDS:
            yield f"{product.sku} has the unknown picture kind {product.picture.kind}"
        if not all(HEX.fullmatch(color) for color in (product.picture.color, product.picture.accent)):
            yield f"{product.sku} has a picture colour that is not #rrggbb"
        if product.weight_g <= 0 or min(dataclasses.astuple(product.dimensions_cm)) <= 0:
            yield f"{product.sku} has no weight or size"
        if product.stock < 0 or any(not 1 <= review.rating <= 5 for review in product.reviews):
            yield f"{product.sku} has a stock or rating out of range"


def variant_problems(market: SampleMarket) -> Iterator[str]:
    """Find variants that occur twice, have half a colour, or do not add up to the stock of their product."""
    for product in market.products:
        choices = [(variant.color and variant.color.en, variant.size) for variant in product.variants]
        for choice in duplicates(choices):
            yield f"{product.sku} has the variant {choice} more than once"
        if any((variant.color is None) != (variant.color_hex is None) for variant in product.variants):
            yield f"{product.sku} has a colour without hex or a hex without colour"
        if product.variants and product.stock != sum(variant.stock for variant in product.variants):
            yield f"{product.sku} has a stock that is not the sum of its variants"


def offer_problems(market: SampleMarket) -> Iterator[str]:
    """Find other offers of an unknown shop, of the same shop, or twice of one shop."""
    shops = {shop.slug for shop in market.shops}
    for product in market.products:
        sellers = [product.shop, *(offer.shop for offer in product.other_offers)]
        if not shops.issuperset(sellers) or duplicates(sellers):
            yield f"{product.sku} has an unknown or repeated seller"


def spec_problems(market: SampleMarket) -> Iterator[str]:
    """Find specifications their product type does not have, or of the wrong kind."""
    categories = {category.slug: category.type for category in market.leaf_categories()}
    types = {kind.code: {attribute.code: attribute for attribute in kind.attributes} for kind in market.types}
    for product in market.products:
        known = types.get(categories.get(product.category, ""), {})
        for code in product.specs:
            if code not in known:
                yield f"{product.sku} has the unknown specification {code}"
            elif not _fits(product, known[code]):
                yield f"{product.sku} has a wrong value for {code}"


def _fits(product: Product, attribute: Attribute) -> bool:
    value = product.specs[attribute.code]
    # bool is an int to Python, but True is no altitude.
    if isinstance(value, bool) != (attribute.type == "boolean"):
        return False
    if attribute.type == "option":
        return value in {option.code for option in attribute.options}
    return isinstance(value, SPEC_TYPES[attribute.type])


CHECKS: tuple[Check, ...] = (
    empty_texts,
    shop_problems,
    identity_problems,
    reference_problems,
    price_problems,
    product_problems,
    variant_problems,
    offer_problems,
    spec_problems,
)
