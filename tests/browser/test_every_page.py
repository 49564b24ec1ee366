"""Every page that anybody can open, in every language, on a phone and on a desktop. Long, so part of `make audit`."""

import pytest

from marketplace.management.commands.sample_market import CUSTOMER_EMAIL, SELLERS

from .conftest import DESKTOP, PHONE
from .market import Market
from .test_journey import sign_in

pytestmark = pytest.mark.audit

LANGUAGES = ("en", "am", "sw", "fr", "ar")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
PUBLIC = (
    "/", "/catalogue/", "/catalogue/brands/", "/offers/", "/search/?q=coffee", "/search/?q=zzzzzz", "/sellers/",
    "/basket/", "/accounts/login/", "/accounts/register/", "/accounts/guest-order/", "/accounts/password/reset/",
)  # fmt: skip
ACCOUNT = (
    "/accounts/", "/accounts/orders/", "/accounts/saved/", "/accounts/addresses/", "/accounts/addresses/add/",
    "/accounts/profile/", "/accounts/password/",
)  # fmt: skip
PORTAL = ("/vendor/orders/", "/vendor/orders/?status=new", "/vendor/orders/?q=nothing-like-this")


def prefixed(language: str, path: str) -> str:
    return path if language == "en" else f"/{language}{path}"


def look(page, language: str, path: str) -> None:
    answer = page.goto(prefixed(language, path))
    page.wait_for_load_state("networkidle")
    assert answer.status == 200, path
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1, path
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{path} is {width} pixels wider than the screen"


def goods_pages(market: Market | None) -> list[str]:
    """A category, a product with variants, one without, and a shop of the sample market."""
    if market is None:
        return []
    first, _ = market.goods_of_two_sellers()
    statement = "SELECT slug_en, id FROM catalogue_category WHERE depth = 1 ORDER BY path LIMIT 1"
    category = market.rows(statement)[0]
    parent = market.rows("SELECT slug_en, id FROM catalogue_product WHERE structure = 'parent' ORDER BY id LIMIT 1")[0]
    shop = market.rows("SELECT slug FROM partner_partner WHERE is_visible ORDER BY id LIMIT 1")[0]
    return [
        first.path,
        f"/catalogue/{parent[0]}_{parent[1]}/",
        f"/catalogue/category/{category[0]}_{category[1]}/",
        f"/sellers/{shop[0]}/",
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(visitor, demo_database, language, size):
    page = visitor(viewport=SIZES[size])
    for path in [*PUBLIC, *goods_pages(Market(demo_database) if demo_database else None)]:
        look(page, language, path)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_account_pages(visitor, language, size):
    page = visitor(viewport=SIZES[size])
    sign_in(page, CUSTOMER_EMAIL)
    for path in ACCOUNT:
        look(page, language, path)
    order = page.goto(prefixed(language, "/accounts/orders/"))
    assert order.status == 200
    page.locator("main h2 a").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_seller_pages(visitor, language, size):
    page = visitor(viewport=SIZES[size])
    sign_in(page, f"{SELLERS[0]}@example.com")
    for path in PORTAL:
        look(page, language, path)
    page.goto(prefixed(language, "/vendor/orders/"))
    page.locator("tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
