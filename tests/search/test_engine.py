"""The embedded engine: what is found, in which order, in any language, and that nothing typed can break it."""

import pytest
from django.db import connection
from django.test import override_settings

from marketplace.outbox.services import publish, relay_pending
from oscar_apps.catalogue import services
from oscar_apps.search import engine
from oscar_apps.search.services import index_products, rebuild_index
from oscar_apps.search.words import MOST_WORDS, stem, words_of
from tests.catalogue.goods import make_brand, on_sale, with_variants
from tests.factories import make_category, make_partner

pytestmark = pytest.mark.django_db


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Cotton  Shawl", ["cotton", "shawl"]),
            ("ነጠላ ጥጥ", ["ነጠላ", "ጥጥ"]),
            ("حِزام جلد", ["حزام", "جلد"]),
            ('"shawl" AND NOT (x:y)*', ["shawl", "and", "not", "x", "y"]),
            ("35 mm", ["35", "mm"]),
            ("ＣＡＦＥ", ["cafe"]),
            ("%_'; DROP TABLE", ["drop", "table"]),
            ("   ", []),
        ],
    )
    def test_words_of(self, text, words):
        assert words_of(text) == words

    def test_not_more_than_a_person_types(self):
        assert len(words_of("a b c d e f g h i j k l")) == MOST_WORDS

    def test_stem(self):
        assert (stem("shirts"), stem("mug")) == ("shirt", "mug")


@pytest.fixture
def market(full_text):
    made = {
        "shawl": on_sale("Cotton shawl", title_am="ነጠላ", title_ar="شال قطني", slug="shawl"),
        "shirt": with_variants("Linen shirt", ("Crimson", "#aa0000", "M"), brand=make_brand("Awash")),
        "lamp": on_sale("Lamp", description="With a cotton wick.", category=make_category(name="Lighting")),
        "hidden": on_sale("Cotton secret", partner=make_partner(is_visible=False)),
        "draft": on_sale("Cotton draft", public=False),
    }
    made["lamp"].tags.add("gift")
    rebuild_index()
    return {name: product.pk for name, product in made.items()}


def found(market, text: str) -> list[str]:
    names = {pk: name for name, pk in market.items()}
    return [names[pk] for pk in engine.find(text).ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shawl", ["shawl"]),
        ("SHAWL cotton", ["shawl"]),
        ("sha", ["shawl"]),
        ("ነጠላ", ["shawl"]),
        ("ነጠ", ["shawl"]),
        ("شال", ["shawl"]),
        ("crimson", ["shirt"]),
        ("awash", ["shirt"]),
        ("lighting", ["lamp"]),
        ("gift", ["lamp"]),
        ("shirts", ["shirt"]),
        ("lamps", ["lamp"]),
        ("nothing like it", []),
        ("secret", []),
        ("draft", []),
        ("", []),
    ],
)
def test_find(market, text, expected):
    assert found(market, text) == expected


def test_a_word_in_the_title_counts_more_than_one_in_the_text(market):
    assert found(market, "cotton") == ["shawl", "lamp"]


def test_some_of_the_words_where_nothing_has_all(market):
    result = engine.find("cotton zeppelin")
    assert result.is_loose
    assert set(found(market, "cotton zeppelin")) == {"shawl", "lamp"}


@pytest.mark.parametrize(
    "text", ['"', "'", "*", "-", "(", "a:b", "NEAR(a b)", "\x00", "' OR 1=1 --", "{title}", "\\", "ሀ" * 500]
)
def test_nothing_typed_breaks_it(market, text):
    engine.find(text)
    engine.suggest(text)


def test_suggestions_begin_with_what_is_typed(market):
    assert engine.suggest("cot") == [market["shawl"]]
    assert engine.suggest("ነ") == [market["shawl"]]
    assert engine.suggest("") == []


class TestTheIndexFollows:
    def test_a_new_product(self, market):
        product = on_sale("Zebra mug")
        publish("product.created", {"product_id": product.pk})
        assert engine.find("zebra").ids == ()
        relay_pending()
        assert engine.find("zebra").ids == (product.pk,)

    def test_new_words(self, market):
        from oscar_apps.catalogue.models import Product

        services.save_product(product=Product.objects.get(pk=market["lamp"]), words={"title": {"en": "Lantern"}})
        relay_pending()
        assert found(market, "lantern") == ["lamp"]
        assert found(market, "lamp") == []

    def test_a_product_taken_away(self, market):
        from oscar_apps.catalogue.models import Product

        services.set_state(product=Product.objects.get(pk=market["lamp"]), state="inactive")
        relay_pending()
        assert found(market, "lamp") == []

    def test_a_renamed_category_and_brand(self, market):
        from oscar_apps.catalogue.models import Brand, Category

        services.rename_category(category=Category.objects.get(), names={"en": "Illumination"})
        services.update_brand(brand=Brand.objects.get(), name="Omo")
        relay_pending()
        assert found(market, "illumination") == ["lamp"]
        assert found(market, "omo") == ["shirt"]

    def test_indexing_twice_keeps_one_entry(self, market):
        assert index_products(product_ids=[market["lamp"]]) == 1
        assert found(market, "lamp") == ["lamp"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always has full text")
def test_without_full_text_titles_are_looked_through(db):
    """An SQLite that was built without FTS5, and the plain table of `--nomigrations`."""
    product = on_sale("Cotton shawl")
    on_sale("Lamp")
    engine._full_text.clear()
    assert engine.find("cot sha").ids == (product.pk,)
    assert engine.suggest("shaw") == [product.pk]


@override_settings(PUBLIC_PAGE_CACHE_SECONDS=0)
def test_the_most_popular_first_among_equals(full_text):
    from tests.catalogue.goods import change

    first, second = on_sale("Mug"), on_sale("Mug")
    change(first, num_sold=1)
    change(second, num_sold=5)
    rebuild_index()
    assert engine.find("mug").ids == (second.pk, first.pk)
