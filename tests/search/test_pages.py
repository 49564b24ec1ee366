"""The search page and its suggestions."""

import pytest
from bs4 import BeautifulSoup

from oscar_apps.catalogue import services
from oscar_apps.search.services import rebuild_index
from tests.catalogue.goods import make_brand, on_sale
from tests.factories import make_category, make_partner
from tests.performance.query_counts import expect_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(full_text):
    category = make_category(name="Cotton goods")
    on_sale("Cotton shawl", price="150", category=category, brand=make_brand("Awash"))
    on_sale("Cotton bag", price="50", partner=make_partner(name="Cotton house", slug="cotton-house"))
    on_sale("Hidden cotton", partner=make_partner(name="Cotton shed", is_visible=False))
    services.count_products()
    rebuild_index()
    return category


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.text for title in page.select("#products .card-title")]


def test_results_with_their_number(client, market):
    page = soup(client, "/search/?q=cotton")
    assert sorted(titles(page)) == ["Cotton bag", "Cotton shawl"]
    assert "2 products" in page.select_one(".listing-bar").text
    assert page.select_one("#q")["value"] == "cotton"


def test_the_same_filters_and_sorts_as_every_list(client, market):
    assert titles(soup(client, "/search/?q=cotton&brand=awash")) == ["Cotton shawl"]
    assert titles(soup(client, "/search/?q=cotton&sort=price_asc")) == ["Cotton bag", "Cotton shawl"]
    assert titles(soup(client, "/search/?q=cotton&max_price=100")) == ["Cotton bag"]


def test_links_keep_the_words(client, market):
    page = soup(client, "/search/?q=cotton")
    assert all("q=cotton" in link["href"] for link in page.select(".facet a"))
    assert page.select_one("#sort").find_parent("form").select_one("[name=q]")["value"] == "cotton"


def test_within_a_category(client, market):
    assert titles(soup(client, f"/search/?q=cotton&category={market.pk}")) == ["Cotton shawl"]
    assert len(titles(soup(client, "/search/?q=cotton&category=99999"))) == 2


def test_nothing_found_is_of_use(client, market):
    page = soup(client, "/search/?q=zeppelin")
    assert "Nothing found" in page.text
    assert titles(page), "what others buy"
    assert market.get_absolute_url() in str(page)


def test_what_comes_closest(client, market):
    page = soup(client, "/search/?q=cotton+zeppelin")
    assert "comes closest" in page.text
    assert len(titles(page)) == 2


def test_filters_that_leave_nothing_of_a_search(client, market):
    assert "Nothing fits all of these filters" in soup(client, "/search/?q=cotton&min_price=9000").text


def test_without_words_it_offers_a_field_and_categories(client, market):
    page = soup(client, "/search/")
    assert page.select_one("main form[role=search] input[name=q]")
    assert market.get_absolute_url() in str(page)


@pytest.mark.parametrize("text", ["%22", "%00", "*", "%F0%9F%98%80", "%3Cscript%3Ealert(1)%3C/script%3E", "x" * 500])
def test_anything_may_be_typed(client, market, text):
    assert "<script>alert" not in str(soup(client, f"/search/?q={text}"))


def test_search_pages_are_not_for_search_engines(client, market):
    assert "noindex" in soup(client, "/search/?q=cotton").select_one("[name=robots]")["content"]


class TestSuggestions:
    def test_goods_categories_and_shops(self, client, market):
        answer = client.get("/search/suggest/?q=cot").json()
        assert [item["label"] for item in answer["categories"]] == ["Cotton goods"]
        assert [item["label"] for item in answer["shops"]] == ["Cotton house"]
        assert sorted(item["label"] for item in answer["products"]) == ["Cotton bag", "Cotton shawl"]
        assert all(client.get(item["url"]).status_code == 200 for kind in answer.values() for item in kind)

    @pytest.mark.parametrize("text", ["", "c", "zzz", "%22"])
    def test_nothing_to_suggest(self, client, market, text):
        assert client.get(f"/search/suggest/?q={text}").json() == {"products": [], "categories": [], "shops": []}

    def test_as_a_list_of_links(self, client, market):
        page = soup(client, "/search/suggest/?q=cot&as=list")
        assert "Cotton goods" in [link.text.strip() for link in page.select("a")]

    def test_in_the_language_of_the_page(self, client, market):
        assert client.get("/am/search/suggest/?q=cot").json()["shops"][0]["url"] == "/am/sellers/cotton-house/"


def test_query_counts(client, market):
    client.get("/catalogue/")
    client.get("/search/?q=lamp")  # what the engine asks once in a process
    expect_queries("search page, first of its words", lambda: client.get("/search/?q=cotton"))
    expect_queries("search page, sorted", lambda: client.get("/search/?q=cotton&sort=price_desc"))
    expect_queries("search suggestions", lambda: client.get("/search/suggest/?q=cot"))
