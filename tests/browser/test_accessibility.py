"""What axe-core finds against WCAG 2.2 AA, by day and by night, on a phone and on a desktop. Part of `make audit`.

axe-core comes with the style sheet's tools: `npm install --no-save`. Without it these tests are skipped, and say so.
"""

import pytest
from playwright.sync_api import Page

from marketplace.management.commands.sample_market import CUSTOMER_EMAIL, SELLERS
from tests.architecture.sources import ROOT

from .market import Market
from .test_every_page import ACCOUNT, PUBLIC, SIZES, follow, goods_pages, prefixed
from .test_journey import sign_in

pytestmark = pytest.mark.audit

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "ar")
RUN = """rules => axe.run(document, { runOnly: rules }).then(found => found.violations.flatMap(
    each => each.nodes.map(node => `${each.id}: ${node.target.join(' ')}`)))"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not here; npm install --no-save brings it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def market(demo_database) -> Market:
    if demo_database is None:
        pytest.skip("the demo at DEMO_URL keeps its database elsewhere; name its folder in DEMO_HOME")
    return Market(demo_database)


def judge(page: Page, axe: str, what: str) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)
    assert page.evaluate(RUN, RULES) == [], what


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_shop(visitor, axe, market, language, size, scheme):
    page = visitor(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    for path in [*PUBLIC, *goods_pages(market)]:
        page.goto(prefixed(language, path))
        judge(page, axe, path)
    for goods in market.goods_of_two_sellers():
        page.goto(prefixed(language, goods.path))
        page.locator("form.action-bar button[type=submit]").click()
        page.wait_for_load_state("networkidle")
    for path in ("/basket/", "/checkout/"):
        page.goto(prefixed(language, path))
        judge(page, axe, path)
    page.locator("#step-review button[type=submit]").click()
    judge(page, axe, "checkout, refused")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_account_and_portal(visitor, axe, language, size, scheme):
    customer = visitor(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    sign_in(customer, CUSTOMER_EMAIL)
    for path in ACCOUNT:
        customer.goto(prefixed(language, path))
        judge(customer, axe, path)
    customer.goto(prefixed(language, "/accounts/orders/"))
    follow(customer, language, "main h2 a")
    judge(customer, axe, "order")
    seller = visitor(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
    sign_in(seller, f"{SELLERS[0]}@example.com")
    seller.goto(prefixed(language, "/vendor/orders/"))
    judge(seller, axe, "orders of a seller")
    follow(seller, language, "tbody th a")
    judge(seller, axe, "order of a seller")
