"""The providers' pages beside the running demo, by browser: what a buyer does there, and what a developer sees."""

import re

import pytest
import requests
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE
from .market import Market
from .test_journey import add, eventually, fill_address

PHONE_NUMBER = "0911 987 654"


@pytest.fixture
def market(demo_database) -> Market:
    if demo_database is None:
        pytest.skip("the demo at DEMO_URL keeps its database elsewhere; name its folder in DEMO_HOME")
    return Market(demo_database)


def checkout_by(page: Page, market: Market, code: str, language: str = "") -> None:
    """A guest's order up to the provider's page."""
    add(page, market.goods_of_two_sellers()[0], 1)
    page.goto(f"{language}/checkout/")
    page.locator("input[name=name]").fill("Almaz Bekele")
    page.locator("input[name=phone]").fill(PHONE_NUMBER)
    fill_address(page)
    page.locator(f"input[name=payment][value={code}]").check()
    page.wait_for_load_state("networkidle")
    place = page.locator("#step-review button[type=submit]")
    for _ in range(2):  # it asks for what is missing first
        if place.count():
            place.click()
            page.wait_for_load_state("networkidle")
    page.wait_for_url(re.compile(f"/{code}/"))


def answers_of(simulator_url: str, event: str, about: str) -> list[int]:
    found = requests.get(f"{simulator_url}/control/webhooks", params={"event": event, "about": about}, timeout=5).json()
    return [attempt["status"] for message in found for attempt in message["attempts"]]


def is_narrow_enough(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_buyer_pays_by_telebirr_in_amharic_and_the_shop_is_told(visitor, market, simulator_url):
    page = visitor(viewport=PHONE, locale="am-ET")
    checkout_by(page, market, "chapa", language="/am")
    expect(page.locator("html")).to_have_attribute("lang", "am")
    assert is_narrow_enough(page)
    reference = page.locator(".pay-summary dd").first.inner_text()
    page.get_by_role("button", name=re.compile("ይክፈሉ")).click()
    page.wait_for_url(re.compile(r"/thank-you/|/checkout/payment/"))
    eventually(lambda: answers_of(simulator_url, "charge.success", reference), [200])


def test_a_declined_card_is_said_and_the_next_one_pays(visitor, market, simulator_url):
    page = visitor(viewport=DESKTOP)
    checkout_by(page, market, "stripe")
    session = page.url.rstrip("/").rsplit("/", 1)[1]
    page.locator("[data-card='4000000000000002']").click()
    page.locator("button.pay-button").click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    page.locator("[data-card='4242424242424242']").click()
    page.locator("button.pay-button").click()
    page.wait_for_url(re.compile(r"/thank-you/|/checkout/payment/"))
    sessions = requests.get(f"{simulator_url}/control/stripe/sessions", timeout=5).json()
    assert next(row["payment_status"] for row in sessions if row["id"] == session) == "paid"


@pytest.mark.parametrize("path", ["/", "/providers/chapa", "/providers/stripe", "/providers/twilio", "/sms"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_tools_pages_fit(visitor, simulator_url, path, viewport):
    page = visitor(viewport=viewport)
    page.goto(simulator_url + path)
    assert is_narrow_enough(page)


def test_a_new_sms_appears_in_the_open_inbox(visitor, demo_url, simulator_url, market):
    inbox = visitor(viewport=PHONE)
    inbox.goto(f"{simulator_url}/sms?to=251911987654")
    before = inbox.locator(".sms").count()
    buyer = visitor(viewport=PHONE)
    add(buyer, market.goods_of_two_sellers()[0], 1)
    buyer.goto("/checkout/")
    buyer.locator("input[name=name]").fill("Almaz Bekele")
    buyer.locator("input[name=phone]").fill(PHONE_NUMBER)
    fill_address(buyer)
    buyer.locator("input[name=payment][value=cash_on_delivery]").check()
    buyer.wait_for_load_state("networkidle")
    buyer.locator("#step-review button[type=submit]").click()
    buyer.wait_for_url(re.compile("/thank-you/"))
    expect(inbox.locator(".sms")).not_to_have_count(before, timeout=20_000)
