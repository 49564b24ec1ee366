"""The journal's screen and the page that explains an order's money."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_apps.partner.models import Partner
from tests.vendors.ledger.money import capture, collect, deliver, make_order, refund, settle
from vendors.models import CommissionLine, Entry, MoneyTerms, Vendor

pytestmark = pytest.mark.django_db
JOURNAL = "market-journal:index"


@pytest.fixture
def order():
    return make_order()


def text_of(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def exported(office, **filters):
    answer = office.get(reverse(JOURNAL), {**filters, "export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_the_journal_is_exported_whole(office, order):
    capture(order, fee="9.33")
    rows = exported(office)
    assert len(rows) == Entry.objects.count() == 14
    assert sum(Decimal(row["Amount"]) for row in rows) == 0
    assert {row["Order"] for row in rows} == {order.number}
    assert {row["Account"] for row in rows} >= {"clearing:chapa:ETB", "commission::ETB"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "gateway_fee"}, 2),
        ({"account": "commission"}, 2),
        ({"seller": "First"}, 6),
        ({"order": "nowhere"}, 0),
        ({"date_from": "2001-01-01", "date_to": "2001-12-31"}, 0),
        ({"date_from": "2001-01-01"}, 14),
    ],
)
def test_the_export_follows_the_filters(office, order, filters, expected):
    part = order.consignments.order_by("pk").first()
    Partner.objects.filter(pk=part.partner_id).update(name="First shop")
    capture(order, fee="9.33")
    assert len(exported(office, **filters)) == expected


def test_a_shops_name_is_no_formula(office, order):
    Partner.objects.update(name="=HYPERLINK(1)")
    capture(order)
    assert {row["Seller"] for row in exported(office)} == {"'=HYPERLINK(1)"}


def test_an_entry_opens_its_whole_transaction(office, order):
    capture(order)
    page = text_of(office.get(reverse("market-journal:inspect", args=[Entry.objects.last().pk])))
    assert "Money at the provider" in page and "ETB 266.66" not in page
    assert page.count("ETB 150.00") == 2 and "ETB 8.70" in page
    assert reverse("market-journal:order", args=[order.number]) in page


def money_page(office, order):
    return text_of(office.get(reverse("market-journal:order", args=[order.number])))


def test_the_order_leads_to_its_money(office, order):
    page = office.get(reverse("market-orders:inspect", args=[order.pk])).content.decode()
    assert reverse("market-journal:order", args=[order.number]) in page


def test_before_the_money_the_page_says_so(office, order):
    page = money_page(office, order)
    assert "No money of this order has come in yet" in page
    assert "Rate for all sellers: 10 %" in page


def test_a_paid_order_is_explained_line_by_line(office, order):
    source = capture(order, fee="9.33")
    first, _second = source.shares.order_by("pk")
    settle(refund(source, (first, "75.00")))
    page = money_page(office, order)
    for words in (
        'Paid by the buyer</td><td class="num">ETB 266.66',
        'Paid back to the buyer</td><td class="num">-ETB 75.00',
        'Commission given back</td><td class="num">ETB 4.35',
        "The seller gets",
        'Charges of the providers</td><td class="num">-ETB 9.33',
        "The market keeps",
        "waits for delivery",
    ):
        assert words in page, words
    assert "ETB 70.00" in page  # 150.00 - 8.70 - 1.31 - 75.00 + 4.35 + 0.66


def test_cash_in_the_sellers_hand_is_explained(office, order):
    collect(order.consignments.order_by("pk").first())
    page = money_page(office, order)
    assert "Collected in cash by the seller" in page
    assert "The seller owes the market" in page and "ETB 10.01" in page


def test_delivered_money_has_its_day(office, order):
    MoneyTerms.objects.create(return_window_days=3)
    capture(order)
    deliver(order.consignments.order_by("pk").first())
    assert "available from" in money_page(office, order)


def test_an_unknown_order_has_no_page(office):
    assert office.get(reverse("market-journal:order", args=["NOPE"])).status_code == 404


@pytest.mark.parametrize("who", [None, "customer", "seller", "editor"])
def test_it_is_refused_to_others(who, order, permissions, client, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    for url in (reverse("market-journal:order", args=[order.number]), reverse(JOURNAL) + "?export=csv"):
        assert client.get(url).status_code in (302, 403)


def test_the_terms_of_money_are_edited_in_the_settings(office):
    url = reverse("wagtailsettings:edit", args=["vendors", "moneyterms"])
    assert office.get(url).status_code in (200, 302)
    row = MoneyTerms.objects.get_or_create()[0]
    url = reverse("wagtailsettings:edit", args=["vendors", "moneyterms", row.pk])
    data = {"commission_rate": "12.5", "refund_fee_loser": "seller", "return_window_days": "14"}
    assert office.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (row.commission_rate, row.refund_fee_loser, row.return_window_days) == (Decimal("12.5"), "seller", 14)
    assert office.post(url, {"commission_rate": "101"}).status_code == 200
    row.refresh_from_db()
    assert row.commission_rate == Decimal("12.5")


def test_a_seller_gets_its_own_rate_on_its_screen(office, order):
    vendor = Vendor.objects.first()
    page = office.get(reverse("market-sellers:edit", args=[vendor.pk]))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None} | {
        "commission_rate": "7.5"
    }
    assert office.post(reverse("market-sellers:edit", args=[vendor.pk]), data).status_code == 302
    vendor.refresh_from_db()
    assert vendor.commission_rate == Decimal("7.5")
    assert CommissionLine.objects.filter(rate=Decimal("7.5")).count() == 0  # what was placed before stays


def test_today_is_in_the_dates(office, order):
    capture(order)
    today = timezone.localdate().isoformat()
    assert len(exported(office, date_from=today, date_to=today)) == 12
