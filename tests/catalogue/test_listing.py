"""Lists of goods: what is in them, filters, sorts, pages, cursors."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone

from oscar_apps.catalogue import facets, listing
from oscar_apps.catalogue.facets import table_of
from oscar_apps.catalogue.filters import SORTS, Filters
from oscar_apps.catalogue.tree import category_tree
from oscar_apps.partner.models import WinningOffer
from tests.factories import make_category, make_offer, make_partner, make_product

from .goods import change, make_brand, on_sale, with_variants

pytestmark = pytest.mark.django_db


def shown(query: str = "", scope: listing.Scope | None = None) -> listing.Listing:
    scope = scope or listing.everything()
    return listing.list_goods(scope, listing.choose(Filters.parse(QueryDict(query))), table=table_of(scope))


def titles(query: str = "", scope: listing.Scope | None = None) -> list[str]:
    return [card.title for card in shown(query, scope).cards]


class TestWhatIsShown:
    def test_public_products_of_visible_sellers(self):
        on_sale("Shawl")
        on_sale("Draft", public=False)
        on_sale("Hidden", partner=make_partner(is_visible=False))
        make_product(title="Nobody offers it")
        assert titles() == ["Shawl"]

    def test_variants_are_shown_as_their_parent(self):
        with_variants("Shirt", ("Red", "#aa0000", "M"), ("Blue", "#0000aa", "L"))
        assert titles() == ["Shirt"]

    def test_a_category_shows_what_is_below(self):
        top = make_category(name="Clothing")
        below = make_category(name="Women", parent=top)
        on_sale("Dress", category=below)
        on_sale("Lamp", category=make_category())
        assert titles(scope=listing.of_category(category_tree().get(top.pk))) == ["Dress"]

    def test_a_product_in_two_categories_of_a_branch_is_shown_once(self):
        top = make_category()
        product = on_sale("Dress", category=top)
        product.categories.add(make_category(parent=top))
        assert titles(scope=listing.of_category(category_tree().get(top.pk))) == ["Dress"]

    def test_a_large_category_is_read_the_other_way_with_the_same_result(self, monkeypatch):
        top = make_category(num_products=9)
        on_sale("Dress", category=top)
        on_sale("Lamp")
        monkeypatch.setattr(listing, "LARGE", 5)
        assert titles(scope=listing.of_category(category_tree().get(top.pk))) == ["Dress"]

    @pytest.mark.parametrize("large", [0, 5000], ids=["of many goods", "of few goods"])
    def test_a_brand(self, monkeypatch, large):
        monkeypatch.setattr(listing, "LARGE", large)
        brand = make_brand()
        on_sale("Dress", brand=brand)
        on_sale("Lamp")
        assert titles(scope=listing.of_brand(brand)) == ["Dress"]

    def test_a_seller_also_where_another_wins(self):
        mine, other = make_partner(), make_partner()
        product = on_sale("Dress", partner=mine, price="90")
        make_offer(product=product, partner=other, price="80")
        on_sale("Lamp", partner=other)
        assert WinningOffer.objects.get(product=product).partner == other
        assert titles(scope=listing.of_seller(mine)) == ["Dress"]

    def test_a_seller_with_variants(self):
        mine = make_partner()
        with_variants("Shirt", ("Red", "#aa0000", "M"), partner=mine)
        assert titles(scope=listing.of_seller(mine)) == ["Shirt"]

    def test_what_costs_less_than_before(self):
        on_sale("Dress", price="80", compare="100")
        on_sale("Lamp", price="80", compare="70")
        assert titles(scope=listing.on_sale()) == ["Dress"]


class TestFilters:
    @pytest.fixture(params=[facets.ROWS, 1], ids=["short list", "long list"])
    def market(self, request, monkeypatch):
        monkeypatch.setattr(facets, "ROWS", request.param)
        brand = make_brand("Awash")
        mine = make_partner(slug="kechene")
        on_sale("Pot", price="50", partner=mine, stock=0)
        change(on_sale("Dress", price="150", compare="200", brand=brand, size="M"), rating=4.5)
        change(with_variants("Shirt", ("Red", "#aa0000", "M"), ("Navy", "#14213d", "L")), rating=3.0)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"Pot", "Dress", "Shirt"}),
            ("brand=awash", {"Dress"}),
            ("seller=kechene", {"Pot"}),
            ("brand=awash&seller=kechene", set()),
            ("min_price=100", {"Dress", "Shirt"}),
            ("max_price=99.99", {"Pot"}),
            ("min_price=60&max_price=120", {"Shirt"}),
            ("color=red", {"Shirt"}),
            ("color=blue", {"Shirt"}),
            ("color=green", set()),
            ("color=green&color=red", {"Shirt"}),
            ("size=M", {"Dress", "Shirt"}),
            ("size=M&color=red", {"Shirt"}),
            ("rating=4", {"Dress"}),
            ("rating=2", {"Dress", "Shirt"}),
            ("in_stock=1", {"Dress", "Shirt"}),
            ("on_sale=1", {"Dress"}),
        ],
    )
    def test_filter(self, market, query, expected):
        assert set(titles(query)) == expected
        assert shown(query).total == len(expected)

    def test_the_same_without_the_table_in_memory(self, market, monkeypatch):
        """For lists too long for the table the database filters and counts alone."""
        monkeypatch.setattr("oscar_apps.catalogue.facets.ROWS", 2)
        assert shown("size=M").total == 2
        assert set(titles("rating=4")) == {"Dress"}

    def test_an_unknown_brand_is_left_out_and_named(self, market):
        choice = listing.choose(Filters.parse(QueryDict("brand=nope&brand=awash&color=mauve")))
        assert choice.filters.brand == ("awash",)
        assert [tuple(each) for each in choice.filters.unknown] == [("brand", "nope"), ("color", "mauve")]

    def test_a_hidden_seller_is_as_unknown_as_one_that_never_was(self, market):
        make_partner(slug="suspended", is_visible=False)
        choice = listing.choose(Filters.parse(QueryDict("seller=suspended")))
        assert choice.filters.seller == ()

    def test_choosing_nothing_asks_nothing(self, market, django_assert_num_queries):
        with django_assert_num_queries(0):
            listing.choose(Filters.parse(QueryDict("min_price=5&sort=rating")))


class TestSorts:
    @pytest.fixture
    def market(self):
        for place, (title, price, sold, rating) in enumerate(
            [("A", "30", 5, 3.0), ("B", "10", 9, None), ("C", "20", 1, 5.0)]
        ):
            created = timezone.now() - timezone.timedelta(days=place)
            change(on_sale(title, price=price), num_sold=sold, rating=rating, date_created=created)

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("newest", "ABC"), ("popular", "BAC"), ("price_asc", "BCA"), ("price_desc", "ACB"), ("rating", "CAB"),
            ("", "ABC"), ("relevance", "ABC"),
        ],
    )  # fmt: skip
    def test_sort(self, market, sort, expected):
        assert "".join(titles(f"sort={sort}")) == expected

    def test_newest_shows_what_is_sold_out_last(self):
        on_sale("Sold out", stock=0)
        on_sale("There")
        assert titles("sort=newest") == ["There", "Sold out"]


class TestPages:
    @pytest.fixture(autouse=True)
    def small_pages(self, monkeypatch):
        monkeypatch.setattr(listing, "PER_PAGE", 2)

    @pytest.fixture
    def five(self):
        for number in range(5):
            change(
                on_sale(f"Pot {number}", price=Decimal(10 + number // 2)),
                num_sold=number // 2,
                rating=4.0 if number else None,
            )

    def test_numbered_pages(self, five):
        page = shown("page=2&sort=price_asc")
        assert (page.page.number, page.page.paginator.num_pages, page.total) == (2, 3, 5)
        assert len(page.cards) == 2

    @pytest.mark.parametrize("sort", SORTS)
    def test_by_cursor_everything_comes_once(self, five, sort):
        seen, query = [], f"sort={sort}"
        while True:
            page = shown(query)
            seen += [card.id for card in page.cards]
            if not page.more:
                break
            query = f"sort={sort}&{page.more[0]}={page.more[1]}"
        assert len(seen) == len(set(seen)) == 5

    def test_a_page_behind_the_end_does_not_exist(self, five):
        with pytest.raises(listing.NoSuchPage):
            shown("page=4")

    def test_the_first_page_of_nothing_does(self):
        assert shown("page=1").cards == []

    def test_a_cursor_of_another_sort_starts_at_the_beginning(self, five):
        page = shown("sort=price_asc")
        assert not shown(f"sort=newest&after={page.more[1]}").is_beyond

    def test_numbers_end_where_counting_ends_and_cursors_go_on(self, five, monkeypatch):
        monkeypatch.setattr(listing, "COUNTED", 4)
        monkeypatch.setattr("oscar_apps.catalogue.facets.ROWS", 3)
        page = shown("page=2&sort=price_asc")
        assert (page.total, page.is_capped, page.page.paginator.num_pages) == (4, True, 2)
        assert page.more
        rest = shown(f"sort=price_asc&after={page.more[1]}")
        assert len(rest.cards) == 1 and rest.is_beyond
        with pytest.raises(listing.NoSuchPage):
            shown("page=3")


class TestSearchOrder:
    def test_best_match_first_and_filters_keep_the_order(self):
        first, second, third = (on_sale(title, price=price) for title, price in (("A", "5"), ("B", "50"), ("C", "60")))
        scope = listing.of_products(key="search:x", ids=[third.pk, first.pk, second.pk])
        assert titles(scope=scope) == ["C", "A", "B"]
        assert titles("min_price=40", scope=scope) == ["C", "B"]
        assert titles("sort=price_asc", scope=scope) == ["A", "B", "C"]

    def test_what_is_no_longer_listed_is_passed_over(self):
        gone = on_sale("Gone", public=False)
        scope = listing.of_products(key="search:y", ids=[gone.pk, on_sale("Here").pk])
        assert titles(scope=scope) == ["Here"]
