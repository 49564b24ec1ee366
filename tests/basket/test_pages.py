"""The basket's page and buttons, with and without script."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from oscar.core.loading import get_model

from oscar_apps.basket.models import Basket, Line
from tests.factories import (
    make_basket,
    make_offer,
    make_partner,
    make_product,
    make_shipping_method,
    make_user,
    make_variant,
)
from tests.factories.offers import make_voucher
from tests.performance.query_counts import expect_queries

pytestmark = pytest.mark.django_db
ADD, PAGE = "/basket/add/", "/basket/"
COOKIE = "oscar_open_basket"
StockRecord = get_model("partner", "StockRecord")


@pytest.fixture
def guest():
    """A browser: it says where its posts come from."""
    return Client(headers={"sec-fetch-site": "same-origin"})


def add(client, offer, quantity=1, **extra):
    return client.post(ADD, {"product_id": offer.product_id, "offer_id": offer.pk, "quantity": quantity, **extra})


def words(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestAdding:
    def test_a_guest_gets_a_signed_cookie_and_no_session(self, guest):
        offer = make_offer(product=make_product(title="Jebena"))
        response = add(guest, offer, 2)
        assert (response.status_code, response["Location"]) == (302, PAGE)
        assert set(guest.cookies) == {COOKIE, "messages"}
        assert guest.cookies[COOKIE]["httponly"] and guest.cookies[COOKIE]["samesite"] == "Lax"
        assert words(response) == ["“Jebena” is in your basket."]
        line = Line.objects.get()
        assert (line.stockrecord, line.quantity) == (offer, 2)

    def test_the_winning_offer_is_taken_where_none_is_named(self, guest):
        product = make_product()
        make_offer(product=product, price="120")
        cheap = make_offer(product=product, price="100")
        guest.post(f"/basket/add/{product.pk}/")
        assert Line.objects.get().stockrecord == cheap

    def test_a_variant_is_chosen_by_its_own_id(self, guest):
        parent = make_product(structure="parent")
        offer = make_offer(product=make_variant(parent=parent, size="M"))
        guest.post(ADD, {"product_id": parent.pk, "variant": offer.product_id})
        assert Line.objects.get().product_id == offer.product_id

    def test_without_a_variant_the_buyer_is_sent_to_the_product(self, guest):
        parent = make_product(structure="parent", title="Shawl")
        make_offer(product=make_variant(parent=parent, size="M"))
        response = guest.post(ADD, {"product_id": parent.pk})
        assert response["Location"] == parent.get_absolute_url()
        assert words(response) == ["Please choose a variant first."]

    def test_back_to_where_the_page_wants_but_never_off_the_site(self, guest):
        offer = make_offer(product=make_product())
        assert add(guest, offer, next="/catalogue/")["Location"] == "/catalogue/"
        assert add(guest, offer, next="https://evil.example/")["Location"] == PAGE
        assert add(guest, offer, next="//evil.example/")["Location"] == PAGE

    @pytest.mark.parametrize(
        "data", [{}, {"product_id": "x"}, {"product_id": 1, "quantity": -3}, {"product_id": 999999}]
    )
    def test_nonsense_is_answered_in_words(self, guest, data):
        response = guest.post(ADD, data)
        assert response.status_code == 302 and len(words(response)) == 1
        assert not Basket.objects.exists()

    def test_more_than_there_is_is_refused_in_words(self, guest):
        response = add(guest, make_offer(product=make_product(), stock=2), 3)
        assert words(response) == ["Only 2 left."]
        assert not Line.objects.exists()

    def test_htmx_gets_a_sentence_a_small_message_and_new_counts(self, guest):
        offer = make_offer(product=make_product(title="Jebena"))
        response = guest.post(ADD, {"product_id": offer.product_id}, headers={"hx-request": "true"})
        assert response.status_code == 200
        assert response["HX-Trigger"].startswith('{"say": {"text": "\\u201cJebena')
        assert '"visitor"' in response["HX-Trigger"]
        assert "<html" not in response.content.decode()

    def test_a_cookie_of_an_ordered_basket_begins_a_new_one(self, guest):
        offer = make_offer(product=make_product())
        add(guest, offer)
        Basket.objects.update(status=Basket.SUBMITTED)
        add(guest, offer)
        assert Basket.objects.filter(status=Basket.OPEN).count() == 1
        assert guest.get(PAGE).status_code == 200

    def test_a_forged_cookie_is_taken_away(self, guest):
        guest.cookies[COOKIE] = "1:forged"
        response = guest.get(PAGE)
        assert response.cookies[COOKIE]["max-age"] == 0

    def test_queries(self, guest):
        offer = make_offer(product=make_product())
        add(guest, offer)
        expect_queries("basket, add", lambda: add(guest, offer))


class TestOrigin:
    @pytest.mark.parametrize(
        "path", [ADD, "/basket/clear/", "/basket/lines/1/", "/basket/vouchers/add/", "/basket/vouchers/1/remove/"]
    )
    def test_other_sites_are_refused(self, path):
        assert Client(headers={"sec-fetch-site": "cross-site"}).post(path).status_code == 403
        assert Client(headers={"origin": "https://evil.example"}).post(path).status_code == 403
        assert Client().post(path).status_code == 403

    def test_old_browsers_with_a_referer_of_ours_are_served(self):
        offer = make_offer(product=make_product())
        assert (
            add(Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/x/"}), offer).status_code == 302
        )
        assert Line.objects.count() == 1

    def test_reading_them_shows_the_basket(self, guest):
        assert guest.get(ADD)["Location"] == PAGE


class TestPage:
    def filled(self, guest, **offer):
        record = make_offer(product=make_product(title="Jebena"), **offer)
        add(guest, record)
        return record

    def change(self, guest, **data):
        return guest.post(f"/basket/lines/{Line.objects.get().pk}/", data, follow=True)

    def test_an_empty_basket_says_what_to_do(self, guest):
        page = guest.get(PAGE)
        assert "Your basket is empty" in page.content.decode()
        assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
        assert 'content="noindex"' in page.content.decode()

    def test_lines_stand_by_seller_with_subtotals_and_progress_to_free_delivery(self, guest):
        first, second = make_partner(name="Kechene Pottery"), make_partner(name="Sholla Spices")
        make_shipping_method(partner=first, kind="free_above", free_above=Decimal("500"))
        for partner, price in ((first, "150"), (second, "80"), (first, "90")):
            add(guest, make_offer(product=make_product(), partner=partner, price=price))
        text = guest.get(PAGE).content.decode().replace("\xa0", " ").replace("<bdi>", "").replace("</bdi>", "")
        assert text.index("Kechene Pottery") < text.index("Sholla Spices")
        assert text.count('class="seller-group"') == 2
        assert "ETB 260.00 more and this seller delivers for free" in text
        assert "ETB 320.00" in text and "ETB 240.00" in text

    def test_a_new_price_is_told_beside_the_line(self, guest):
        record = self.filled(guest, price="100")
        StockRecord.objects.filter(pk=record.pk).update(price=Decimal("90"))
        text = guest.get(PAGE).content.decode().replace("\xa0", " ").replace("<bdi>", "").replace("</bdi>", "")
        assert "The price was ETB 100.00 when you added this. It is ETB 90.00 now." in text

    def test_sold_out_offers_the_next_seller(self, guest):
        record = self.filled(guest)
        other = make_offer(product=record.product, partner=make_partner(name="Sholla Spices"), price="130")
        StockRecord.objects.filter(pk=record.pk).update(num_allocated=10)
        from oscar_apps.partner.winning import refresh_winning_offers

        refresh_winning_offers(product_ids=[record.product_id])
        text = guest.get(PAGE).content.decode().replace("\xa0", " ").replace("<bdi>", "").replace("</bdi>", "")
        assert "“Jebena” is sold out." in text and "Buy from Sholla Spices for ETB 130.00" in text
        page = self.change(guest, action="move").content.decode()
        assert "This now comes from Sholla Spices." in page
        assert Line.objects.get().stockrecord == other

    def test_quantity_and_removal(self, guest):
        self.filled(guest)
        self.change(guest, quantity=4)
        assert Line.objects.get().quantity == 4
        page = self.change(guest, action="remove")
        assert not Line.objects.exists()
        assert "“Jebena” was taken out of your basket." in page.content.decode()

    def test_too_many_becomes_all_there_are_with_the_reason_beside_the_line(self, guest):
        self.filled(guest, stock=3)
        page = self.change(guest, quantity=9).content.decode()
        assert Line.objects.get().quantity == 3
        line = page[page.index('id="line-') :]
        assert "Only 3 left." in line[: line.index("Remove")]

    def test_a_number_is_asked_for(self, guest):
        self.filled(guest)
        assert "Type a number of pieces." in self.change(guest, quantity="many").content.decode()

    def test_htmx_gets_the_contents_alone(self, guest):
        self.filled(guest)
        response = guest.post(
            f"/basket/lines/{Line.objects.get().pk}/", {"quantity": 2}, headers={"hx-request": "true"}
        )
        text = response.content.decode()
        assert text.lstrip().startswith('<div id="basket">') and "<html" not in text
        assert 'value="2"' in text and response["HX-Trigger"] == '{"visitor": {}}'

    def test_nobody_changes_anothers_line(self, guest):
        line = make_basket(offers={make_offer(product=make_product()): 1}).lines.get()
        self_made = make_offer(product=make_product())
        add(guest, self_made)
        assert guest.post(f"/basket/lines/{line.pk}/", {"action": "remove"}).status_code == 404
        assert Line.objects.filter(pk=line.pk).exists()

    def test_emptying(self, guest):
        self.filled(guest)
        guest.post("/basket/clear/")
        assert not Line.objects.exists()

    @pytest.mark.parametrize("lines", [1, 10])
    def test_ten_lines_cost_no_more_queries_than_one(self, guest, lines):
        for _ in range(lines):
            add(guest, make_offer(product=make_product(), partner=make_partner()))
        guest.get(PAGE)
        expect_queries("basket page, however many lines", lambda: guest.get(PAGE))

    def test_a_line_on_holiday_costs_no_more(self, guest):
        record = self.filled(guest)
        get_model("partner", "Partner").objects.filter(pk=record.partner_id).update(is_on_holiday=True)
        guest.get(PAGE)
        expect_queries("basket page, with a way out looked for", lambda: guest.get(PAGE))

    def test_in_amharic(self, guest):
        self.filled(guest)
        page = guest.get("/am/basket/").content.decode()
        assert 'lang="am"' in page and 'action="/am/basket/clear/"' in page


class TestVouchers:
    def test_a_voucher_takes_off_and_is_listed(self, guest):
        make_voucher(code="HABESHA", percent=10)
        add(guest, make_offer(product=make_product(), price="200"))
        guest.post("/basket/vouchers/add/", {"code": " habesha "})
        text = guest.get(PAGE).content.decode().replace("\xa0", " ").replace("<bdi>", "").replace("</bdi>", "")
        assert "HABESHA" in text and "−ETB 20.00" in text.replace(
            '<span class="money" data-amount="20.00" data-currency="ETB">', ""
        ).replace("</span>", "")
        voucher = Basket.objects.get().vouchers.get()
        guest.post(f"/basket/vouchers/{voucher.pk}/remove/")
        assert not Basket.objects.get().vouchers.exists()

    @pytest.mark.parametrize(
        ("voucher", "code", "reason"),
        [
            ({}, "NOPE", "There is no voucher with the code “NOPE”."),
            ({}, "", "Type the code of your voucher."),
            ({"starts_in": 2}, "CODE", "This voucher is not valid yet."),
            ({"starts_in": -9, "ends_in": -2}, "CODE", "This voucher has expired."),
            ({"usage": "Once per customer"}, "CODE", "Sign in to use this voucher: each person may use it once."),
            ({"above": 5000}, "CODE", "This voucher fits nothing in your basket."),
        ],
    )
    def test_a_refusal_says_why_beside_the_field(self, guest, voucher, code, reason):
        make_voucher(code="CODE", **voucher)
        add(guest, make_offer(product=make_product()))
        response = guest.post("/basket/vouchers/add/", {"code": code})
        text = response.content.decode()
        assert response.status_code == 422
        assert 'id="voucher-error"' in text and reason in text
        assert not Basket.objects.get().vouchers.exists()

    def test_twice_is_refused(self, guest):
        make_voucher(code="CODE")
        add(guest, make_offer(product=make_product()))
        guest.post("/basket/vouchers/add/", {"code": "CODE"})
        assert "already in your basket" in guest.post("/basket/vouchers/add/", {"code": "CODE"}).content.decode()


class TestSiteOffers:
    def test_none_cost_no_query_and_a_new_one_counts_at_once(self, django_assert_num_queries):
        from oscar_apps.offer.applicator import Applicator
        from tests.factories.offers import make_site_offer

        basket = make_basket(offers={make_offer(product=make_product(), price="200"): 1})
        basket.has_vouchers = False
        list(basket.all_lines())
        Applicator().apply(basket)
        with django_assert_num_queries(0):
            Applicator().apply(basket)
        make_site_offer(percent=25)
        basket.reset_offer_applications()
        Applicator().apply(basket)
        assert basket.total_discount == Decimal("50.00")
        assert basket.all_lines()[0].discount_value == Decimal("50.00")


class TestSigningIn:
    def test_the_guests_basket_is_merged_and_told(self, guest):
        user = make_user()
        short = make_offer(product=make_product(title="Mat"), stock=3)
        make_basket(offers={short: 2}, user=user)
        add(guest, short, 2)
        add(guest, make_offer(product=make_product()))
        guest.get(PAGE)
        guest.force_login(user)
        page = guest.get(PAGE)
        text = page.content.decode()
        assert "2 things from your earlier basket were put with these." in text
        assert "Only 3 of “Mat” are available; your basket has that many." in text
        assert page.cookies[COOKIE]["max-age"] == 0
        assert sorted(
            Line.objects.filter(basket__owner=user, basket__status="Open").values_list("quantity", flat=True)
        ) == [1, 3]

    def test_two_open_baskets_of_one_person_become_one(self, guest):
        user = make_user()
        for _ in range(2):
            make_basket(offers={make_offer(product=make_product()): 1}, user=user)
        guest.force_login(user)
        guest.get(PAGE)
        assert Basket.objects.filter(owner=user, status="Open").count() == 1

    def test_a_persons_basket_lives_in_no_cookie(self, guest):
        guest.force_login(make_user())
        add(guest, make_offer(product=make_product()))
        assert COOKIE not in guest.cookies


class TestVisitorFragment:
    URL = "/fragments/visitor/"

    def test_a_stranger_costs_no_query_and_gets_no_cookie(self, guest, django_assert_num_queries):
        with django_assert_num_queries(0):
            response = guest.get(self.URL)
        assert response.json() == {
            "basket_count": 0, "basket_total": "", "user": None, "is_seller": False, "saved": [], "messages": [],
        }  # fmt: skip
        assert not response.cookies

    def test_a_guests_basket_and_messages_in_the_pages_language(self, guest, django_assert_num_queries):
        add(guest, make_offer(product=make_product(title="Jebena"), price="12.50"), 2)
        with django_assert_num_queries(1):
            visitor = guest.get(self.URL, {"lang": "en"}).json()
        assert visitor["basket_count"] == 2
        assert visitor["basket_total"].replace("\xa0", " ").replace("<bdi>", "").replace("</bdi>", "") == "ETB 25.00"
        assert visitor["messages"] == [{"level": "success", "text": "“Jebena” is in your basket."}]
        assert guest.get(self.URL).json()["messages"] == []

    def test_a_signed_in_person_with_a_name_and_the_guests_basket(self, guest):
        add(guest, make_offer(product=make_product()), 3)
        guest.force_login(make_user(first_name="Sara"))
        visitor = guest.get(self.URL).json()
        assert visitor["user"] == {"name": "Sara"} and not visitor["is_seller"]
        assert visitor["basket_count"] == 3

    def test_a_seller_is_known(self, guest):
        from tests.factories import make_seller, make_vendor

        guest.force_login(make_seller(vendor=make_vendor()))
        assert guest.get(self.URL).json()["is_seller"] is True


def test_pages_that_do_not_look_at_the_basket_ask_for_nothing(rf, django_assert_num_queries):
    from oscar_apps.basket.middleware import BasketMiddleware

    request = rf.get("/")
    request.COOKIES[COOKIE] = "1:x"
    cache.clear()
    with django_assert_num_queries(0):
        response = BasketMiddleware(lambda request: __import__("django.http", fromlist=["x"]).HttpResponse("page"))(
            request
        )
    assert not response.cookies  # and neither request.user nor request.session exists here
