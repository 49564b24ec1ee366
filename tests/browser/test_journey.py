"""The market's main job, by browser: a basket of two sellers, one order, each seller's part carried to its end."""

import logging
import re
import time

import pytest
from playwright.sync_api import Page, expect

from marketplace.management.commands.sample_market import CUSTOMER_EMAIL as CUSTOMER
from marketplace.management.commands.sample_market import DEMO_PASSWORD

from .conftest import DESKTOP, PHONE
from .market import Goods, Market


@pytest.fixture
def market(demo_database) -> Market:
    if demo_database is None:
        pytest.skip("the demo at DEMO_URL keeps its database elsewhere; name its folder in DEMO_HOME")
    return Market(demo_database)


def add(page: Page, goods: Goods, quantity: int) -> None:
    page.goto(goods.path)
    page.locator("form.action-bar input[name=quantity]").fill(str(quantity))
    page.locator("form.action-bar button[type=submit]").click()
    expect(page.locator("[data-basket-count], .tool .count").first).to_be_visible()


def fill_address(page: Page) -> None:
    page.locator("select[name=region_code]").select_option("ET-AA")
    page.locator("input[name=sub_city]").fill("Bole")
    page.locator("input[name=woreda]").fill("03")
    page.locator("input[name=line1]").fill("Bole Road 12")
    page.wait_for_load_state("networkidle")


def place(page: Page) -> str:
    """Choose cash and press the button until it places (it asks for what is missing first); the order's number."""
    page.locator("input[name=payment][value=cash_on_delivery]").check()
    page.wait_for_load_state("networkidle")
    for _ in range(3):
        page.locator("#step-review button[type=submit]").click()
        page.wait_for_load_state("networkidle")
        if "/thank-you/" in page.url:
            break
        logging.getLogger(__name__).warning("not placed: %s", page.locator("main .notice").all_inner_texts())
    assert "/thank-you/" in page.url, page.locator("main").inner_text()[:2000]
    return re.search(r"/thank-you/([^/]+)/", page.url)[1]


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state("networkidle")
    assert "/login/" not in page.url


def open_part(page: Page, number: str) -> None:
    page.goto(f"/vendor/orders/?q={number}")
    page.locator("tbody th a").click()
    page.wait_for_load_state("networkidle")


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def send_all(page: Page, carrier: str) -> None:
    page.locator("input[name=carrier]").fill(carrier)
    press(page, "Parcel is on its way")


def eventually(check, expected, seconds: float = 30):
    """Messages follow the commit; wait for them, then look again so that a second one would show."""
    deadline = time.monotonic() + seconds
    while check() != expected and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(1.5)
    assert check() == expected


def order_of_guest(page: Page, goods: tuple[Goods, Goods]) -> str:
    for item, quantity in zip(goods, (3, 1), strict=True):
        add(page, item, quantity)
    page.goto("/checkout/")
    page.locator("input[name=name]").fill("Almaz Bekele")
    page.locator("input[name=phone]").fill("0911 234 567")
    fill_address(page)
    return place(page)


def test_a_guest_buys_from_two_sellers_by_phone(visitor, market):
    """One seller sends two parcels and delivers; the other part is cancelled. Stock, log and messages agree."""
    first, second = market.goods_of_two_sellers()
    before = market.stock(first), market.stock(second)
    guest = visitor(viewport=PHONE)
    number = order_of_guest(guest, (first, second))
    assert market.stock(first) == (before[0][0], before[0][1] + 3)

    seller = visitor(viewport=DESKTOP)
    sign_in(seller, first.owner)
    open_part(seller, number)
    press(seller, "Accept order")
    seller.locator("input[name^=line_]").fill("2")
    send_all(seller, "EMS")
    send_all(seller, "EMS")
    for _ in range(2):
        press(seller, "It has arrived")
    expect(seller.locator("h1 .status")).to_have_text("Delivered")

    guest.goto(guest.url)
    link = guest.locator("a[href*='/guest-order/']").first.get_attribute("href")
    guest.goto(link)
    guest.locator("section.seller-group", has_text=second.seller).locator("details.fold summary").click()
    guest.get_by_role("button", name="Cancel this part").click()
    guest.wait_for_load_state("networkidle")

    assert market.stock(first) == (before[0][0] - 3, before[0][1])
    assert market.stock(second) == before[1]
    for goods in (first, second):
        assert market.movements(goods) == market.stock(goods)
    sms = lambda: len([row for row in market.messages(number) if row[:2] == ("sms", "+251911234567")])  # noqa: E731
    # Placed, two parcels, delivered, the other part cancelled: five, each once.
    eventually(sms, 5)
    mails = [row[1] for row in market.messages(number) if row[0] == "email"]
    assert len(mails) == 3, mails  # one new order for each seller, one cancellation for the second


def test_a_customer_buys_from_two_sellers_by_email(visitor, market):
    first, second = market.goods_of_two_sellers()
    customer = visitor(viewport=DESKTOP)
    sign_in(customer, CUSTOMER)
    add(customer, first, 1)
    add(customer, second, 1)
    customer.goto("/checkout/")
    number = place(customer)
    for goods in (first, second):
        seller = visitor(viewport=PHONE)
        sign_in(seller, goods.owner)
        open_part(seller, number)
        press(seller, "Accept order")
        send_all(seller, "Courier")
        press(seller, "It has arrived")
    customer.goto(f"/accounts/orders/{number}/")
    assert customer.locator(".step.is-current").count() == 0
    for goods in (first, second):
        assert market.movements(goods) == market.stock(goods)
    mails = lambda: sorted(row[2] for row in market.messages(number) if row[:2] == ("email", CUSTOMER))  # noqa: E731
    eventually(lambda: len(mails()), 5)
    assert len(set(mails())) >= 3


def test_the_order_is_placed_without_script(visitor, market):
    first, second = market.goods_of_two_sellers()
    page = visitor(viewport=PHONE, java_script_enabled=False)
    for goods in (first, second):
        page.goto(goods.path)
        page.locator("form.action-bar button[type=submit]").click()
    page.goto("/checkout/")
    page.locator("input[name=name]").fill("Almaz Bekele")
    page.locator("input[name=email]").fill("almaz@example.com")
    fill_address(page)
    assert place(page)
