"""Cards: what a list says of a product, in the language of the page, in three queries."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from oscar.core.loading import get_model

from oscar_apps.catalogue.models import ProductImage, TaxClass
from oscar_apps.catalogue.selectors import cards, default_tax_rate, tax_rate_of
from oscar_apps.partner.models import WinningOffer
from tests.factories import make_partner, make_product, make_product_type, make_tax_class, make_variant
from tests.performance.query_counts import expect_queries

from .goods import change, on_sale, with_variants

pytestmark = pytest.mark.django_db


def card(product):
    return cards(WinningOffer.objects.filter(product=product))[0]


def test_what_a_card_says():
    seller = make_partner(name="Kechene", slug="kechene")
    product = on_sale("Shawl", price="80", compare="100", stock=3, partner=seller, is_new_arrival=True)
    shown = card(product)
    assert (shown.title, shown.url) == ("Shawl", f"/catalogue/{product.slug}_{product.pk}/")
    assert (shown.seller_name, shown.seller_url) == ("Kechene", "/sellers/kechene/")
    assert (shown.price, shown.compare_at, shown.sale_percentage) == (Decimal(80), Decimal(100), 20)
    assert (shown.in_stock, shown.low_stock, shown.is_new) == (True, 3, True)


def test_in_the_language_of_the_page_with_its_own_address():
    product = on_sale("Shawl", title_am="ነጠላ", slug_am="netela")
    with override("am"):
        shown = card(product)
    assert (shown.title, shown.url) == ("ነጠላ", f"/am/catalogue/netela_{product.pk}/")


def test_the_default_language_where_there_are_no_words():
    with override("fr"):
        assert card(on_sale("Shawl")).title == "Shawl"


def test_reviews_that_are_approved_are_counted():
    product = on_sale("Shawl")
    reviews = get_model("reviews", "ProductReview").objects
    for score, status in ((5, 1), (4, 1), (1, 0)):
        reviews.create(
            product=product, score=score, title="t", body="b", status=status, name="n", email="e@example.com"
        )
    product.refresh_from_db()
    change(product)
    assert (card(product).rating, card(product).num_reviews) == (4.5, 2)


def test_the_first_two_pictures_in_their_order():
    product = on_sale("Shawl")
    for order in (1, 0, 2):
        ProductImage.objects.create(product=product, original=f"{order}.jpg", display_order=order)
    shown = card(product)
    assert (shown.image.src, shown.second_image.src) == ("/media/0.jpg", "/media/1.jpg")


def test_the_colours_it_comes_in():
    product = with_variants("Shirt", ("Red", "#aa0000", "M"), ("Red", "#aa0000", "L"), ("Blue", "#0000aa", "M"))
    green = make_variant(parent=product, color="Green", color_hex="#00aa00")
    change(green, is_public=False)
    assert [(colour.name, colour.hex) for colour in card(product).colours] == [("Red", "#aa0000"), ("Blue", "#0000aa")]


def test_24_cards_cost_three_queries():
    for number in range(20):
        on_sale(f"Pot {number}")
    for number in range(4):
        with_variants(f"Shirt {number}", ("Red", "#aa0000", "M"))
    shown = expect_queries("24 cards", lambda: cards(WinningOffer.objects.filter(is_listed=True)))
    assert len(shown) == 24


class TestTaxRates:
    def test_the_types_own_rate(self):
        books = make_product_type(
            name="Books", tax_class=make_tax_class(code="zero", rate=Decimal(0), is_default=False)
        )
        assert tax_rate_of(product=make_product(product_class=books)) == 0

    def test_a_variant_has_its_parents(self):
        parent = make_product(structure="parent")
        assert tax_rate_of(product=make_variant(parent=parent)) == 15

    def test_the_default_where_the_type_says_nothing(self):
        make_tax_class()
        bare = make_product_type(name="Bare")
        bare.tax_class = None
        bare.save()
        assert tax_rate_of(product=make_product(product_class=bare)) == default_tax_rate() == 15

    def test_none_where_there_is_no_default(self):
        TaxClass.objects.all().delete()
        assert default_tax_rate() == 0

    def test_a_change_counts_at_once(self):
        tax = make_tax_class()
        assert default_tax_rate() == 15
        tax.rate = Decimal(16)
        tax.save()
        assert default_tax_rate() == 16

    def test_a_basket_of_many_lines_asks_once(self, django_assert_num_queries):
        product = make_product()
        tax_rate_of(product=product)
        with django_assert_num_queries(0):
            tax_rate_of(product=product)
