"""The seller's money page: the balance, the entries and their download, its own alone, for who may see it."""

import csv
import io

import pytest
from django.urls import reverse

from tests.factories import make_seller
from tests.performance.query_counts import expect_queries
from tests.vendors.ledger.money import capture, collect, deliver, make_order, refund

pytestmark = pytest.mark.django_db
PAGE = "/vendor/money/"


@pytest.fixture
def order():
    return make_order()


@pytest.fixture
def part(order):
    return order.consignments.order_by("pk").first()


@pytest.fixture
def seller(part, client):
    user = make_seller(vendor=part.partner.vendor)
    client.force_login(user)
    return user


def text_of(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def figures(client):
    """Available, on its way, owed, balance."""
    return [text.split("</span>")[0] for text in text_of(client.get(PAGE)).split('class="stat-value">')[1:]]


def downloaded(client, query=""):
    answer = client.get(f"{PAGE}export/{query}")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_who_has_sold_nothing_is_told_what_will_stand_here(client, seller):
    page = text_of(client.get(PAGE))
    assert "No money yet" in page and "Download" not in page
    assert figures(client) == ["ETB 0.00"] * 4


def test_a_sale_waits_and_then_is_available(client, seller, order, part, settings):
    settings.RETURN_WINDOW_DAYS = 0
    capture(order)
    assert figures(client) == ["ETB 0.00", "ETB 139.99", "ETB 0.00", "ETB 139.99"]
    deliver(part)
    assert figures(client) == ["ETB 139.99", "ETB 0.00", "ETB 0.00", "ETB 139.99"]


def test_cash_in_hand_leaves_the_commission_owed(client, seller, part):
    collect(part)
    assert figures(client) == ["ETB 0.00", "ETB 0.00", "ETB 10.01", "-ETB 10.01"]
    page = text_of(client.get(PAGE))
    assert "Collected in cash" in page and "Kept in cash" not in page


def test_entries_lead_to_their_order(client, seller, order, part):
    capture(order)
    page = text_of(client.get(PAGE))
    assert page.count(reverse("portal:order", args=[part.number])) == 3
    assert "-ETB 8.70" in page and "ETB 150.00" in page


def test_another_sellers_entries_do_not_exist_here(client, seller, order, part):
    capture(order)
    other = order.consignments.exclude(pk=part.pk).get()
    assert other.number not in text_of(client.get(PAGE))
    assert "Nothing fits" in text_of(client.get(f"{PAGE}?q={other.number}"))
    assert {row["Order"] for row in downloaded(client)} == {part.number}
    assert downloaded(client, f"?q={other.number}") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 6),
        ("?what=sales", 1),
        ("?what=refunds", 3),
        ("?what=costs", 2),
        ("?what=bogus&start=x&end=y", 6),
        ("?start=2001-01-01&end=2001-01-02", 0),
        ("?start=2001-01-01", 6),
        ("?q=nowhere", 0),
    ],
)
def test_page_and_download_are_narrowed_alike(client, seller, order, part, query, expected):
    source = capture(order)
    refund(source, (part.payment_shares.get(), "75.00"))
    assert len(downloaded(client, query)) == expected
    page = text_of(client.get(PAGE + query))
    assert page.count('<th scope="row">') == expected
    assert ("Nothing fits" in page) is (expected == 0)


def test_the_download_has_plain_numbers(client, seller, order):
    capture(order)
    assert {row["Amount"] for row in downloaded(client)} == {"150.00", "-8.70", "-1.31"}


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("manager", 200), ("finance", 200), ("orders", 403), ("catalogue", 403)]
)
def test_roles(client, part, role, status):
    client.force_login(make_seller(vendor=part.partner.vendor, role=role))
    assert client.get(PAGE).status_code == status
    assert client.get(f"{PAGE}export/").status_code == status


def test_who_may_not_see_money_has_no_entry_for_it(client, part):
    client.force_login(make_seller(vendor=part.partner.vendor, role="orders"))
    assert PAGE not in client.get(reverse("portal:orders")).content.decode()


def test_finance_lands_on_the_money_and_reads_numbers_without_links(client, order, part):
    client.force_login(make_seller(vendor=part.partner.vendor, role="finance"))
    capture(order)
    page = text_of(client.get("/vendor/", follow=True))
    assert part.number in page and reverse("portal:order", args=[part.number]) not in page


def test_the_page_costs_the_same_however_many_entries(client, seller, order, part):
    source = capture(order)
    client.get(PAGE)
    expect_queries("seller's money page", lambda: client.get(PAGE))
    for _time in range(5):
        refund(source, (part.payment_shares.get(), "10.00"))
    expect_queries("seller's money page", lambda: client.get(PAGE))


@pytest.mark.parametrize("language", ["am", "sw", "fr", "ar"])
def test_it_opens_in_every_language(client, seller, order, language):
    capture(order)
    assert client.get(f"/{language}{PAGE}").status_code == 200
