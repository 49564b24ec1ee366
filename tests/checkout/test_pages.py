"""Checkout as a buyer meets it: plain posts, no script, no session; and the page after it."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from oscar.core.loading import get_model

from oscar_apps.address.models import UserAddress
from oscar_apps.address.services import remember_address
from oscar_apps.basket.models import Basket
from tests.factories import (
    make_address,
    make_offer,
    make_partner,
    make_product,
    make_shipping_method,
    make_user,
)
from tests.factories.offers import make_shipping_offer, make_voucher
from tests.performance.query_counts import expect_queries

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout/"
COOKIE = "oscar_open_basket"
Order, StockRecord = get_model("order", "Order"), get_model("partner", "StockRecord")
PLACE = {"country": "ET", "region_code": "ET-AA", "sub_city": "Bole", "woreda": "03", "line1": "Bole Road 12"}
BY_PHONE = {"name": "Almaz Bekele", "phone": "0911 234 567", "email": ""}
BY_EMAIL = {"name": "Almaz Bekele", "phone": "", "email": "Almaz@Example.com"}


@pytest.fixture
def guest():
    return Client(headers={"sec-fetch-site": "same-origin"}, enforce_csrf_checks=True)


@pytest.fixture
def shops():
    """Two sellers with a product each: 100 + delivery 50, and 200 + delivery free above 150."""
    first = make_offer(product=make_product(title="Jebena"), partner=make_partner(name="Kechene Pottery"), price="100")
    second = make_offer(product=make_product(title="Shema"), partner=make_partner(name="Sholla Cotton"), price="200")
    make_shipping_method(partner=first.partner, price="50", name="To the door")
    make_shipping_method(
        partner=first.partner, price="0", kind="pickup", name="Collect", position=1, pickup_address="Shiro Meda"
    )
    make_shipping_method(partner=second.partner, kind="free_above", price="60", free_above=Decimal("150"))
    return first, second


def add(client, *offers):
    for offer in offers:
        client.post("/basket/add/", {"product_id": offer.product_id, "offer_id": offer.pk})


def hidden(page) -> dict[str, str]:
    """What a browser sends back without the buyer doing anything: hidden inputs and chosen radios."""
    text = page.content.decode()
    form = text[text.index('id="checkout-form"') : text.index("</form>", text.index('id="checkout-form"'))]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for radio in re.findall(r'<input type="radio"[^>]*\bchecked\b[^>]*>', form):
        fields[re.search(r'name="([^"]+)"', radio)[1]] = re.search(r'value="([^"]*)"', radio)[1]
    return fields


def send(client, page, action, **data):
    return client.post(CHECKOUT, {**hidden(page), **data, "action": action})


def words(page) -> str:
    text = re.sub(r"<script.*?</script>", "", page.content.decode(), flags=re.DOTALL)
    text = re.sub(r"</?bdi>", "", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\xa0", " "))


def ordered(client, person=BY_PHONE, **data):
    """The whole journey without script: look, continue, place."""
    page = send(client, client.get(CHECKOUT), "continue", **person, **PLACE)
    return send(client, page, "place", **person, **PLACE, **data)


class TestJourney:
    def test_a_guest_by_phone_orders_from_two_sellers_without_script(self, guest, shops):
        add(guest, *shops)
        page = guest.get(CHECKOUT)
        assert "Choose your region" in words(page) and "Total before delivery ETB 300.00" in words(page)
        assert "Place the order" not in words(page)

        page = send(guest, page, "continue", **BY_PHONE, **PLACE)
        assert page.status_code == 200
        assert "Place the order · ETB 350.00" in words(page)
        assert "Value added tax contained ETB 45.65" in words(page)

        response = send(guest, page, "place", **BY_PHONE, **PLACE, notes="Ring twice")
        order = Order.objects.get()
        assert response["Location"] == f"/checkout/thank-you/{order.number}/{order.secret}/"
        assert (order.total_incl_tax, order.user) == (Decimal("350.00"), None)
        assert str(order.guest_phone) == "+251911234567" and order.guest_email == ""
        assert order.customer_notes == "Ring twice"
        assert order.consignments.count() == 2
        assert order.shipping_address.region_code == "ET-AA"
        assert guest.cookies[COOKIE].value == ""
        assert "sessionid" not in guest.cookies
        assert StockRecord.objects.get(pk=shops[0].pk).num_allocated == 1

    def test_a_guest_by_e_mail(self, guest, shops):
        add(guest, shops[0])
        ordered(guest, BY_EMAIL)
        order = Order.objects.get()
        assert (order.guest_email, str(order.guest_phone)) == ("almaz@example.com", "")

    def test_collecting_costs_nothing(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        collect = shops[0].partner.shipping_methods.get(kind="pickup")
        choice = {f"delivery-{shops[0].partner_id}": collect.pk}
        page = send(guest, page, "update", **BY_PHONE, **PLACE, **choice)
        assert "Place the order · ETB 100.00" in words(page) and "Shiro Meda" in words(page)
        send(guest, page, "place", **BY_PHONE, **PLACE)
        assert Order.objects.get().consignments.get().shipping_incl_tax == 0

    def test_the_page_is_private(self, guest, shops):
        add(guest, shops[0])
        page = guest.get(CHECKOUT)
        assert "no-store" in page["Cache-Control"] and 'content="noindex"' in page.content.decode()

    def test_no_token_no_order(self, guest, shops):
        add(guest, shops[0])
        data = hidden(guest.get(CHECKOUT))
        del data["csrfmiddlewaretoken"]
        assert guest.post(CHECKOUT, {**data, **BY_PHONE, **PLACE, "action": "place"}).status_code == 403

    def test_an_empty_basket_is_sent_to_the_basket(self, guest):
        assert guest.get(CHECKOUT)["Location"] == "/basket/"

    def test_twice_is_one_order(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        first = send(guest, page, "place", **BY_PHONE, **PLACE)
        second = send(guest, page, "place", **BY_PHONE, **PLACE)
        assert first["Location"] == second["Location"]
        assert Order.objects.count() == 1

    def test_in_amharic(self, guest, shops):
        add(guest, *shops)
        page = guest.get("/am/checkout/")
        assert 'lang="am"' in page.content.decode() and 'action="/am/checkout/"' in page.content.decode()
        data = {**hidden(page), **BY_PHONE, **PLACE, "action": "place", "shown_total": "350.00"}
        response = guest.post("/am/checkout/", data)
        assert response["Location"].startswith("/am/checkout/thank-you/")
        assert Order.objects.get().language == "am"

    def test_kenya_has_counties(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "update", country="KE")
        assert "County" in words(page) and "Woreda" not in words(page)
        place = {"country": "KE", "region_code": "KE-30", "line1": "Moi Avenue"}
        page = send(guest, page, "continue", name="Wanjiku", phone="0712 345678", email="", **place)
        send(guest, page, "place", name="Wanjiku", phone="0712 345678", email="", **place)
        order = Order.objects.get()
        assert str(order.guest_phone) == "+254712345678"
        assert order.shipping_address.country_id == "KE"


class TestWhatCanGoWrong:
    def test_everything_missing_is_said_beside_its_field_and_above(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", name="", phone="", email="", country="ET")
        text = page.content.decode()
        for name in ("name", "phone", "region_code", "sub_city", "line1"):
            assert f'id="id_{name}_error"' in text, name
            assert f'href="#id_{name}"' in text, name
        assert 'aria-invalid="true"' in text
        assert not Order.objects.exists()

    def test_placing_with_something_wrong_orders_nothing_and_loses_nothing(self, guest, shops):
        add(guest, shops[0])
        page = send(
            guest, guest.get(CHECKOUT), "place", name="Almaz", phone="12", email="x", **PLACE, notes="Ring twice"
        )
        assert page.status_code == 422 and not Order.objects.exists()
        text = page.content.decode()
        assert "does not look like a phone number" in text and "Enter a valid email address" in text
        assert 'value="Almaz"' in text and "Ring twice" in text and 'value="Bole Road 12"' in text

    def test_a_changed_price_is_told_and_nothing_is_ordered(self, guest, shops):
        add(guest, *shops)
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        StockRecord.objects.filter(pk=shops[0].pk).update(price=Decimal("120"))
        page = send(guest, page, "place", **BY_PHONE, **PLACE)
        assert page.status_code == 409 and not Order.objects.exists()
        assert "You saw ETB 350.00. It is ETB 370.00 now." in words(page)
        assert "The price was ETB 100.00 when you added this. It is ETB 120.00 now." in words(page)
        assert "Place the order · ETB 370.00" in words(page)
        assert 'value="Bole Road 12"' in page.content.decode()
        send(guest, page, "place", **BY_PHONE, **PLACE)
        assert Order.objects.get().total_incl_tax == Decimal("370.00")

    def test_sold_out_meanwhile(self, guest, shops):
        add(guest, *shops)
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        StockRecord.objects.filter(pk=shops[0].pk).update(num_allocated=10)
        page = send(guest, page, "place", **BY_PHONE, **PLACE)
        assert page.status_code == 409 and not Order.objects.exists()
        assert words(page).count("“Jebena” is sold out.") >= 2
        assert "Change it in the basket" in words(page)
        assert "Place the order" not in words(page)

    def test_a_seller_that_does_not_deliver_there(self, guest, shops):
        from oscar_apps.shipping.models import ShippingZone

        zone = ShippingZone.objects.create(partner=shops[1].partner, name="City", countries=["ET"], regions=["ET-AA"])
        shops[1].partner.shipping_methods.update(zone=zone)
        add(guest, *shops)
        afar = {**PLACE, "region_code": "ET-AF", "line4": "Semera"}
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **afar)
        assert "Sholla Cotton does not deliver to this address." in words(page)
        assert "Place the order" not in words(page)
        assert send(guest, page, "place", **BY_PHONE, **afar).status_code == 409
        assert not Order.objects.exists()

    def test_a_delivery_not_offered_at_the_new_address_is_chosen_anew(self, guest, shops):
        from oscar_apps.shipping.models import ShippingZone

        zone = ShippingZone.objects.create(partner=shops[0].partner, name="City", countries=["ET"], regions=["ET-AA"])
        collect = shops[0].partner.shipping_methods.get(kind="pickup")
        type(collect).objects.filter(pk=collect.pk).update(zone=zone)
        add(guest, shops[0])
        afar = {**PLACE, "region_code": "ET-AF", "line4": "Semera", f"delivery-{shops[0].partner_id}": collect.pk}
        page = send(guest, guest.get(CHECKOUT), "update", **BY_PHONE, **afar)
        assert "Place the order · ETB 150.00" in words(page)

    def test_no_way_to_pay_that_is_not_offered(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        page = send(guest, page, "place", **BY_PHONE, **PLACE, payment="gold")
        assert page.status_code == 409 and "This way to pay is not available" in words(page)

    def test_a_voucher_that_ran_out_meanwhile_is_taken_out_with_the_new_total(self, guest, shops):
        voucher = make_voucher(code="HABESHA", percent=10)
        add(guest, shops[0])
        guest.post("/basket/vouchers/add/", {"code": "HABESHA"})
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        assert "Place the order · ETB 140.00" in words(page)
        type(voucher).objects.update(end_datetime=voucher.start_datetime)
        page = send(guest, page, "place", **BY_PHONE, **PLACE)
        assert page.status_code == 409 and "Place the order · ETB 150.00" in words(page)
        assert not Basket.objects.get().vouchers.exists()

    @pytest.mark.parametrize("total", ["", "abc", "NaN", "Infinity", "1e9"])
    def test_a_total_that_nobody_was_shown_orders_nothing(self, guest, shops, total):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        assert send(guest, page, "place", **BY_PHONE, **PLACE, shown_total=total).status_code == 409
        assert not Order.objects.exists()


class TestVouchersAndOffers:
    def test_a_voucher_of_a_guest_is_charged_less(self, guest, shops):
        make_voucher(code="HABESHA", percent=10)
        add(guest, shops[0])
        guest.post("/basket/vouchers/add/", {"code": "HABESHA"})
        ordered(guest)
        order = Order.objects.get()
        assert (order.discount, order.total_incl_tax) == (Decimal("10.00"), Decimal("140.00"))

    def test_free_delivery_as_an_offer(self, guest, shops):
        make_shipping_offer(percent=100)
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        assert "Place the order · ETB 100.00" in words(page)


class TestSignedIn:
    def test_contact_and_default_address_are_known(self, guest, shops):
        user = make_user(first_name="Sara", last_name="Tesfaye", email="sara@example.com", phone="+251911000000")
        remember_address(user=user, address=make_address(line1="Churchill Avenue"))
        add(guest, shops[0])
        guest.force_login(user)
        page = guest.get(CHECKOUT)
        assert 'value="Sara Tesfaye"' in page.content.decode() and "Churchill Avenue" in words(page)
        person = {"name": "Sara Tesfaye", "phone": "", "email": "sara@example.com"}
        send(guest, page, "place", **person)
        order = Order.objects.get()
        assert order.user == user and order.shipping_address.line1 == "Churchill Avenue"
        assert order.total_incl_tax == Decimal("150.00")

    def test_a_new_address_is_kept_once_when_asked(self, guest, shops):
        user = make_user(first_name="Sara")
        guest.force_login(user)
        for _ in range(2):
            add(guest, shops[0])
            page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE, address="new", save_address="on")
            send(guest, page, "place", **BY_PHONE, **PLACE, address="new", save_address="on")
        assert Order.objects.count() == 2
        assert UserAddress.objects.get().is_default_for_shipping

    def test_and_not_where_nobody_asked(self, guest, shops):
        guest.force_login(make_user(first_name="Sara"))
        add(guest, shops[0])
        ordered(guest, address="new")
        assert Order.objects.count() == 1 and not UserAddress.objects.exists()

    def test_nobody_orders_to_anothers_saved_address(self, guest, shops):
        entry = remember_address(user=make_user(), address=make_address(line1="Secret Street"))
        guest.force_login(make_user(first_name="Sara"))
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE, address=entry.pk)
        assert "Secret Street" not in words(page)

    def test_twice_is_one_order_for_people_too(self, guest, shops):
        guest.force_login(make_user(first_name="Sara"))
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        answers = {send(guest, page, "place", **BY_PHONE, **PLACE)["Location"] for _ in range(3)}
        assert len(answers) == 1 and Order.objects.count() == 1

    def test_nobody_orders_anothers_basket(self, guest, shops):
        add(guest, shops[0])
        page = send(guest, guest.get(CHECKOUT), "continue", **BY_PHONE, **PLACE)
        other = Client(headers={"sec-fetch-site": "same-origin"})
        other.force_login(make_user())
        response = other.post(CHECKOUT, {**hidden(page), **BY_PHONE, **PLACE, "action": "place"})
        assert response["Location"] == "/basket/" and not Order.objects.exists()


class TestFragments:
    def test_a_region_brings_delivery_and_totals_alone(self, guest, shops):
        add(guest, *shops)
        data = {**hidden(guest.get(CHECKOUT)), **PLACE, "action": "update", "part": "rest"}
        response = guest.post(CHECKOUT, data, headers={"hx-request": "true"})
        text = response.content.decode()
        assert text.lstrip().startswith("<div") and "<html" not in text
        assert 'id="checkout-rest"' in text and 'id="checkout-summary"' in text and 'id="id_name"' not in text
        assert "Place the order · ETB 350.00" in words(response)

    def test_a_country_brings_its_fields_too(self, guest, shops):
        add(guest, shops[0])
        data = {**hidden(guest.get(CHECKOUT)), "country": "FR", "action": "update", "part": "place"}
        text = guest.post(CHECKOUT, data, headers={"hx-request": "true"}).content.decode()
        assert 'id="checkout-place"' in text and 'name="postcode"' in text and "id_woreda" not in text
        assert 'id="checkout-rest" hx-swap-oob="true"' in text


class TestThankYou:
    def test_it_shows_the_order_by_seller_and_offers_an_account(self, guest, shops):
        add(guest, *shops)
        page = guest.get(ordered(guest)["Location"])
        text = words(page)
        for word in ("Kechene Pottery", "Sholla Cotton", "Jebena", "Shema", "Arrives", "ETB 350.00", "Make an account"):
            assert word in text, word
        assert "no-store" in page["Cache-Control"]
        assert Order.objects.get().number in text

    def test_only_who_holds_the_secret_sees_it(self, guest, shops):
        add(guest, shops[0])
        address = ordered(guest)["Location"]
        secret = Order.objects.get().secret
        assert Client().get(address).status_code == 200
        assert Client().get(address.replace(secret, "x" * len(secret))).status_code == 404


class TestQueries:
    def test_the_whole_guest_checkout(self, guest, shops):
        add(guest, *shops)
        guest.get(CHECKOUT)  # remembers rates, countries and whether offers run
        page = expect_queries("checkout page of two sellers", lambda: guest.get(CHECKOUT))
        data = {**BY_PHONE, **PLACE}
        page = expect_queries("checkout, continue", lambda: send(guest, page, "continue", **data))
        response = expect_queries("checkout, place two sellers' lines", lambda: send(guest, page, "place", **data))
        expect_queries("thank-you page of two sellers", lambda: guest.get(response["Location"]))
