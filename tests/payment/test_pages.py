"""The page of a payment tells the truth at each stage and leads on, with script and without."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.tasks import expire_unpaid_orders
from oscar_apps.partner import services as stock
from oscar_apps.payment.gateways.base import PaymentState, ProviderRefused, ProviderUnavailable
from oscar_apps.payment.services import refund_consignment
from tests.checkout.test_pages import BY_PHONE, PLACE, send
from tests.factories import make_basket, make_user
from tests.factories.checkout import place

from .conftest import confirm, source_of

pytestmark = pytest.mark.django_db


def page(client, order, query="", **kwargs):
    cache.clear()  # pages ask seldom; a test does not wait
    return client.get(f"{order.payment_url}{query}", **kwargs)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def expire(order):
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_unpaid_orders() == 1


def test_without_the_secret_there_is_no_such_page(client, unpaid):
    url = unpaid.payment_url.replace(unpaid.secret, "x" * 22)
    for address in (url, f"{url}status/"):
        assert client.get(address).status_code == 404
    assert client.post(url, {"action": "pay", "payment": "fake"}).status_code == 404


def test_a_number_that_no_order_can_have_is_not_looked_for(client, unpaid):
    assert client.get(f"/checkout/payment/A%00B/{unpaid.secret}/").status_code == 404


def test_a_provider_that_gave_no_page_is_not_asked_again_at_once(client, offers, provider):
    order = place(offers={offers[0]: 1}, gateway="fake").order
    provider.script["start"] = [ProviderUnavailable("down")] * 5
    for _ in range(5):
        client.get(f"{order.payment_url}?go=1")
    assert provider.count("start") == 1


def test_the_link_shows_what_is_due_and_the_ways_to_pay(client, unpaid):
    answer = page(client, unpaid)
    words = text_of(answer)
    assert answer.status_code == 200
    assert "ETB\u00a0333.33" in answer.content.decode()
    assert "Fakepay" in words and "Secondpay" in words and "Cash on delivery" not in words
    assert answer["Referrer-Policy"] == "same-origin" and "no-store" in answer["Cache-Control"]


def test_pay_leads_to_the_provider_by_way_of_a_page(client, unpaid):
    """A form may not lead to another site: browsers follow `form-action` through redirects."""
    answer = client.post(unpaid.payment_url, {"action": "pay", "payment": "fake"})
    assert answer.status_code == 302 and answer.url == f"{unpaid.payment_url}?go=1"
    answer = client.get(answer.url)
    assert answer.status_code == 200
    assert answer["Refresh"] == f"0; url=https://pay.example/{unpaid.number}"
    assert f'href="https://pay.example/{unpaid.number}"' in answer.content.decode()


def test_another_way_makes_another_attempt(client, unpaid):
    client.post(unpaid.payment_url, {"action": "pay", "payment": "second"})
    answer = client.get(f"{unpaid.payment_url}?go=1")
    assert answer["Refresh"] == f"0; url=https://pay.example/{unpaid.number}-2"


def test_who_comes_back_paid_is_thanked(client, unpaid, provider):
    provider.pay(unpaid.number)
    answer = page(client, unpaid, "?back=1", follow=True)
    assert "Thank you, your payment is confirmed" in text_of(answer)
    assert "Paid with Fakepay" in text_of(answer)
    assert source_of(unpaid).changes.last().cause == "return"


def test_who_comes_back_before_it_is_known_waits_and_can_look_again(client, unpaid):
    answer = page(client, unpaid, "?back=1")
    words = text_of(answer)
    assert "Your payment is being confirmed" in words
    assert 'hx-trigger="load delay:2s"' in words and f'href="{unpaid.payment_url}?back=1"' in words


def test_a_provider_that_does_not_answer_is_no_failure_and_is_left_alone(client, unpaid, provider):
    provider.script["fetch"] = [ProviderUnavailable("slow")] * 5
    assert "Your payment is being confirmed" in text_of(page(client, unpaid, "?back=1"))
    client.get(f"{unpaid.payment_url}?back=1")
    assert provider.count("fetch") == 1


def test_opening_the_page_ten_times_asks_once(client, unpaid, provider):
    for _ in range(10):
        client.get(f"{unpaid.payment_url}?back=1")
    assert provider.count("fetch") == 1


def status(client, order, step=0):
    cache.clear()
    return client.get(f"{order.payment_url}status/?step={step}", headers={"hx-request": "true"})


def test_the_waiting_part_looks_again_and_gives_up_in_the_end(client, unpaid):
    assert "step=4" in text_of(status(client, unpaid, 3))
    last = text_of(status(client, unpaid, 99))
    assert "hx-get" not in last and "longer than usual" in last


def test_the_waiting_part_leads_on_when_it_is_known(client, unpaid, provider):
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    assert status(client, unpaid)["HX-Redirect"] == unpaid.payment_url
    provider.pay(unpaid.number)
    confirm(unpaid)
    assert "thank-you" in status(client, unpaid)["HX-Redirect"]


def test_the_waiting_part_without_htmx_is_the_page(client, unpaid):
    answer = client.get(f"{unpaid.payment_url}status/")
    assert answer.status_code == 302 and answer.url == f"{unpaid.payment_url}?back=1"


def test_declined_says_so_and_offers_the_ways_to_pay(client, unpaid, provider):
    provider.pay(unpaid.number, state=PaymentState.FAILED)
    words = text_of(page(client, unpaid, "?back=1"))
    assert "The payment did not go through" in words and 'name="payment"' in words
    client.post(unpaid.payment_url, {"action": "pay", "payment": "fake"})
    assert page(client, unpaid, "?go=1")["Refresh"].endswith(f"{unpaid.number}-2")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (ProviderUnavailable("down"), "Fakepay cannot be reached right now"),
        (ProviderRefused("no"), "The payment did not go through"),
    ],
)
def test_a_provider_that_gives_no_page_is_told_truly(client, offers, provider, problem, words):
    provider.script["start"] = [problem]
    order = place(offers={offers[0]: 1}, gateway="fake").order
    answer = client.get(f"{order.payment_url}?go=1", follow=True)
    assert words in text_of(answer) and "have not been charged" in text_of(answer)
    client.post(order.payment_url, {"action": "pay", "payment": "fake"})
    assert "Refresh" in page(client, order, "?go=1")


def test_another_amount_says_that_a_person_looks_and_asks_for_nothing(client, unpaid, provider):
    provider.pay(unpaid.number, amount="1.00")
    words = text_of(page(client, unpaid, "?back=1"))
    assert "We are looking into your payment" in words and 'name="payment"' not in words


def test_another_amount_is_not_called_nothing_when_the_order_has_ended(client, unpaid, provider):
    provider.pay(unpaid.number, amount="1.00")
    confirm(unpaid)
    expire(unpaid)
    words = text_of(page(client, unpaid))
    assert "We are looking into your payment" in words and "not been charged" not in words


def test_expired_says_so_and_puts_the_goods_into_a_basket(client, unpaid, offers):
    expire(unpaid)
    stock.adjust(stockrecord_id=offers[0].pk, new_in_stock=1, reason="sold")
    stock.adjust(stockrecord_id=offers[2].pk, new_in_stock=0, reason="sold")
    words = text_of(page(client, unpaid))
    assert "The time to pay is over" in words and "To be paid" not in words
    answer = client.post(unpaid.payment_url, {"action": "restore"}, follow=True)
    basket = get_model("basket", "Basket").objects.get(status="Open")
    assert list(basket.lines.values_list("stockrecord_id", "quantity")) == [(offers[0].pk, 1)]
    assert "in your basket again" in text_of(answer) and offers[2].product.title in text_of(answer)


def test_restoring_adds_to_what_is_in_the_basket_and_never_too_much(client, unpaid, offers):
    user = make_user()
    client.force_login(user)
    make_basket(offers={offers[0]: 9}, user=user)
    expire(unpaid)
    client.post(unpaid.payment_url, {"action": "restore"})
    basket = get_model("basket", "Basket").objects.get(owner=user)
    assert dict(basket.lines.values_list("stockrecord_id", "quantity")) == {offers[0].pk: 10, offers[2].pk: 1}


def test_an_order_that_goes_ahead_is_not_restored(client, paid):
    client.post(paid.payment_url, {"action": "restore"})
    assert not get_model("basket", "Basket").objects.filter(status="Open").exists()


def test_paid_too_late_says_that_the_money_goes_back(client, unpaid, provider, offers):
    expire(unpaid)
    stock.adjust(stockrecord_id=offers[0].pk, new_in_stock=0, reason="gone")
    provider.pay(unpaid.number)
    assert "Your payment came too late" in text_of(page(client, unpaid, "?back=1"))


def test_a_cancelled_order_has_nothing_to_pay(client, unpaid):
    EventHandler(role="buyer").cancel_order(unpaid)
    words = text_of(page(client, unpaid))
    assert "This order is cancelled" in words and 'name="payment"' not in words
    assert client.post(unpaid.payment_url, {"action": "pay", "payment": "fake"}).url == unpaid.payment_url


def test_thanks_are_given_for_nothing_less(client, unpaid):
    thanks = f"/checkout/thank-you/{unpaid.number}/{unpaid.secret}/"
    assert client.get(thanks).url == unpaid.payment_url
    expire(unpaid)
    assert client.get(thanks).url == unpaid.payment_url


def test_the_order_page_has_the_button_as_long_as_it_can_be_paid(client, unpaid, provider):
    assert f'href="{unpaid.payment_url}"' in client.get(unpaid.secret_url).content.decode()
    provider.pay(unpaid.number)
    confirm(unpaid)
    words = text_of(client.get(unpaid.secret_url))
    assert unpaid.payment_url not in words and "Fakepay · Paid" in words


def test_the_order_page_shows_money_on_its_way_back(client, paid):
    EventHandler(role="seller").cancel_consignment(paid.consignments.first())
    words = text_of(client.get(paid.secret_url))
    assert "After cancellations" in words and "VAT contained" not in words  # that tax is of the whole order
    assert "On its way back to you" in words and "ETB\u00a0250.00" in client.get(paid.secret_url).content.decode()


def test_the_order_page_says_whose_part_came_back_and_why(client, paid):
    first, second = paid.consignments.order_by("pk")
    refund_consignment(consignment=second, reason="Broken on the way", key="a", role="admin")
    answer = text_of(client.get(paid.secret_url))
    said = re.search(r"On its way back to you(.*?)ETB", answer)[1]
    assert second.partner.name in said and first.partner.name not in said
    assert "Reason given: Broken on the way" in said


@pytest.mark.parametrize("language", ["am", "sw", "fr", "ar"])
def test_it_opens_in_every_language(client, unpaid, language):
    assert client.get(f"/{language}{unpaid.payment_url}").status_code == 200


def test_the_checkout_leads_to_the_provider(client, offers, provider):
    here = {"sec-fetch-site": "same-origin"}
    client.post("/basket/add/", {"product_id": offers[0].product_id, "offer_id": offers[0].pk}, headers=here)
    form = client.get("/checkout/")
    form = send(client, form, "continue", **BY_PHONE, **PLACE)
    answer = send(client, form, "place", payment="fake", **BY_PHONE, **PLACE)
    order = Order.objects.get()
    assert answer.url == f"{order.payment_url}?go=1"
    assert client.get(answer.url)["Refresh"] == f"0; url=https://pay.example/{order.number}"
    assert provider.count("start") == 1


def test_a_foreign_site_cannot_start_a_payment(unpaid):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(unpaid.payment_url, {"action": "pay", "payment": "second"})
    assert answer.status_code == 403
