"""Public shops: who is shown, what they offer at whose price, holiday, search inside."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.catalogue.goods import on_sale, with_variants
from tests.factories import make_offer, make_partner, make_vendor
from tests.performance.query_counts import expect_queries

pytestmark = pytest.mark.django_db


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.text for title in page.select("#products .card-title")]


@pytest.fixture
def potter():
    return make_partner(
        name="Kechene",
        slug="kechene",
        tagline="Black clay",
        story="We fire on Thursdays.",
        city="Addis Ababa",
        rating="4.50",
    )


class TestIndex:
    def test_visible_shops_with_their_numbers(self, client, potter):
        on_sale("Pot", partner=potter)
        make_partner(name="Suspended", is_visible=False)
        page = soup(client, "/sellers/")
        assert [shop.text for shop in page.select("main .card-title")] == ["Kechene"]
        assert "1 product" in page.text and "Black clay" in page.text

    def test_looking_for_one(self, client, potter):
        make_partner(name="Modjo")
        assert "Modjo" not in soup(client, "/sellers/?q=keche").select_one("main").text
        assert "No shop of this name" in soup(client, "/sellers/?q=zzz").text

    def test_pages(self, client, potter):
        assert client.get("/sellers/?page=2").status_code == 404
        assert client.get("/sellers/?page=x").status_code == 200

    def test_cost(self, client, potter):
        for _ in range(12):
            on_sale()
        client.get("/catalogue/")
        expect_queries("shops page", lambda: client.get("/sellers/"))


class TestShop:
    def test_its_face_and_goods(self, client, potter):
        on_sale("Pot", partner=potter)
        on_sale("Somebody else's")
        page = soup(client, "/sellers/kechene/")
        assert page.h1.text == "Kechene"
        assert "We fire on Thursdays." in page.text and "Addis Ababa" in page.text
        assert titles(page) == ["Pot"]

    def test_a_seller_who_is_not_shown_has_no_shop(self, client):
        make_partner(slug="suspended", is_visible=False)
        assert client.get("/sellers/suspended/").status_code == 404
        assert client.get("/sellers/nobody/").status_code == 404

    def test_its_own_price_where_another_offer_wins(self, client, potter):
        product = on_sale("Pot", price="80", partner=make_partner())
        make_offer(product=product, partner=potter, price="90", stock=0)
        card = soup(client, "/sellers/kechene/").select_one("#products .card")
        assert "90.00" in card.text and "80.00" not in card.text
        assert "Sold out" in card.text

    def test_the_best_of_its_variants(self, client, potter):
        shirt = with_variants("Shirt", ("Red", "#aa0000", "M"), ("Blue", "#0000aa", "M"), partner=potter)
        make_offer(product=shirt.children.first(), partner=make_partner(), price="10")
        assert "100.00" in soup(client, "/sellers/kechene/").select_one("#products .card").text

    def test_search_inside_and_filters(self, client, potter):
        on_sale("Coffee pot", partner=potter, price="90")
        on_sale("Water jug", partner=potter, price="30")
        assert titles(soup(client, "/sellers/kechene/?q=pot")) == ["Coffee pot"]
        assert titles(soup(client, "/sellers/kechene/?max_price=50")) == ["Water jug"]
        assert titles(soup(client, "/sellers/kechene/?sort=price_asc")) == ["Water jug", "Coffee pot"]
        chosen = soup(client, "/sellers/kechene/?q=pot&sort=price_asc")
        assert chosen.select_one("[name=q][type=hidden]")["value"] == "pot"

    @pytest.fixture
    def jug_and_pot(self, potter):
        """The jug costs 60 here; the pot costs 90 here, was 100, and 10 at the shop that wins it."""
        on_sale("Jug", partner=potter, price="60")
        pot = on_sale("Pot", partner=make_partner(), price="10", stock=0)
        make_offer(product=pot, partner=potter, price="90", compare_at_price="100", stock=0)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("sort=price_asc", ["Jug", "Pot"]),
            ("sort=price_desc", ["Pot", "Jug"]),
            ("max_price=50", []),
            ("min_price=80", ["Pot"]),
            ("in_stock=1", ["Jug"]),
            ("on_sale=1", ["Pot"]),
        ],
    )
    @pytest.mark.parametrize("complete", [True, False], ids=["few goods", "many goods"])
    def test_goods_go_by_the_price_that_is_shown(
        self, client, potter, jug_and_pot, monkeypatch, query, expected, complete
    ):
        if not complete:
            monkeypatch.setattr("oscar_apps.catalogue.facets.ROWS", 1)
        assert titles(soup(client, f"/sellers/kechene/?{query}")) == expected

    def test_variants_go_by_the_cheapest_that_is_shown(self, client, potter):
        shirt = with_variants("Shirt", ("Red", "#aa0000", "M"), ("Blue", "#0000aa", "M"), partner=potter)
        for child in shirt.children.all():
            make_offer(product=child, partner=make_partner(), price="10")
        on_sale("Jug", partner=potter, price="60")
        assert titles(soup(client, "/sellers/kechene/?sort=price_asc")) == ["Jug", "Shirt"]

    def test_the_next_page_goes_on_at_the_shown_price(self, client, potter, monkeypatch):
        monkeypatch.setattr("oscar_apps.catalogue.listing.PER_PAGE", 1)
        monkeypatch.setattr("oscar_apps.catalogue.listing.COUNTED", 1)
        monkeypatch.setattr("oscar_apps.catalogue.facets.ROWS", 1)
        for price in ("30", "20", "10"):
            make_offer(product=on_sale(f"At {price}", price="5"), partner=potter, price=price)
        path, seen = "/sellers/kechene/?sort=price_asc", []
        while path:
            page = soup(client, path)
            seen += titles(page)
            onward = page.select_one("#load-more a[rel=nofollow]")
            path = onward["href"] if onward else ""
        assert seen == ["At 10", "At 20", "At 30"]

    def test_on_holiday_with_the_day_it_is_back(self, client, potter):
        back = timezone.localdate() + timedelta(days=3)
        potter.is_on_holiday = True
        potter.save()
        make_vendor(partner=potter, state="on_holiday", holiday_until=back)
        on_sale("Pot", partner=potter)
        page = soup(client, "/sellers/kechene/")
        assert "on holiday" in page.text and str(back.year) in page.select_one(".notice").text
        assert titles(page) == ["Pot"]

    def test_the_page_ends_with_the_holiday(self, client, potter, settings):
        settings.PUBLIC_PAGE_CACHE_SECONDS = 10**7
        potter.is_on_holiday = True
        potter.save()
        make_vendor(partner=potter, holiday_until=timezone.localdate() + timedelta(days=1))
        kept = client.get("/sellers/kechene/")["Cache-Control"]
        assert int(kept.rpartition("=")[2]) <= 86400

    def test_in_another_language(self, client, potter):
        potter.tagline_fr = "Argile noire"
        potter.save()
        assert "Argile noire" in soup(client, "/fr/sellers/kechene/").text

    def test_cost(self, client, potter):
        for number in range(6):
            on_sale(f"Pot {number}", partner=potter)
        client.get("/catalogue/")
        expect_queries("shop page, first", lambda: client.get("/sellers/kechene/"))
