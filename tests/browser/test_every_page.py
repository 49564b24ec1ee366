"""Every page that anybody can open, in every language, on a phone and on a desktop. Long, so part of `make audit`."""

import pytest
from playwright.sync_api import Page

from marketplace.management.commands.sample_market import CUSTOMER_EMAIL, SELLERS
from marketplace.sample.loading.people import ADMIN_EMAIL

from .conftest import DESKTOP, PHONE
from .market import Market
from .test_journey import fill_address, place, sign_in

pytestmark = pytest.mark.audit

LANGUAGES = ("en", "am", "sw", "fr", "ar")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
PUBLIC = (
    "/", "/catalogue/", "/catalogue/brands/", "/offers/", "/search/", "/search/?q=coffee", "/search/?q=zzzzzz",
    "/sellers/", "/sellers/?q=zzzzzz", "/basket/", "/accounts/login/", "/accounts/register/", "/accounts/guest-order/",
    "/accounts/password/reset/", "/accounts/password/reset/sent/",
)  # fmt: skip
ACCOUNT = (
    "/accounts/", "/accounts/orders/", "/accounts/saved/", "/accounts/addresses/", "/accounts/addresses/add/",
    "/accounts/profile/", "/accounts/password/",
)  # fmt: skip
PORTAL = (
    "/vendor/orders/", "/vendor/orders/?status=new", "/vendor/orders/?status=to-ship",
    "/vendor/orders/?status=on-the-way", "/vendor/orders/?status=delivered", "/vendor/orders/?status=cancelled",
    "/vendor/orders/?q=nothing-like-this", "/vendor/money/", "/vendor/money/?start=2020-01-01&end=2020-01-02",
)  # fmt: skip
#: What a person acts on must have a name that a screen reader can say.
NAMED = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton"}


def prefixed(language: str, path: str) -> str:
    return path if language == "en" else f"/{language}{path}"


def look(page: Page, language: str, path: str, *, status: int = 200) -> None:
    answer = page.goto(prefixed(language, path))
    assert answer.status == status, path
    examine(page, language, path)


def examine(page: Page, language: str, what: str) -> None:
    """What holds on every page of ours, wherever the visitor came from."""
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == language, what
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), what
    assert page.locator("h1").count() == 1, what
    fits(page, what)
    assert nameless(page) == [], what
    doubles = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i)"
    assert page.evaluate(doubles) == [], what


