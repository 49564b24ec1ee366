"""The product page: what it says, choices of variants, offers of several sellers, who may see it."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.catalogue import services
from oscar_apps.catalogue.services import Details
from tests.factories import (
    make_category,
    make_offer,
    make_partner,
    make_product,
    make_product_type,
    make_shipping_method,
    make_variant,
)
from tests.performance.query_counts import expect_queries

from .goods import change, make_brand, on_sale, with_variants

pytestmark = pytest.mark.django_db


def soup(client, product, query: str = "") -> BeautifulSoup:
    response = client.get(f"{product.get_absolute_url()}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(tag) -> str:
    return " ".join(tag.get_text(" ").split())


class TestWhoMaySeeIt:
    def test_a_draft_is_not_there(self, client):
        assert client.get(on_sale(public=False).get_absolute_url()).status_code == 404

    def test_without_a_visible_seller_it_is_not_there(self, client):
        assert client.get(make_product().get_absolute_url()).status_code == 404
        hidden = on_sale(partner=make_partner(is_visible=False))
        assert client.get(hidden.get_absolute_url()).status_code == 404

    def test_offers_of_hidden_sellers_are_not_among_the_others(self, client):
        product = on_sale("Pot")
        make_offer(product=product, partner=make_partner(name="Suspended shop", is_visible=False), price="1")
        assert "Suspended shop" not in str(soup(client, product))

    @pytest.mark.parametrize("pk", ["424242", "99999999999999999999999"])
    def test_one_that_never_was(self, client, pk):
        assert client.get(f"/catalogue/x_{pk}/").status_code == 404

    def test_a_variant_of_a_draft_is_not_there(self, client):
        product = with_variants("Shirt", ("Red", "#aa0000", "M"))
        child = product.children.get()
        services.set_state(product=product, state="draft")
        assert client.get(f"/catalogue/x_{child.pk}/").status_code == 404


class TestAddresses:
    def test_a_wrong_slug_leads_to_the_right_one_for_good(self, client):
        product = on_sale()
        response = client.get(f"/catalogue/anything_{product.pk}/?variant=1")
        assert response.status_code == 301
        assert response["Location"] == f"{product.get_absolute_url()}?variant=1"

    def test_a_variants_own_number_leads_to_its_parent(self, client):
        product = with_variants("Shirt", ("Red", "#aa0000", "M"))
        child = product.children.get()
        response = client.get(f"/catalogue/x_{child.pk}/")
        assert response["Location"] == f"{product.get_absolute_url()}?variant={child.pk}"

    def test_each_language_has_its_own(self, client):
        product = on_sale("Shawl", title_am="ነጠላ", slug_am="netela")
        response = client.get(f"/am/catalogue/netela_{product.pk}/")
        assert "ነጠላ" in response.content.decode()
        links = {
            link["hreflang"]: link["href"]
            for link in BeautifulSoup(response.content, "html.parser").select("[hreflang][rel]")
        }
        assert links["am"].endswith(f"/am/catalogue/netela_{product.pk}/")
        assert links["en"].endswith(f"/catalogue/{product.slug_en}_{product.pk}/")


class TestBuying:
    def test_the_form_names_product_and_offer_and_carries_no_token(self, client):
        product = on_sale("Pot", stock=7)
        form = soup(client, product).select_one("form.action-bar")
        fields = {each["name"]: each["value"] for each in form.select("input")}
        assert form["action"] == "/basket/add/"
        assert fields["product_id"] == str(product.pk)
        assert fields["offer_id"] == str(product.stockrecords.get().pk)
        assert form.select_one("[name=quantity]")["max"] == "7"
        assert "csrfmiddlewaretoken" not in fields

    def test_posting_it_fills_the_basket(self, client):
        product = on_sale("Pot", stock=7)
        form = soup(client, product).select_one("form.action-bar")
        fields = {each["name"]: each["value"] for each in form.select("input")}
        client.post(form["action"], fields, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"})
        line = get_model("basket", "Line").objects.get()
        assert (line.product, line.quantity) == (product, 1)

    @pytest.mark.parametrize(("stock", "note"), [(40, "In stock"), (3, "Only 3 left"), (0, "Sold out")])
    def test_the_stock_note(self, client, stock, note):
        page = soup(client, on_sale(stock=stock))
        assert text(page.select_one("#stock-note")) == note
        assert bool(page.select_one("form.action-bar")) == bool(stock)

    def test_price_before_and_tax(self, client):
        page = soup(client, on_sale(price="80", compare="100"))
        assert "ETB 80.00" in text(page.select_one(".price-large"))
        assert "ETB 100.00" in text(page.select_one(".price-old"))
        assert "Includes 15% VAT" in text(page)

    def test_a_seller_who_charges_no_tax(self, client):
        page = soup(client, on_sale(partner=make_partner(is_vat_registered=False)))
        assert "charges no VAT" in text(page)

    def test_others_who_sell_it_have_their_own_button(self, client):
        product = on_sale("Pot", price="80", partner=make_partner(name="First"))
        other = make_offer(product=product, price="90", partner=make_partner(name="Second"))
        section = soup(client, product).select_one("[aria-labelledby=offers-title]")
        assert "Second" in text(section) and "First" not in text(section)
        assert section.select_one("[name=offer_id]")["value"] == str(other.pk)

    def test_a_seller_on_holiday_is_shown_and_sells_nothing(self, client):
        page = soup(client, on_sale(partner=make_partner(is_on_holiday=True)))
        assert "holiday" in text(page.select_one("#stock-note"))
        assert not page.select_one("form.action-bar")


class TestVariants:
    @pytest.fixture
    def shirt(self):
        return with_variants("Shirt", ("Red", "#aa0000", "M"), ("Red", "#aa0000", "L"), ("Blue", "#0000aa", "M"))

    def child(self, shirt, color, size):
        return shirt.children.get(color_en=color, size=size)

    def test_the_winning_one_is_chosen_at_first(self, client, shirt):
        page = soup(client, shirt)
        winner = shirt.winning_offer.stockrecord.product
        assert page.select_one("[name=product_id]")["value"] == str(winner.pk)

    def test_the_address_chooses(self, client, shirt):
        blue = self.child(shirt, "Blue", "M")
        page = soup(client, shirt, f"?variant={blue.pk}")
        assert page.select_one("[name=product_id]")["value"] == str(blue.pk)
        assert text(page.select_one(".swatch-choice[aria-current]")) == "Blue"

    @pytest.mark.parametrize("wanted", ["x", "0", "999999"])
    def test_an_address_that_chooses_nothing_shows_the_first_choice(self, client, shirt, wanted):
        assert soup(client, shirt, f"?variant={wanted}").select_one("[name=product_id]")

    def test_colours_and_sizes_are_links(self, client, shirt):
        red = self.child(shirt, "Red", "M")
        page = soup(client, shirt, f"?variant={red.pk}")
        assert [link["href"].split("=")[1] for link in page.select("a.swatch-choice")] == [
            str(red.pk), str(self.child(shirt, "Blue", "M").pk),
        ]  # fmt: skip
        sizes = {text(link).split(",")[0]: link.get("href") for link in page.select(".variant-choices .chip")}
        assert list(sizes) == ["M", "L"]
        assert sizes["L"].endswith(f"?variant={self.child(shirt, 'Red', 'L').pk}")

    def test_a_size_not_made_in_this_colour_says_so_and_leads_nowhere(self, client, shirt):
        page = soup(client, shirt, f"?variant={self.child(shirt, 'Blue', 'M').pk}")
        chip = page.select_one("span.chip.is-off")
        assert (text(chip), chip["title"]) == ("L , Not made in Blue", "Not made in Blue")

    def test_a_colour_leads_to_its_nearest_size(self, client, shirt):
        page = soup(client, shirt, f"?variant={self.child(shirt, 'Red', 'L').pk}")
        links = {text(link): link["href"] for link in page.select("a.swatch-choice")}
        assert links["Blue"].endswith(f"?variant={self.child(shirt, 'Blue', 'M').pk}")

    def test_what_is_sold_out_is_greyed_with_the_reason_and_can_be_looked_at(self, client):
        shirt = with_variants("Shirt", ("Red", "#aa0000", "M"))
        gone = make_variant(parent=shirt, color="Blue", color_hex="#0000aa", size="M")
        make_offer(product=gone, stock=0)
        link = next(each for each in soup(client, shirt).select("a.swatch-choice") if "Blue" in text(each))
        assert "is-off" in link["class"] and "Sold out" in link["title"]

    def test_variants_that_are_not_public_are_no_choice(self, client, shirt):
        change(self.child(shirt, "Blue", "M"), is_public=False)
        assert "Blue" not in str(soup(client, shirt).select_one(".variant-choices"))

    def test_variants_that_differ_by_title_only(self, client):
        book = make_product(title="Book", structure="parent")
        for title in ("Paper", "Cloth"):
            make_offer(product=make_variant(parent=book, title=title))
        assert [text(chip) for chip in soup(client, book).select(".variant-choices .chip")] == ["Paper", "Cloth"]


class TestWhatItSays:
    def test_specifications(self, client):
        kind = make_product_type(name="Clothing")
        attributes = get_model("catalogue", "ProductAttribute").objects
        attributes.create(product_class=kind, code="handmade", name="Handmade", type="boolean")
        attributes.create(product_class=kind, code="year", name="Year", type="integer")
        product = services.save_product(
            words={"title": {"en": "Shawl"}, "material": {"en": "Cotton"}}, product_type=kind,
            brand=make_brand("Awash"), details=Details(weight_g=1250, length_cm=20, width_cm=10, upc="123"),
            attributes={"handmade": True, "year": 2020},
        )  # fmt: skip
        services.set_state(product=product, state="active")
        make_offer(product=product)
        rows = {text(row.th): text(row.td) for row in soup(client, product).select(".specs tr")}
        assert rows == {
            "Handmade": "Yes", "Year": "2020", "Material": "Cotton", "Weight": "1.25 kg",
            "Length × width × height": "20 × 10 cm", "Brand": "Awash", "Barcode": "123",
        }  # fmt: skip

    def test_reviews_with_their_spread(self, client):
        product = on_sale()
        reviews = get_model("reviews", "ProductReview").objects
        for score, title, status in ((5, "Lovely", 1), (5, "Again", 1), (2, "Hm", 1), (1, "Waiting", 0)):
            reviews.create(
                product=product, score=score, title=title, body="b", status=status, name="Sara", email="s@example.com"
            )
        section = soup(client, product).select_one("#reviews")
        assert "Lovely" in text(section) and "Waiting" not in text(section)
        assert [bar["value"] for bar in section.select("progress")] == ["67", "0", "0", "33", "0"]
        assert "s@example.com" not in str(section)

    def test_very_many_reviews_are_counted_by_the_database(self, client, monkeypatch):
        from oscar_apps.catalogue import reviews as module

        monkeypatch.setattr(module, "READ", 2)
        product = on_sale()
        reviews = get_model("reviews", "ProductReview").objects
        for score in (5, 5, 4, 1):
            reviews.create(product=product, score=score, title="t", body="b", status=1, name="n", email="e@example.com")
        section = soup(client, product).select_one("#reviews")
        assert [bar["value"] for bar in section.select("progress")] == ["50", "25", "0", "0", "25"]

    def test_delivery_in_days_from_now(self, client):
        seller = make_partner()
        make_shipping_method(partner=seller, min_days=2, max_days=4, price="60")
        promise = text(soup(client, on_sale(partner=seller)))
        day = timezone.localdate() + timezone.timedelta(days=2)
        assert f"Arrives {day.day} {day:%B}" in promise
        assert "delivery from ETB 60.00" in promise

    def test_a_page_with_dates_ends_at_midnight(self, client, settings):
        settings.PUBLIC_PAGE_CACHE_SECONDS = 10**6
        seller = make_partner()
        make_shipping_method(partner=seller)
        kept = client.get(on_sale(partner=seller).get_absolute_url())["Cache-Control"]
        assert int(re.search(r"s-maxage=(\d+)", kept)[1]) <= 86400

    def test_recommended_goods_first_then_popular_ones_of_its_category(self, client):
        category = make_category(name="Pots")
        product, popular = on_sale("Pot", category=category), on_sale("Popular", category=category)
        change(popular, num_sold=9)
        recommended = on_sale("Recommended")
        services.save_product(product=product, recommended=[recommended])
        cards = soup(client, product).select("[aria-labelledby=related-title] .card-title")
        assert [text(card) for card in cards] == ["Recommended", "Popular"]

    def test_what_is_hidden_is_not_related(self, client):
        category = make_category()
        product = on_sale(category=category)
        on_sale("Hidden", category=category, partner=make_partner(is_visible=False))
        assert not soup(client, product).select("[aria-labelledby=related-title]")

    def test_structured_data_and_its_safety(self, client):
        product = on_sale("</script><script>alert(1)</script>", price="80", brand=make_brand("Awash"))
        page = soup(client, product)
        assert "alert(1)</script>" not in str(page.select_one("head"))
        graph = json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"]
        assert graph[0]["name"] == "</script><script>alert(1)</script>"
        assert graph[0]["offers"][0] | {"url": ""} == {
            "@type": "Offer", "price": "80.00", "priceCurrency": "ETB", "availability": "https://schema.org/InStock",
            "url": "", "seller": {"@type": "Organization", "name": graph[0]["offers"][0]["seller"]["name"]},
        }  # fmt: skip
        assert graph[1]["@type"] == "BreadcrumbList"


class TestQueryCounts:
    def test_product_page(self, client):
        category, seller = make_category(), make_partner()
        make_shipping_method(partner=seller)
        variants = [(name, value, size) for name, value in (("Red", "#aa0000"), ("Blue", "#0000aa")) for size in "SML"]
        shirt = with_variants("Shirt", *variants, category=category, partner=seller, rating=4.0)
        for number in range(6):
            on_sale(f"Other {number}", category=category, partner=seller)
        get_model("reviews", "ProductReview").objects.create(
            product=shirt, score=4, title="t", body="b", status=1, name="n", email="e@example.com"
        )
        client.get("/catalogue/")
        path = shirt.get_absolute_url()
        expect_queries("product page, first of its seller and category", lambda: client.get(path))
        variant = shirt.children.first().pk
        expect_queries("product page", lambda: client.get(f"{path}?variant={variant}"))
