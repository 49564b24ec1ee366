"""A crawl in a language that marks every message: a word outside the marks is not in the catalogues.

Messages come out as ⟦message⟧, the market's own words are written «like this»; what is left must hold no letters.
"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from oscar_apps.address import regions
from oscar_apps.order.processing import EventHandler
from tests.factories import (
    make_address,
    make_basket,
    make_category,
    make_offer,
    make_partner,
    make_product,
    make_product_type,
    make_seller,
    make_shipping_method,
    make_user,
    make_variant,
    make_vendor,
)
from tests.factories.checkout import place

pytestmark = pytest.mark.django_db

READ_OUT = ("aria-label", "alt", "title", "placeholder", "content", "aria-description")
READ_META = {"description", "og:title", "og:description"}
SILENT = {"script", "style", "noscript", "template", "svg"}
#: Not words of ours: the shop's name, codes, languages' names for themselves, and countries, whose names CLDR has.
KNOWN = (
    settings.SHOP_NAME, "ETB", "SKU", "English", "አማርኛ", "Kiswahili", "Français", "français", "العربيّة", "العربية",
    "Ethiopia", "Kenya", "France",
)  # fmt: skip
MARKED = re.compile(r"⟦[^⟦⟧]*⟧|«[^»]*»")
NUMBERS = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}(-\d+)?\b|\bSKU-\d+\b|\S+@\S+|https?://\S+")
WORD = re.compile(r"[^\W\d_]{2,}")


class Words(HTMLParser):
    """Everything a person reads or hears on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in SILENT:
            self.silent += 1
        if tag == "meta" and values.get("name", values.get("property")) not in READ_META:
            return
        self.attributes += [values[name] for name in READ_OUT if values.get(name)]
        if tag == "input" and values.get("type") in ("submit", "button", "reset") and values.get("value"):
            self.attributes.append(values["value"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag in SILENT:
            self.silent -= 1

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent -= 1

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data.replace("\n", " "))


def foreign_words(html: str) -> set[str]:
    """Texts of a page with letters that are neither a message nor the market's own words."""
    parser = Words()
    parser.feed(html)
    # A message may have elements in it, so its marks may stand in different texts of the page.
    texts = unmarked("\n".join(parser.texts)).split("\n") + [unmarked(text) for text in parser.attributes]
    return {" ".join(text.split())[:120] for text in texts if WORD.search(text)}


def unmarked(text: str) -> str:
    """`text` without messages, the market's own words, names and numbers."""
    while (stripped := MARKED.sub(" ", text)) != text:
        text = stripped
    for name in KNOWN:
        text = text.replace(name, " ")
    return NUMBERS.sub(" ", text)


@pytest.fixture
def pseudo(monkeypatch, request):
    """Mark every message that gettext gives out; what a process remembers in a language is forgotten around it."""
    regions._choices.cache_clear()
    request.addfinalizer(regions._choices.cache_clear)
    translation.gettext("")  # the real functions are put on `_trans` at first use
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        real = getattr(translation._trans, name)
        monkeypatch.setattr(
            translation._trans, name, lambda *arguments, real=real: f"⟦{real(*arguments)}⟧" if arguments[0] else ""
        )


@pytest.fixture
def market():
    first = make_partner(name="«Kechene»", tagline="«clay»", story="«hands»", city="«Addis»")
    second = make_partner(name="«Sholla»")
    for partner in (first, second):
        make_vendor(partner=partner)
        make_shipping_method(partner=partner, name="«To the door»")
    kind = make_product_type(name="«Pots»")
    category = make_category(name="«Kitchen»", description="«for the fire»")
    words = {"product_class": kind, "category": category}
    single = make_product(
        title="«Jebena»", description="«black»", material="«clay»", care_instructions="«wash»", **words
    )
    parent = make_product(title="«Shawl»", structure="parent", **words)
    offers = [
        make_offer(product=single, partner=first, compare_at_price="150"),
        make_offer(product=single, partner=second),
    ]
    for colour, size in (("«red»", "«M»"), ("«blue»", "«L»")):
        variant = make_variant(parent=parent, color=colour, color_hex="#aa0000", size=size)
        offers.append(make_offer(product=variant, partner=second, stock=2))
    return {"category": category, "single": single, "parent": parent, "offers": offers, "partner": first}


def read(client, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return foreign_words(answer.content.decode())


PUBLIC = ("catalogue", "category", "single", "parent", "search", "nothing", "shops", "shop", "offers", "brands")


@pytest.mark.parametrize("page", PUBLIC)
def test_public_pages(client, market, pseudo, page):
    category = market["category"]
    addresses = {
        "catalogue": reverse("catalogue:index"),
        "category": reverse("catalogue:category", kwargs={"category_slug": category.slug, "pk": category.pk}),
        "single": market["single"].get_absolute_url(),
        "parent": market["parent"].get_absolute_url(),
        "search": reverse("search:search") + "?q=Jebena",
        "nothing": reverse("search:search") + "?q=42424242",
        "shops": reverse("shops:index"),
        "shop": market["partner"].get_absolute_url(),
        "offers": reverse("offers"),
        "brands": reverse("catalogue:brands"),
    }
    assert read(client, addresses[page]) - {"Jebena"} == set()


def order_for(user, market):
    address = make_address(
        first_name="«Almaz»", last_name="«Bekele»", line1="«Bole Road»", line4="«Addis»", sub_city="«Bole»"
    )
    return place(
        offers={market["offers"][0]: 2, market["offers"][2]: 1}, user=user, shipping_address=address, notes="«ring»"
    ).order


def test_buying(client, market, pseudo):
    user = make_user(first_name="«Sara»", last_name="«Abebe»", email="sara@example.com")
    client.force_login(user)
    found = read(client, reverse("basket:summary"))
    make_basket(offers={market["offers"][0]: 1, market["offers"][2]: 1}, user=user)
    for name in ("basket:summary", "checkout:index"):
        found |= read(client, reverse(name))
    assert found == set()


def test_the_account(client, market, pseudo):
    user = make_user(first_name="«Sara»", last_name="«Abebe»", email="sara@example.com")
    order = order_for(user, market)
    found = set()
    for name in ("login", "register", "password-reset", "password-reset-done", "guest-order-find"):
        found |= read(client, reverse(f"customer:{name}"))
    client.force_login(user)
    for name in ("summary", "order-list", "profile", "password", "saved", "address-list", "address-create"):
        found |= read(client, reverse(f"customer:{name}"))
    found |= read(client, reverse("customer:order", args=[order.number]))
    found |= read(client, reverse("checkout:thank-you", args=[order.number, order.secret]))
    assert found == set()


def test_the_seller_pages(client, market, pseudo):
    order = order_for(make_user(), market)
    part = order.consignments.get(partner=market["partner"])
    client.force_login(make_seller(vendor=market["partner"].vendor))
    found = read(client, reverse("portal:orders"))
    handler = EventHandler(role="seller")
    handler.accept(part)
    found |= read(client, reverse("portal:order", args=[part.number]))
    handler.ship(part, carrier="«EMS»", tracking_number="123")
    found |= read(client, reverse("portal:order", args=[part.number]))
    assert found == set()


def test_the_crawl_finds_a_word_that_is_not_marked():
    assert foreign_words("<p>⟦Save⟧ «Jebena» 12 ETB</p>") == set()
    assert foreign_words('<p aria-label="Close">⟦Save⟧ now</p>') == {"Close", "now"}
