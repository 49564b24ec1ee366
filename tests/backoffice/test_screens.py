"""Every screen of the back office opens for an administrator and for nobody else."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model
from wagtail.models import Locale

from oscar_apps.payment.services import refund_rest
from tests.factories import (
    make_category,
    make_offer,
    make_partner,
    make_product,
    make_product_type,
    make_shipping_method,
    make_tax_class,
    make_vendor,
)
from tests.factories.checkout import make_two_sellers, place
from tests.factories.offers import make_site_offer, make_voucher
from tests.vendors.ledger.money import capture
from tests.vendors.ledger.money import make_order as make_paid_order

pytestmark = pytest.mark.django_db


def make_brand():
    return get_model("catalogue", "Brand").objects.create(name="Sheba", slug="sheba")


def make_options():
    return get_model("catalogue", "AttributeOptionGroup").objects.create(name="Fabric", code="fabric")


def make_record():
    return make_offer(product=make_product())


def make_order():
    return place(offers={make_two_sellers()[0]: 1}).order


def make_zone():
    return get_model("shipping", "ShippingZone").objects.create(partner=make_partner(), name="Addis Ababa")


def make_method():
    return make_shipping_method(partner=make_partner())


def make_entry():
    capture(make_paid_order())
    return get_model("vendors", "Entry").objects.first()


def make_payment_method():
    return get_model("payment", "GatewayOption").objects.get_or_create(code="chapa")[0]


def make_payment():
    return make_order().sources.get()


def make_refund():
    source = capture(make_paid_order())
    return refund_rest(source=source, reason="late", key=f"source {source.pk}")


def make_notice():
    notices = get_model("payment", "ProviderNotice").objects
    return notices.create(gateway="chapa", event_id=str(notices.count()), name="charge.success", reference="X")


def make_call():
    return get_model("payment", "ProviderCall").objects.create(gateway="chapa", operation="verify", outcome="ok")


def make_cash_rule():
    return get_model("payment", "CashRule").objects.create(country="ET", collector="courier")


def make_blocked_phone():
    return get_model("payment", "BlockedPhone").objects.create(phone="+251911234567")


def make_remittance():
    return get_model("payment", "CourierRemittance").objects.create(amount=100, currency="ETB")


#: Screen -> what makes a row of it, and which of its pages take that row.
ROWS = {
    "products": (make_product, ["edit", "history"]),
    "categories": (make_category, ["edit", "history"]),
    "brands": (make_brand, ["edit", "history"]),
    "types": (make_product_type, ["edit", "history"]),
    "options": (make_options, ["edit", "history"]),
    "taxes": (make_tax_class, ["edit", "history"]),
    "sellers": (make_vendor, ["edit", "inspect", "history"]),
    "orders": (make_order, ["inspect"]),
    "journal": (make_entry, ["inspect"]),
    "stock": (make_record, ["inspect"]),
    "shipping": (make_method, ["edit", "history"]),
    "zones": (make_zone, ["edit", "history"]),
    "vouchers": (make_voucher, ["edit", "history"]),
    "payments": (make_payment, ["inspect"]),
    "refunds": (make_refund, ["inspect"]),
    "provider-messages": (make_notice, ["inspect"]),
    "provider-requests": (make_call, ["inspect"]),
    "payment-methods": (make_payment_method, ["edit", "history"]),
    "cash-terms": (make_cash_rule, ["edit", "history"]),
    "blocked-phones": (make_blocked_phone, ["inspect"]),
    "courier-cash": (make_remittance, ["inspect"]),
    "offers": (make_site_offer, ["edit", "inspect", "history"]),
}
WITHOUT_ADD = {
    "orders", "stock", "journal", "payments", "refunds", "provider-messages", "provider-requests", "payment-methods",
}  # fmt: skip
LISTS = [(screen, page) for screen in ROWS for page in ("index", "index_results")]
ADDS = [(screen, "add") for screen in ROWS if screen not in WITHOUT_ADD]
PAGES = [(screen, page) for screen, (_make, pages) in ROWS.items() for page in pages]


def address(screen, page):
    make, pages = ROWS[screen]
    return reverse(f"market-{screen}:{page}", args=[make().pk] if page in pages else [])


@pytest.mark.parametrize(("screen", "page"), LISTS + ADDS + PAGES)
def test_it_opens_for_an_administrator(screen, page, office):
    answer = office.get(address(screen, page))
    assert answer.status_code == 200
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(("screen", "page"), LISTS[::2] + ADDS + PAGES)
@pytest.mark.parametrize("who", [None, "customer", "seller", "editor"])
def test_it_is_refused_to_others(screen, page, who, permissions, client, request):
    url = address(screen, page)
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code in (302, 403)
    assert client.post(url, {"action": "cancel_order"}).status_code in (302, 403)
    ajax = client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert ajax.status_code == (403 if who == "editor" else ajax.status_code)
    assert ajax.status_code in (302, 403)


@pytest.mark.parametrize("screen", list(ROWS))
def test_lists_show_rows_and_find_them(screen, office):
    make, _pages = ROWS[screen]
    make()
    assert office.get(reverse(f"market-{screen}:index")).status_code == 200
    found = office.get(reverse(f"market-{screen}:index"), {"q": "no such words"})
    assert found.status_code == 200


@pytest.mark.parametrize("screen", list(ROWS))
def test_nothing_is_deleted_here(screen, office):
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse(f"market-{screen}:delete", args=[1])


@pytest.mark.parametrize("screen", ["products", "orders", "stock", "sellers", "journal", "payments", "refunds"])
def test_a_list_of_forty_costs_as_many_queries_as_one_of_four(screen, office, django_assert_max_num_queries):
    make, _pages = ROWS[screen]
    for _number in range(4):
        make()
    url = reverse(f"market-{screen}:index_results")
    office.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        office.get(url)
    for _number in range(8):
        make()
    with django_assert_max_num_queries(len(few)):
        office.get(url)


def test_the_menu_shows_the_market_to_administrators_alone(office, editor, client):
    Locale.objects.get_or_create(language_code="en")
    assert b"/cms/market/products/" in office.get("/cms/").content
    client.force_login(editor)
    assert b"/cms/market/products/" not in client.get("/cms/").content
