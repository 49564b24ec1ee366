"""Slugs: one in each language, Latin, unique."""

import pytest

from oscar_apps.catalogue.models import Brand, Category, Product
from oscar_apps.catalogue.slugs import NUMBERED, fill_slugs
from tests.factories import make_category, make_product, make_product_type

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "am", "sw", "fr", "ar")


def new_product(**words) -> Product:
    return Product(product_class=make_product_type(), **words)


def test_every_language_gets_a_slug_in_latin_letters():
    product = new_product(title_en="Cotton shawl", title_am="ነጠላ", title_ar="شال قطني")
    fill_slugs(product)
    slugs = [getattr(product, f"slug_{code}") for code in LANGUAGES]
    assert all(slug and slug.isascii() for slug in slugs)
    assert (product.slug_en, product.slug_am) == ("cotton-shawl", "netela")


def test_a_language_without_a_title_takes_the_default_one():
    product = new_product(title_en="Cotton shawl")
    fill_slugs(product)
    assert product.slug_sw == "cotton-shawl"


def test_a_title_in_another_language_alone_fills_the_default_slug():
    category = Category(name_am="ልብስ")
    fill_slugs(category)
    assert category.slug_en == category.slug_am == "lbs"


def test_twins_are_numbered_and_then_marked_by_chance():
    for number in range(NUMBERED):
        make_product(title="Shawl", slug="shawl" if not number else f"shawl-{number + 1}")
    product = new_product(title_en="Shawl")
    fill_slugs(product)
    assert product.slug_en.startswith("shawl-")
    assert not Product.objects.filter(slug_en=product.slug_en).exists()


def test_a_slug_that_is_there_is_kept():
    product = new_product(title_en="Shawl", slug_en="my-own")
    fill_slugs(product)
    assert product.slug_en == "my-own"


def test_a_variant_is_named_by_its_parent_colour_and_size():
    parent = make_product(title="Shawl", structure="parent")
    child = Product(parent=parent, structure="child", color_en="Red", size="M")
    fill_slugs(child)
    assert child.slug_en == "shawl-red-m"


def test_text_without_letters_still_gives_a_slug():
    product = new_product(title_en="☕☕")
    fill_slugs(product)
    assert product.slug_en


def test_a_long_title_fits_the_column():
    product = new_product(title_en="cotton " * 60)
    fill_slugs(product)
    assert len(product.slug_en) <= 255


def test_an_importer_keeps_the_taken_slugs_itself(django_assert_num_queries):
    make_category()  # nothing of it is asked
    taken: dict[str, set[str]] = {}
    first, second = new_product(title_en="Shawl"), new_product(title_en="Shawl")
    with django_assert_num_queries(0):
        fill_slugs(first, taken=taken)
        fill_slugs(second, taken=taken)
    assert (first.slug_en, second.slug_en) == ("shawl", "shawl-2")


def test_a_brand_has_one_slug():
    brand = Brand(name="Ḥarar Café")
    fill_slugs(brand)
    assert brand.slug == "harar-cafe"


def test_saving_fills_what_is_missing():
    category = make_category(name="Women", slug="women")
    assert category.slug_am