def nameless(page: Page) -> list[str]:
    """Controls that a screen reader could call nothing but "link" or "button"."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    seen = [node for node in nodes if not node["ignored"] and node["role"]["value"] in NAMED]
    return [str(node) for node in seen if not node.get("name", {}).get("value")]


def fits(page: Page, what: str) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{what} is {width} pixels wider than the screen"


def inside_the_screen(page: Page, panel: str) -> None:
    """What opens over the page must not begin before its left edge nor end behind its right one."""
    box = page.locator(panel).last.bounding_box()
    assert box["x"] >= 0, panel
    assert box["x"] + box["width"] <= page.viewport_size["width"], panel


def follow(page: Page, language: str, links: str) -> None:
    """Open the first of these links and examine what it leads to."""
    page.locator(links).first.click()
    examine(page, language, page.url)


def goods_pages(market: Market | None) -> list[str]:
    """Categories above and below, a brand, a product with variants, one without, and a shop of the sample market."""
    if market is None:
        return []
    first, _ = market.goods_of_two_sellers()
    top = market.rows("SELECT slug_en, id FROM catalogue_category WHERE depth = 1 ORDER BY path LIMIT 1")[0]
    below = market.rows("SELECT slug_en, id FROM catalogue_category WHERE depth = 2 ORDER BY path LIMIT 1")[0]
    parent = market.rows("SELECT slug_en, id FROM catalogue_product WHERE structure = 'parent' ORDER BY id LIMIT 1")[0]
    shop = market.rows("SELECT slug FROM partner_partner WHERE is_visible ORDER BY id LIMIT 1")[0]
    return [
        first.path,
        f"/catalogue/{parent[0]}_{parent[1]}/",
        f"/catalogue/category/{top[0]}_{top[1]}/",
        f"/catalogue/category/{top[0]}_{top[1]}/?max_price=1",
        f"/catalogue/category/{below[0]}_{below[1]}/?in_stock=1&sort=price_asc",
        f"/sellers/{shop[0]}/",
        f"/sellers/{shop[0]}/?q=zzzzzz",
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(visitor, demo_database, language, size):
    page = visitor(viewport=SIZES[size])
    for path in [*PUBLIC, *goods_pages(Market(demo_database) if demo_database else None)]:
        look(page, language, path)
    page.goto(prefixed(language, "/catalogue/brands/"))
    follow(page, language, "main li a[href*='/brands/']")
    for menu in page.locator("details.menu > summary:visible").all():
        menu.click()
        inside_the_screen(page, "details.menu[open] > .menu-panel")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there(visitor, language, size):
    page = visitor(viewport=SIZES[size])
    for path in ("/no-such-page/", "/catalogue/nothing_999999/", "/sellers/nobody/"):
        look(page, language, path, status=404)
    visitor.complaints.found = [line for line in visitor.complaints.found if "404" not in line]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_of_a_guest(visitor, demo_database, language, size):
    """Basket of two sellers, checkout (untouched, refused, filled), thanks, the guest's order page."""
    if demo_database is None:
        pytest.skip("the demo at DEMO_URL keeps its database elsewhere; name its folder in DEMO_HOME")
    page = visitor(viewport=SIZES[size])
    for goods in Market(demo_database).goods_of_two_sellers():
        page.goto(prefixed(language, goods.path))
        page.locator("form.action-bar button[type=submit]").click()
        examine(page, language, "product, put into the basket")
    look(page, language, "/basket/")
    look(page, language, "/checkout/")
    page.locator("#step-review button[type=submit]").click()
    examine(page, language, "checkout, refused")
    assert page.locator(".has-error").count() > 0
    page.locator("input[name=name]").fill("Almaz Bekele")
    page.locator("input[name=phone]").fill("0911 234 567")
    fill_address(page)
    examine(page, language, "checkout, filled")
    place(page)
    examine(page, language, "thanks")
    page.goto(page.locator("a[href*='/guest-order/']").first.get_attribute("href"))
    examine(page, language, "order of a guest")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_account_pages(visitor, language, size):
    page = visitor(viewport=SIZES[size])
    sign_in(page, CUSTOMER_EMAIL)
    for path in ACCOUNT:
        look(page, language, path)
    page.goto(prefixed(language, "/accounts/addresses/"))
    follow(page, language, "main a[href*='/addresses/']:not([href$='/add/'])")
    for number in range(1, 4):
        page.goto(prefixed(language, "/accounts/orders/"))
        page.locator("main h2 a").nth(number).click()
        examine(page, language, page.url)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_seller_pages(visitor, language, size):
    page = visitor(viewport=SIZES[size])
    sign_in(page, f"{SELLERS[0]}@example.com")
    for path in PORTAL:
        look(page, language, path)
    for status in ("new", "to-ship", "on-the-way", "delivered", "cancelled"):
        page.goto(prefixed(language, f"/vendor/orders/?status={status}"))
        if page.locator("tbody th a").count():
            follow(page, language, "tbody th a")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_seller_pages_are_closed_to_others(visitor, language, size):
    """A customer without a shop is told so on a page that stands as right as any other."""
    page = visitor(viewport=SIZES[size])
    sign_in(page, CUSTOMER_EMAIL)
    page.goto(prefixed(language, "/vendor/orders/"))
    examine(page, language, "portal without a shop")
    visitor.complaints.found = [line for line in visitor.complaints.found if "403" not in line]


def market_screens(page: Page) -> list[str]:
    """Where the entries of the menu "Market" lead."""
    page.goto("/cms/")
    page.locator("button", has_text="Market").first.click()
    links = page.locator("nav a[href^='/cms/market/']")
    links.first.wait_for()
    return sorted({link.get_attribute("href") for link in links.all()})


@pytest.mark.parametrize("size", SIZES)
def test_market_screens_of_the_back_office(visitor, size):
    """In English: every list of the menu "Market", its form for a new row, and the page of its first row."""
    page = visitor(viewport=DESKTOP)
    sign_in(page, ADMIN_EMAIL)
    screens = market_screens(page)
    assert len(screens) >= 12
    page.set_viewport_size(SIZES[size])
    for path in screens:
        stand(page, path)
        rows = [link.get_attribute("href") for link in page.locator("main tbody a[href]").all()]
        own = [href for href in rows if href.startswith(path)]
        assert own or page.locator("main tbody tr").count() == 0, f"{path} leads nowhere"
        forms = [link.get_attribute("href") for link in page.locator(f"main a[href='{path}new/']").all()]
        for href in [*forms[:1], *own[:1]]:
            stand(page, href)


def stand(page: Page, path: str) -> None:
    """Wagtail's own frame: one heading, nothing wider than the screen."""
    assert page.goto(path).status == 200, path
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").count() == 1, path
    fits(page, path)
