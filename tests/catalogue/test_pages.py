"""Pages of lists: category, browse, brand, offers. Addresses, redirects, what is said of wrong filters."""

import pytest
from django.utils.translation import override

from oscar_apps.catalogue import listing, services
from tests.factories import make_category
from tests.performance.query_counts import expect_queries

from .goods import make_brand, on_sale, with_variants

pytestmark = pytest.mark.django_db


@pytest.fixture
def clothing():
    names = {"en": "Clothing", "am": "ልብስ"}
    return services.create_category(words={"name": names, "description": {"en": "What one wears."}})


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


class TestCategory:
    def test_shows_title_text_chips_and_goods(self, client, clothing):
        women = services.create_category(words={"name": {"en": "Women"}}, parent=clothing)
        on_sale("Dress", category=women)
        services.count_products()
        shown = page(client, clothing.get_absolute_url())
        assert "<h1>Clothing</h1>" in shown and "What one wears." in shown
        assert women.get_absolute_url() in shown and "Dress" in shown
        assert "1 product<" in shown

    def test_an_old_address_leads_to_the_new_one_for_good(self, client, clothing):
        old = clothing.get_absolute_url()
        services.rename_category(category=clothing, names={"en": "Clothes"})
        from marketplace.outbox.services import relay_pending

        relay_pending()
        response = client.get(f"{old}?sort=price_asc")
        assert response.status_code == 301
        assert response["Location"] == f"/catalogue/category/clothes_{clothing.pk}/?sort=price_asc"

    def test_a_child_has_its_parents_slug_before_its_own(self, client, clothing):
        women = services.create_category(words={"name": {"en": "Women"}}, parent=clothing)
        assert women.get_absolute_url() == f"/catalogue/category/clothing/women_{women.pk}/"
        assert client.get(f"/catalogue/category/women_{women.pk}/").status_code == 301

    def test_each_language_has_its_own_address(self, client, clothing):
        with override("am"):
            own = clothing.get_absolute_url()
        assert own == f"/am/catalogue/category/lbs_{clothing.pk}/"
        shown = page(client, own)
        assert "ልብስ" in shown
        assert f'hreflang="en" href="http://localhost:8000/catalogue/category/clothing_{clothing.pk}/"' in shown

    @pytest.mark.parametrize("pk", ["99999", "99999999999999999999"])
    def test_a_category_that_never_was(self, client, pk):
        page(client, f"/catalogue/category/x_{pk}/", 404)

    def test_one_that_is_not_public_and_what_is_below_it(self, client, clothing):
        women = services.create_category(words={"name": {"en": "Women"}}, parent=clothing)
        paths = [clothing.get_absolute_url(), women.get_absolute_url()]
        services.update_category(category=clothing, is_public=False)
        from marketplace.page_cache import bump

        bump(["menu"])
        for path in paths:
            page(client, path, 404)

    def test_an_empty_one_says_so(self, client, clothing):
        assert "Nothing here yet" in page(client, clothing.get_absolute_url())


class TestFiltersInTheAddress:
    @pytest.fixture(autouse=True)
    def goods(self):
        on_sale("Dress", price="150", brand=make_brand("Awash"))
        on_sale("Pot", price="50")

    def test_a_filter_is_a_link_and_its_chip_takes_it_away(self, client):
        shown = page(client, "/catalogue/?brand=awash")
        assert "Dress" in shown and "Pot" not in shown
        assert 'class="chip chip-remove" href="/catalogue/"' in shown

    @pytest.mark.parametrize(
        "query",
        [
            "brand=nope",
            "color=mauve",
            "min_price=abc",
            "sort=cheapest",
            "rating=11",
            "page=zero",
            "after=%00",
            "seller=x",
        ],
    )
    def test_what_means_nothing_is_said_and_left_out(self, client, query):
        shown = page(client, f"/catalogue/?{query}")
        assert "means nothing here" in shown
        assert "Dress" in shown and "Pot" in shown

    def test_markup_in_an_address_stays_text(self, client):
        shown = page(client, "/catalogue/?brand=%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in shown

    def test_nothing_fits(self, client):
        shown = page(client, "/catalogue/?min_price=9000")
        assert "Nothing fits all of these filters" in shown

    def test_a_page_behind_the_end(self, client):
        page(client, "/catalogue/?page=7", 404)

    def test_narrowed_lists_are_not_for_search_engines(self, client):
        assert "noindex" in page(client, "/catalogue/?brand=awash")
        assert "noindex" not in page(client, "/catalogue/")

    def test_the_price_form_keeps_the_other_filters(self, client):
        shown = page(client, "/catalogue/?brand=awash&sort=price_asc")
        assert '<input type="hidden" name="brand" value="awash">' in shown

    def test_sorting_keeps_the_filters(self, client):
        shown = page(client, "/catalogue/?brand=awash&sort=price_desc")
        assert '<option value="price_desc" selected>' in shown

    def test_head_and_other_methods(self, client):
        assert client.head("/catalogue/").status_code == 200
        assert client.post("/catalogue/").status_code == 405

    def test_show_more_goes_on_where_the_page_ends(self, client, monkeypatch):
        monkeypatch.setattr(listing, "PER_PAGE", 1)
        from bs4 import BeautifulSoup

        first = BeautifulSoup(page(client, "/catalogue/"), "html.parser")
        more = first.select_one("#load-more a")
        assert more["href"] == more["hx-get"]
        second = BeautifulSoup(page(client, more["href"]), "html.parser")
        titles = [each.select_one(".card-title").text for each in (first, second)]
        assert sorted(titles) == ["Dress", "Pot"]


def test_brands_and_a_brand(client):
    brand = make_brand("Awash")
    make_brand("Without goods")
    on_sale("Dress", brand=brand)
    shown = page(client, "/catalogue/brands/")
    assert "Awash" in shown and "Without goods" not in shown
    assert "Dress" in page(client, brand.get_absolute_url())
    page(client, "/catalogue/brands/nope/", 404)


def test_offers(client):
    on_sale("Dress", price="80", compare="100")
    on_sale("Pot")
    shown = page(client, "/offers/")
    assert "Dress" in shown and "Pot" not in shown


class TestQueryCounts:
    """Uncached. Beside these a process reads category tree and editors' frame once after each change of them."""

    @pytest.fixture
    def market(self, client):
        top = make_category(name="Clothing")
        for number in range(26):
            on_sale(f"Pot {number}", category=top, brand=make_brand(f"Brand{number % 3}") if number < 3 else None)
        for number in range(4):
            with_variants(f"Shirt {number}", ("Red", "#aa0000", "M"), ("Blue", "#0000aa", "L"), category=top)
        client.get("/catalogue/brands/")
        return top

    def test_category(self, client, market):
        path = market.get_absolute_url()
        expect_queries("category page, first of its list", lambda: page(client, path))
        expect_queries("category page, list known", lambda: page(client, f"{path}?sort=price_asc"))
        expect_queries("category page, filtered", lambda: page(client, f"{path}?brand=brand1&color=red&in_stock=1"))

    def test_browse(self, client, market):
        expect_queries("browse page, first", lambda: page(client, "/catalogue/"))

    def test_more_goods_cost_no_more_queries(self, client, market):
        path = market.get_absolute_url()
        for number in range(30):
            with_variants(f"Bowl {number}", ("Red", "#aa0000", "M"), category=market)
        expect_queries("category page, first of its list", lambda: page(client, path))
