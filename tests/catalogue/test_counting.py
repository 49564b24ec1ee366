"""Numbers of goods by category."""

import pytest

from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.models import Category
from tests.factories import make_category, make_partner

from .goods import on_sale, with_variants

pytestmark = pytest.mark.django_db


def numbers() -> dict[str, int]:
    return dict(Category.objects.values_list("name_en", "num_products"))


def test_counts_listed_goods_here_and_below():
    top = make_category(name="Clothing")
    women = make_category(name="Women", parent=top)
    on_sale(category=women)
    with_variants("Shirt", ("Red", "#aa0000", "M"), ("Blue", "#0000aa", "M"), category=top)
    on_sale(category=top, public=False)
    on_sale(category=top, partner=make_partner(is_visible=False))
    count_products()
    assert numbers() == {"Clothing": 2, "Women": 1}


def test_a_product_in_two_categories_counts_once_above_both():
    top = make_category(name="Clothing")
    women, men = make_category(name="Women", parent=top), make_category(name="Men", parent=top)
    product = on_sale(category=women)
    product.categories.add(men, top)
    count_products()
    assert numbers() == {"Clothing": 1, "Women": 1, "Men": 1}


def test_notes_the_colours_and_sizes_of_public_goods_here_and_below():
    top = make_category(name="Clothing")
    women = make_category(name="Women", parent=top)
    shirt = with_variants("Shirt", ("Red", "#aa0000", "M"), ("Navy", "#14213d", "L"), category=women)
    shirt.children.filter(size="L").update(is_public=False)
    on_sale(category=top, color_hex="#1c1c1c", size="S")
    on_sale(category=top, color_hex="#00aa00", public=False)
    count_products()
    known = dict(Category.objects.values_list("name_en", "choices"))
    assert known["Clothing"] == {"color": ["black", "red"], "size": ["M", "S"]}
    assert known["Women"] == {"color": ["red"], "size": ["M"]}


def test_only_what_changed_is_written():
    on_sale(category=make_category())
    make_category()
    assert count_products() == 1
    assert count_products() == 0


def test_what_is_gone_is_counted_down():
    category = make_category(name="Bags", num_products=7)
    count_products()
    category.refresh_from_db()
    assert category.num_products == 0
