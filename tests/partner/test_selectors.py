from decimal import Decimal

import pytest

from oscar_apps.partner import selectors
from tests.factories import make_offer, make_partner, make_product, make_variant

pytestmark = pytest.mark.django_db


def test_offers_of_a_product_stand_winner_first():
    product = make_product()
    dear = make_offer(product=product, price="20")
    cheap = make_offer(product=product, price="10")
    empty = make_offer(product=product, price="5", stock=0)
    make_offer(product=product, price="1", partner=make_partner(selling=False))
    make_offer(product=make_product(), price="1")

    offers = selectors.offers_of(product=product)
    assert [offer.stockrecord for offer in offers] == [cheap, dear, empty]
    assert [offer.is_winner for offer in offers] == [True, False, False]
    assert [str(offer.availability.message) for offer in offers] == ["In stock", "In stock", "Sold out"]
    assert offers[0].price.incl_tax == Decimal("10.00") and offers[0].partner == cheap.partner


def test_a_parent_shows_each_seller_once_with_its_best_variant():
    parent, shop = make_product(structure="parent"), make_partner()
    make_offer(product=make_variant(parent=parent), partner=shop, price="30")
    best = make_offer(product=make_variant(parent=parent), partner=shop, price="20")
    other = make_offer(product=make_variant(parent=parent), price="25")
    offers = selectors.offers_of(product=parent)
    assert [offer.stockrecord for offer in offers] == [best, other]
    assert all(offer.availability.is_available_to_buy for offer in offers)


def test_queries_do_not_grow_with_the_offers(django_assert_num_queries):
    product = make_product()
    for _ in range(5):
        make_offer(product=product)
    selectors.offers_of(product=product)
    with django_assert_num_queries(2):
        selectors.offers_of(product=product)


def test_low_stock_lists_ones_own_fewest_first(settings):
    settings.LOW_STOCK_DEFAULT = 10
    shop = make_partner()
    stocks = {"out": 0, "low": 10, "plenty": 11, "not counted": None}
    offers = {name: make_offer(product=make_product(), partner=shop, stock=stock) for name, stock in stocks.items()}
    own_level = make_offer(product=make_product(), partner=shop, stock=5, low_stock_threshold=4)
    make_offer(product=make_product(), stock=0)

    listed = list(selectors.low_stock(partner_id=shop.pk))
    assert listed == [offers["out"], offers["low"]] and own_level not in listed
    assert [record.free for record in listed] == [0, 10]
