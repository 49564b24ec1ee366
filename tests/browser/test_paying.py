"""How an order is paid, by browser: what buyer, seller and operator do, and whether everything agrees afterwards.

Whatever happened: the stock is what the movement log adds up to, `check_ledger` finds journal, payments, orders and
stock in agreement, and each message has arrived once.
"""

import os
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from marketplace.sample.loading.people import ADMIN_EMAIL
from tests.architecture.sources import ROOT

from .conftest import DESKTOP, PHONE
from .market import Goods, Market
from .test_journey import add, eventually, fill_address, open_part, place, press, send_all, sign_in

THANKS = re.compile("/thank-you/")
BACK = re.compile("/thank-you/|/checkout/payment/")


@pytest.fixture(scope="module")
def market(demo_url, demo_database) -> Market:
    if demo_database is None:
        pytest.skip("the demo at DEMO_URL keeps its database elsewhere; name its folder in DEMO_HOME")
    return Market(demo_database)


class Books:
    """What has to agree at the end of every journey, wherever it is kept."""

    def __init__(self, market: Market, home: Path, simulator_url: str) -> None:
        self.market, self._home, self._simulators = market, home, simulator_url

    def agree(self, number: str, goods: tuple[Goods, ...], *, buyer: str, told: list[str]) -> None:
        """`buyer` is an e-mail address or a phone number, `told` what the buyer has heard, in any order."""
        arrived = lambda: (self.market.told(number, buyer), len(self._arrived(number, buyer)))  # noqa: E731
        eventually(arrived, (sorted(told), len(told)))
        for each in goods:
            assert self.market.movements(each) == self.market.stock(each)
        self._check_ledger()

    def _arrived(self, number: str, buyer: str) -> list[str]:
        """The texts with this order's number at the phone, or in the files of e-mails."""
        if "@" in buyer:
            return [text for text in self.mails(buyer) if number in text]
        found = requests.get(f"{self._simulators}/control/messages", params={"to": buyer}, timeout=5).json()
        return [message["body"] for message in found if number in message["body"]]

    def mails(self, buyer: str) -> list[str]:
        """Every e-mail to this address, oldest first, soft line ends taken out."""
        files = sorted((self._home / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        mails = [mail for path in files for mail in path.read_text(errors="replace").split("-" * 79)]
        return [mail.replace("=\n", "") for mail in mails if f"To: {buyer}" in mail]

    def _check_ledger(self) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self._home / 'db.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.dev",
            "ENV_FILE": os.devnull,
        }
        done = subprocess.run(
            [sys.executable, "manage.py", "check_ledger"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def books(market, demo_home, simulator_url) -> Books:
    return Books(market, demo_home, simulator_url)


def new_email() -> str:
    return f"almaz.{uuid.uuid4().hex[:8]}@example.com"


def order_as_guest(page: Page, goods: dict[Goods, int], *, gateway: str, **contact: str) -> str:
    """An order up to the provider's page; its number."""
    for item, quantity in goods.items():
        add(page, item, quantity)
    page.goto("/checkout/")
    page.locator("input[name=name]").fill("Almaz Bekele")
    for field, value in contact.items():
        page.locator(f"input[name={field}]").fill(value)
    fill_address(page)
    return to_provider(page, gateway)


def to_provider(page: Page, gateway: str) -> str:
    page.locator(f"input[name=payment][value={gateway}]").check()
    page.wait_for_load_state("networkidle")
    place_button = page.locator("#step-review button[type=submit]")
    for _ in range(2):  # it asks for what is missing first
        if place_button.count():
            place_button.click()
            page.wait_for_load_state("networkidle")
    page.wait_for_url(re.compile(f"/{gateway}/"))
    shown = page.locator(".pay-summary").inner_text()
    return re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", shown)[0]


def at_chapa(page: Page, *, method: str = "telebirr", outcome: str = "pay", webhook: str = "normal") -> None:
    page.locator(f"input[name=method][value={method}]").check()
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.locator(f"input[name=webhook][value={webhook}]").check()
    page.locator("button.pay-button").click()


def pay_in_another_way(page: Page, gateway: str) -> None:
    """On the shop's page of the payment."""
    page.locator(f"input[name=payment][value={gateway}]").check()
    page.locator("button[name=action][value=pay]").click()
    page.wait_for_url(re.compile(f"/{gateway}/"))


def open_thanks(page: Page) -> None:
    """The page after paying, which waits by itself where the provider has not told yet."""
    page.wait_for_url(THANKS, timeout=40_000)


def test_a_guest_pays_by_telebirr(visitor, market, books):
    first, second = market.goods_of_two_sellers()
    before = market.stock(first)
    guest = visitor(viewport=PHONE)
    phone = f"+2519{uuid.uuid4().int % 10**8:08}"
    number = order_as_guest(guest, {first: 2, second: 1}, gateway="chapa", phone=phone)
    assert market.standing(number) == ("pending", "pending", ["awaiting_payment"] * 2)
    assert market.stock(first) == (before[0], before[1] + 2)
    at_chapa(guest, webhook="twice")
    open_thanks(guest)
    assert market.standing(number) == ("open", "paid", ["placed"] * 2)
    (attempt,) = market.attempts(number)
    assert (attempt.status, attempt.method, attempt.is_surplus) == ("paid", "telebirr", 0)
    assert market.stock(first) == (before[0], before[1] + 2)
    books.agree(number, (first, second), buyer=phone, told=["order.waiting", "order.confirmation"])


def test_a_guest_declined_by_chapa_pays_by_stripe(visitor, market, books):
    first, _second = market.goods_of_two_sellers()
    guest, email = visitor(viewport=DESKTOP), new_email()
    number = order_as_guest(guest, {first: 1}, gateway="chapa", email=email)
    at_chapa(guest, outcome="decline")
    expect(guest.get_by_role("alert")).to_contain_text("declined")
    guest.get_by_role("link", name="Leave without paying").click()
    guest.wait_for_url(BACK)
    expect(guest.get_by_text("The payment did not go through")).to_be_visible(timeout=40_000)
    assert market.standing(number)[:2] == ("pending", "failed")
    pay_in_another_way(guest, "stripe")
    guest.get_by_role("link", name="Back").click()
    expect(guest.get_by_text("How do you want to pay?")).to_be_visible()
    pay_in_another_way(guest, "stripe")
    guest.locator("[data-card='4242424242424242']").click()
    guest.locator("button.pay-button").click()
    open_thanks(guest)
    assert market.standing(number) == ("open", "paid", ["placed"])
    assert [(row.gateway, row.status) for row in market.attempts(number)] == [("chapa", "failed"), ("stripe", "paid")]
    told = ["order.waiting", "payment.failed", "order.confirmation"]
    books.agree(number, (first,), buyer=email, told=told)


def test_a_guest_who_closed_the_tab_pays_by_the_link_in_the_mail(visitor, market, books):
    first, _second = market.goods_of_two_sellers()
    guest, email = visitor(viewport=PHONE), new_email()
    number = order_as_guest(guest, {first: 1}, gateway="chapa", email=email)
    guest.close()
    eventually(lambda: market.told(number, email), ["order.waiting"])
    link = re.search(r"http://localhost:\d+/checkout/payment/[^\s\"<]+", books.mails(email)[-1])[0]
    other_device = visitor(viewport=DESKTOP)
    other_device.goto(link)
    expect(other_device.get_by_text(number).first).to_be_visible()
    pay_in_another_way(other_device, "chapa")
    at_chapa(other_device, method="cbebirr", webhook="never")
    open_thanks(other_device)
    assert market.standing(number) == ("open", "paid", ["placed"])
    assert len(market.attempts(number)) == 1
    books.agree(number, (first,), buyer=email, told=["order.waiting", "order.confirmation"])


@pytest.fixture
def slow_payments(simulator_url):
    """A buyer who takes a few seconds to type the PIN."""
    address = f"{simulator_url}/control/settings"
    before = requests.get(address, timeout=5).json()["slow_payment_seconds"]
    requests.post(address, json={"slow_payment_seconds": 4}, timeout=5).raise_for_status()
    yield
    requests.post(address, json={"slow_payment_seconds": before}, timeout=5).raise_for_status()


def test_who_comes_back_before_it_is_known_waits_and_is_led_on(visitor, market, books, slow_payments):
    first, _second = market.goods_of_two_sellers()
    guest, email = visitor(viewport=PHONE), new_email()
    number = order_as_guest(guest, {first: 1}, gateway="chapa", email=email)
    at_chapa(guest, outcome="slow")
    guest.locator("a[href*='/checkout/payment/']").click()
    expect(guest.get_by_text("Your payment is being confirmed")).to_be_visible()
    open_thanks(guest)
    assert market.standing(number) == ("open", "paid", ["placed"])
    books.agree(number, (first,), buyer=email, told=["order.waiting", "order.confirmation"])


@dataclass(frozen=True)
class Ended:
    """An order that nobody paid in time, and how its stock stood before it."""

    number: str
    goods: Goods
    quantity: int
    before: tuple[int, int]
    email: str
    #: The shop's page of its payment.
    page: str


@pytest.fixture(scope="module")
def ended(chromium, demo_url, market) -> dict[str, Ended]:
    """Three orders left on the provider's page until their time is over: one wait for all of them."""
    usual, scarce = market.goods_of_two_sellers()[1], market.scarce_goods()
    wanted = {
        "left": (usual, 2),
        "back": (usual, 1),
        "gone": (scarce, market.stock(scarce)[0] - market.stock(scarce)[1]),
    }
    orders = {name: _leave(chromium, demo_url, market, goods, count) for name, (goods, count) in wanted.items()}
    numbers = [order.number for order in orders.values()]
    market.end_time_to_pay(*numbers)
    eventually(lambda: {market.standing(number)[0] for number in numbers}, {"cancelled"}, seconds=60)
    return orders


def _leave(chromium, demo_url: str, market: Market, goods: Goods, quantity: int) -> Ended:
    context = chromium.new_context(base_url=demo_url, viewport=PHONE)
    context.set_default_timeout(20_000)
    page, email, before = context.new_page(), new_email(), market.stock(goods)
    number = order_as_guest(page, {goods: quantity}, gateway="chapa", email=email)
    back = page.get_by_role("link", name="Leave without paying").get_attribute("href").split("?")[0]
    context.close()
    return Ended(number, goods, quantity, before, email, back)


def test_an_order_left_until_its_time_is_over_frees_its_goods(visitor, market, books, ended):
    order = ended["left"]
    assert market.standing(order.number) == ("cancelled", "pending", ["cancelled"])
    assert market.stock(order.goods) == order.before
    guest = visitor(viewport=PHONE)
    guest.goto(order.page)
    expect(guest.get_by_text("The time to pay is over")).to_be_visible()
    guest.locator("button[name=action][value=restore]").click()
    guest.wait_for_url(re.compile("/basket/"))
    expect(guest.get_by_text("The goods of your order are in your basket again.")).to_be_visible()
    expect(guest.locator("input[name=quantity]").first).to_have_value(str(order.quantity))
    books.agree(order.number, (order.goods,), buyer=order.email, told=["order.waiting", "order.cancelled"])


def pay_late(visitor, market: Market, order: Ended) -> Page:
    """On the provider's page, which was still open."""
    guest = visitor(viewport=DESKTOP)
    guest.goto(market.attempts(order.number)[0].page)
    at_chapa(guest)
    guest.wait_for_url(BACK)
    return guest


def test_an_order_paid_after_its_time_comes_back_while_there_is_stock(visitor, market, books, ended):
    order = ended["back"]
    held = market.stock(order.goods)
    guest = pay_late(visitor, market, order)
    open_thanks(guest)
    assert market.standing(order.number) == ("open", "paid", ["placed"])
    assert market.stock(order.goods) == (held[0], held[1] + 1)
    told = ["order.waiting", "order.cancelled", "order.confirmation"]
    books.agree(order.number, (order.goods,), buyer=order.email, told=told)


def test_what_is_paid_after_the_goods_are_gone_goes_back(visitor, market, books, ended):
    order = ended["gone"]
    other = visitor(viewport=PHONE)
    add(other, order.goods, order.quantity)
    other.goto("/checkout/")
    other.locator("input[name=name]").fill("Kebede Alemu")
    other.locator("input[name=email]").fill(new_email())
    fill_address(other)
    place(other)
    held = market.stock(order.goods)
    guest = pay_late(visitor, market, order)
    expect(guest.get_by_text("Your payment came too late")).to_be_visible(timeout=40_000)
    eventually(lambda: [status for status, _amount in market.refunds(order.number)], ["succeeded"])
    assert market.standing(order.number)[0] == "cancelled"
    assert market.attempts(order.number)[0].is_surplus
    assert market.stock(order.goods) == held
    told = ["order.waiting", "order.cancelled", "refund_requested", "refund_settled"]
    books.agree(order.number, (order.goods,), buyer=order.email, told=told)


def test_an_operator_pays_one_sellers_part_back(visitor, market, books):
    first, second = market.goods_of_two_sellers()
    guest, email = visitor(viewport=DESKTOP), new_email()
    number = order_as_guest(guest, {first: 1, second: 1}, gateway="stripe", email=email)
    guest.locator("[data-card='4242424242424242']").click()
    guest.locator("button.pay-button").click()
    open_thanks(guest)
    share = market.share(number, second)

    operator = visitor(viewport=DESKTOP)
    sign_in(operator, ADMIN_EMAIL)
    operator.goto(f"/cms/market/payments/?q={number}")
    operator.get_by_role("link", name=number).first.click()
    operator.get_by_text("Pay money back").click()
    operator.locator("select[name=what]").select_option("part")
    part = operator.locator("select[name=part] option", has_text=second.seller).get_attribute("value")
    operator.locator("select[name=part]").select_option(part)
    operator.locator("input[name=reason]").fill("Broken on the way")
    operator.locator("button[name=action][value=refund]").click()
    expect(operator.get_by_text("is on its way back to the buyer")).to_be_visible()

    eventually(lambda: market.refunds(number), [("succeeded", share)])
    assert market.standing(number) == ("open", "paid", ["placed"] * 2)
    link = guest.locator("a[href*='/guest-order/']").first.get_attribute("href")
    guest.goto(link)
    expect(guest.get_by_text("Paid back on")).to_be_visible()
    told = ["order.waiting", "order.confirmation", "refund_requested", "refund_settled"]
    books.agree(number, (first, second), buyer=email, told=told)


def test_cash_is_collected_at_one_door_and_a_parcel_refused_at_the_other(visitor, market, books):
    first, second = market.goods_of_two_sellers()
    before = market.stock(first), market.stock(second)
    guest, email = visitor(viewport=PHONE), new_email()
    add(guest, first, 1)
    add(guest, second, 2)
    guest.goto("/checkout/")
    guest.locator("input[name=name]").fill("Almaz Bekele")
    guest.locator("input[name=email]").fill(email)
    fill_address(guest)
    number = place(guest)
    for goods in (first, second):
        seller = visitor(viewport=DESKTOP)
        sign_in(seller, goods.owner)
        open_part(seller, number)
        press(seller, "Accept order")
        send_all(seller, "Courier")
        if goods is first:
            press(seller, "It has arrived")
        else:
            refuse(seller)
    assert market.standing(number) == ("completed", "paid", ["delivered", "refused"])
    assert market.stock(first) == (before[0][0] - 1, before[0][1])
    assert market.stock(second) == before[1]
    assert market.collected(number) == [market.share(number, first)]
    told = ["order.confirmation", "parcel.shipped", "parcel.shipped", "consignment.delivered"]
    books.agree(number, (first, second), buyer=email, told=told)


def refuse(seller: Page) -> None:
    """At the door; the goods come back whole."""
    seller.get_by_text("The buyer did not take it").click()
    reason = seller.locator("form[action$='/refused/'] [name=reason]")
    if reason.evaluate("field => field.tagName") != "SELECT":
        reason.fill("Not at home")
    press(seller, "Refused at the door")
    press(seller, "Goods are back")
