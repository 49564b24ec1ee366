"""The committed data of the sample market is sound."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.sample import checks
from marketplace.sample.catalogue import DATA, KINDS, LANGUAGES, Product, SampleMarket, load
from marketplace.sample.pictures import KINDS as DRAWN
from oscar_apps.address.regions import regions_of

TOP_CATEGORIES = {"clothing", "shoes", "bags", "accessories", "coffee-and-spices", "home", "electronics", "books"}
ETHIOPIC = re.compile(r"[\u1200-\u137f]")
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def market() -> SampleMarket:
    return load()


def described(product: Product) -> tuple[str, str]:
    return product.description.en, product.description.am


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_a_check_finds_nothing_to_complain_about(market: SampleMarket, check: checks.Check) -> None:
    assert list(check(market)) == []


def test_the_market_has_the_promised_size(market: SampleMarket) -> None:
    assert len(market.shops) == 12
    assert Counter(shop.state for shop in market.shops) == {"active": 10, "on_holiday": 1, "suspended": 1}
    assert 190 <= len(market.products) <= 220
    assert len(market.customers) == 20
    assert 20 <= len(market.brands) <= 30


def test_the_eight_top_categories_are_there_and_one_branch_is_three_deep(market: SampleMarket) -> None:
    assert {category.slug for category in market.categories} == TOP_CATEGORIES
    assert any(child.children for top in market.categories for child in top.children)


def test_every_leaf_category_shop_and_brand_has_products(market: SampleMarket) -> None:
    assert {leaf.slug for leaf in market.leaf_categories()} == {product.category for product in market.products}
    assert {shop.slug for shop in market.shops} == {product.shop for product in market.products}
    assert {brand.slug for brand in market.brands} == {product.brand for product in market.products}


def test_products_are_filed_under_the_name_of_their_top_category() -> None:
    assert {path.stem for path in (DATA / "products").glob("*.json")} == TOP_CATEGORIES


def test_stock_is_high_low_and_none(market: SampleMarket) -> None:
    stocks = [product.stock for product in market.products]
    assert sum(stock == 0 for stock in stocks) >= 5
    assert sum(1 <= stock <= 5 for stock in stocks) >= 10
    assert sum(stock > 10 for stock in stocks) >= 100


def test_about_a_quarter_is_on_sale(market: SampleMarket) -> None:
    on_sale = sum(product.compare_at is not None for product in market.products)
    assert 0.18 <= on_sale / len(market.products) <= 0.32


def test_some_products_have_variants_and_some_a_second_seller(market: SampleMarket) -> None:
    assert sum(bool(product.variants) for product in market.products) >= 50
    assert sum(bool(product.other_offers) for product in market.products) >= 15


def test_words_are_written_in_the_script_of_their_language(market: SampleMarket) -> None:
    for product in market.products:
        for text in (product.title, product.description):
            assert ETHIOPIC.search(text.am), product.sku
            assert ARABIC.search(text.ar), product.sku
            assert not ETHIOPIC.search(text.sw.replace("ሀ", "")) or product.category in {"tops", "children-books"}


def test_no_two_products_are_described_alike(market: SampleMarket) -> None:
    assert checks.duplicates(map(described, market.products)) == []


def test_descriptions_are_two_or_three_sentences_long(market: SampleMarket) -> None:
    for product in market.products:
        assert 50 <= len(product.description.en) <= 400, product.sku


def test_amounts_are_kept_with_two_decimals(market: SampleMarket) -> None:
    amounts = [product.price for product in market.products] + [product.cost for product in market.products]
    assert {amount.as_tuple().exponent for amount in amounts} == {-2}
    assert all(isinstance(amount, Decimal) for amount in amounts)


def test_sale_prices_of_variants_keep_below_the_old_price(market: SampleMarket) -> None:
    for product in market.products:
        if product.compare_at is not None:
            assert all((variant.price or product.price) < product.compare_at for variant in product.variants)


def test_phones_and_addresses_can_be_reached(market: SampleMarket) -> None:
    for shop in market.shops:
        assert re.fullmatch(r"\+2519\d{8}", shop.phone)
    for customer in market.customers:
        assert re.fullmatch(r"\+2519\d{8}|\+2547\d{8}", customer.phone)
        assert customer.email.endswith("@example.com")
        assert customer.language in LANGUAGES
        assert customer.address.city and customer.address.country in {"ET", "KE", "FR"}


def test_ethiopian_addresses_have_woreda_kebele_and_a_zone_or_sub_city(market: SampleMarket) -> None:
    for customer in market.customers:
        if customer.address.country == "ET":
            address = customer.address
            assert address.woreda and address.kebele and (address.zone or address.sub_city)


def test_regions_are_those_the_address_form_offers(market: SampleMarket) -> None:
    assert {shop.region for shop in market.shops} <= set(regions_of("ET"))
    for customer in market.customers:
        offered = regions_of(customer.address.country)
        assert not offered or customer.address.region in offered


def test_every_picture_kind_can_be_drawn() -> None:
    assert set(DRAWN) == set(KINDS)


def test_files_hold_letters_and_not_escapes() -> None:
    for path in DATA.rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert "\\u" not in text, path.name
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n", path.name


@pytest.mark.parametrize(
    ("gtin", "valid"), [("4006381333931", True), ("4006381333932", False), ("400638133393", False)]
)
def test_gtin_check_digit(gtin: str, valid: bool) -> None:
    assert checks.gtin_is_valid(gtin) is valid


def test_a_missing_language_is_reported(market: SampleMarket) -> None:
    product = market.products[0]
    broken = replace(product, title=replace(product.title, am=" "))
    problems = checks.find_problems(replace(market, products=(broken, *market.products[1:])))
    assert problems == [".products[0].title has no am text"]


def test_an_unknown_brand_and_a_wrong_barcode_are_reported(market: SampleMarket) -> None:
    product = market.products[0]
    broken = replace(product, brand="nobody", gtin="4006381333932")
    problems = checks.find_problems(replace(market, products=(broken, *market.products[1:])))
    assert problems == [f"{product.sku} has the unknown brand nobody", f"{product.sku} has a wrong GTIN 4006381333932"]
