"""The front page: live goods, the same bytes for everybody, in every language."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation
from wagtail.models import Page

from cms.models import HomePage
from marketplace import page_cache
from marketplace.bootstrap.words import words
from marketplace.outbox.services import relay_pending
from oscar_apps.catalogue.counting import count_products
from oscar_apps.catalogue.services import set_state
from oscar_apps.partner.models import Partner, WinningOffer
from oscar_apps.partner.services import set_price
from tests.factories import make_category, make_offer, make_partner, make_product, make_user, make_vendor
from vendors.services import set_state as set_seller_state

pytestmark = pytest.mark.django_db

ADDRESSES = {code: "/" if code == "en" else f"/{code}/" for code, _name in settings.LANGUAGES}
#: Page, site and frame, then three queries for the goods of all rows together and one for the rule of each.
MOST_QUERIES = 24


@pytest.fixture
def goods(market):
    """Twelve things for sale by two sellers, one of them reduced, one featured, in one category."""
    category = make_category(name="Clay", name_am="ሸክላ")
    partners = [make_partner(story="We fire clay.", rating=Decimal("4.5")), make_partner()]
    records = [
        make_offer(product=make_product(category=category, title_am=f"ጀበና {number}"), partner=partners[number % 2])
        for number in range(12)
    ]
    set_price(stockrecord_id=records[0].pk, price=Decimal("80"), compare_at_price=Decimal("100"))
    count_products()
    page_cache.forget_everything()
    page_cache.bump(["menu", "catalogue"])
    return records


def body(client, address="/", **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("code", ADDRESSES)
def test_it_stands_in_every_language(code, goods, client):
    page = body(client, ADDRESSES[code])
    said = words(code)["home"]
    assert f'lang="{code}"' in page
    for text in (said["hero"]["promise"], said["new"], said["sale"], said["seller"], said["text"]["title"]):
        assert text in page
    assert words(code)["announcement"] in page
    assert words(code)["footer"]["text"] in page


@pytest.mark.parametrize("code", ADDRESSES)
def test_links_stay_in_the_language(code, goods, client):
    page = body(client, ADDRESSES[code])
    prefix = "" if code == "en" else f"/{code}"
    assert f'href="{prefix}/catalogue/"' in page
    if prefix:
        assert 'href="/catalogue/' not in page


def test_it_names_its_other_languages(goods, client):
    page = body(client)
    for code, address in ADDRESSES.items():
        assert f'hreflang="{code}" href="http://localhost:8000{address}"' in page


def test_its_queries_do_not_grow_with_the_goods(goods, client, django_assert_max_num_queries):
    body(client)
    page_cache.forget_everything()
    with django_assert_max_num_queries(MOST_QUERIES):
        body(client, "/am/")


def test_two_visitors_get_the_same_bytes(goods, client, django_assert_num_queries):
    first = client.get("/").content
    client.force_login(make_user(email="sara@example.com"))
    client.cookies["oscar_open_basket"] = "1:abc"
    with django_assert_num_queries(0):
        second = client.get("/?utm_source=letter")
    assert second.content == first
    assert "Set-Cookie" not in second
    assert b"csrf" not in first.lower()
    assert b"wagtail-userbar" not in first


def test_an_editor_sees_no_userbar_either(goods, client):
    client.force_login(make_user(email="root@example.com", is_staff=True, is_superuser=True))
    assert "userbar" not in body(client).lower()


def test_a_new_price_shows_at_once(goods, client):
    assert "ETB\u00a080.00" in body(client)
    set_price(stockrecord_id=goods[0].pk, price=Decimal("70"), compare_at_price=Decimal("100"))
    relay_pending()
    page = body(client)
    assert "ETB\u00a070.00" in page
    assert "ETB\u00a080.00" not in page


def test_what_is_not_public_is_not_shown(goods, client):
    product = goods[0].product
    assert f'value="{product.pk}" data-save' in body(client)
    set_state(product=product, state="inactive")
    relay_pending()
    assert f'value="{product.pk}" data-save' not in body(client)


def test_a_suspended_seller_disappears(goods, client):
    partner = goods[0].partner
    vendor = make_vendor(partner=partner)
    assert partner.name in body(client)
    set_seller_state(vendor=vendor, state="suspended", actor=None)
    relay_pending()
    assert partner.name not in body(client)


def test_sold_out_goods_leave_the_rows(goods, client):
    WinningOffer.objects.filter(product=goods[3].product).update(in_stock=False, available=0)
    page_cache.bump(["catalogue"])
    assert f'value="{goods[3].product.pk}" data-save' not in body(client)


def test_an_empty_market_has_a_home_page(market, client):
    page = body(client)
    assert words("en")["home"]["hero"]["promise"] in page
    assert words("en")["home"]["new"] not in page


def test_publishing_ends_the_kept_copy(goods, client):
    home = HomePage.objects.get(locale__language_code="en")
    body(client)
    home.search_description = "Another sentence about the market."
    home.save_revision().publish()
    relay_pending()
    assert "Another sentence about the market." in body(client)


def test_an_unpublished_language_shows_the_main_one(goods, client):
    assert words("sw")["home"]["new"] in body(client, "/sw/")
    HomePage.objects.get(locale__language_code="sw").unpublish()
    relay_pending()
    assert words("en")["home"]["new"] in body(client, "/sw/")
    assert 'hreflang="sw"' not in body(client).split("<body")[0]


def test_a_preview_is_neither_kept_nor_taken_from_what_is_kept(goods, client):
    before = body(client)
    home = HomePage.objects.get(locale__language_code="en")
    home.search_description = "Only a draft."
    answer = home.make_preview_request()
    assert "Only a draft." in answer.content.decode()
    assert body(client) == before


class TestRules:
    """What each rule of a row shows."""

    @pytest.fixture
    def row(self, goods):
        from cms import live
        from cms.blocks.commerce import ProductRowBlock

        def shown(**values):
            block = ProductRowBlock()
            value = block.to_python({"title": "Row", "rule": "new", "number": 4, **values})
            return [card.id for card in live._cards_of({0: live._goods_of_row(value)})[0]]

        return shown

    def test_newest_first_and_no_more_than_asked_for(self, row, goods):
        assert row(rule="new") == [record.product_id for record in reversed(goods[-4:])]

    def test_only_what_is_reduced(self, row, goods):
        assert row(rule="sale") == [goods[0].product_id]

    def test_most_bought_first(self, row, goods):
        WinningOffer.objects.filter(product=goods[5].product).update(num_sold=9)
        assert row(rule="popular")[0] == goods[5].product_id

    def test_featured(self, row, goods):
        assert row(rule="featured") == []
        type(goods[2].product).objects.filter(pk=goods[2].product_id).update(is_featured=True)
        assert row(rule="featured") == [goods[2].product_id]

    def test_a_category_with_everything_below_it(self, row, goods):
        category = goods[0].product.categories.get()
        below = make_category(parent=category)
        product = make_product(category=below)
        make_offer(product=product)
        page_cache.bump(["menu"])
        assert row(rule="category", category=category.pk)[0] == product.pk
        assert row(rule="category") == []

    def test_a_seller(self, row, goods):
        partner = goods[1].partner
        mine = {record.product_id for record in goods if record.partner == partner}
        assert set(row(rule="seller", seller=partner.pk)) <= mine
        assert row(rule="seller") == []

    def test_chosen_by_hand(self, row, goods):
        chosen = [goods[1].product_id, goods[4].product_id]
        assert set(row(rule="chosen", products=chosen)) == set(chosen)

    def test_the_best_rated_open_seller_is_the_spotlight(self, goods):
        from cms import live
        from cms.blocks.commerce import SellerSpotlightBlock

        value = SellerSpotlightBlock().to_python({"title": "Meet"})
        best = make_partner(story="Better.", rating=Decimal("4.9"))
        assert live._partner(value) == best
        Partner.objects.filter(pk=best.pk).update(is_on_holiday=True)
        assert live._partner(value) != best


def test_the_root_takes_no_page_of_another_kind():
    assert not HomePage.allowed_subpage_models()
    assert Page in HomePage.allowed_parent_page_models()


def test_amharic_titles_stand_on_the_amharic_page(goods, client):
    page = body(client, "/am/")
    assert "ጀበና 11" in page
    with translation.override("am"):
        assert "ሸክላ" in page
