"""Basket lines load in a constant number of queries, with all that prices and pages need."""

import pytest

from tests.factories import make_basket, make_offer, make_partner, make_product, make_variant

pytestmark = pytest.mark.django_db


def basket_of(lines: int):
    parent = make_product(structure="parent")
    offers = {}
    for number in range(lines):
        product = make_variant(parent=parent, size=str(number)) if number % 2 else make_product()
        offers[make_offer(product=product, partner=make_partner(), refresh=False)] = 1
    return make_basket(offers=offers)


def read_everything(basket) -> None:
    for line in basket.all_lines():
        assert line.basket is basket
        line.product.get_title()
        line.product.get_product_class()
        line.product.get_all_images()
        list((line.product.parent or line.product).images.all())
        str(line.stockrecord.partner)


@pytest.mark.parametrize("lines", [1, 10])
def test_lines_take_two_queries_however_many(lines, django_assert_num_queries):
    basket = basket_of(lines)
    with django_assert_num_queries(2):
        read_everything(basket)
        assert basket.num_lines == lines
        assert not basket.is_empty
        assert basket.num_items == lines


def test_lines_keep_their_order_and_identity():
    basket = basket_of(3)
    first = list(basket.all_lines())
    assert [line.pk for line in first] == sorted(line.pk for line in first)
    assert list(basket.all_lines())[0] is first[0]


def test_an_unsaved_basket_is_empty_without_a_query(django_assert_num_queries):
    from oscar_apps.basket.models import Basket

    with django_assert_num_queries(0):
        assert Basket().is_empty
        assert list(Basket().all_lines()) == []


def test_offers_read_nothing_that_the_lines_left_out(django_assert_num_queries):
    basket = basket_of(4)
    lines = list(basket.all_lines())
    assert lines[0].product.tax_rate  # remembered by the process
    with django_assert_num_queries(0):
        for line in lines:
            assert line.product.is_discountable
            str(line.purchase_info.availability.message)
