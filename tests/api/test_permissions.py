"""The one permission table: method, address, and the status each kind of visitor gets.

Every address of ours stands here; a new one without a row fails `test_every_address_has_a_row`. The order of the rows
is the `customer`'s; its part belongs to `seller`'s shop. "302" leads to sign-in or back to a page. The screens of
the Wagtail and Django admins have their own list in tests/backoffice.
"""

import pytest
from django.urls import get_resolver, reverse

from oscar_apps.address.models import UserAddress
from tests.architecture.test_urls import OURS, named_patterns
from tests.factories import make_address, make_basket, make_category, make_offer, make_product, make_seller, make_user
from tests.factories.checkout import make_two_sellers, place

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "customer", "other_customer", "seller", "another_seller", "suspended_seller", "admin")
EVERYBODY = (200,) * 7
#: Private pages of who is signed in: the anonymous are sent to sign-in.
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200)
#: The owner's alone; for everybody else it does not exist.
OWNER = (302, 200, 404, 404, 404, 404, 404)
OWNER_ACT = (302, 302, 404, 404, 404, 404, 404)
#: Pages of a seller: no shop is 403, a shop of one's own opens the page.
SELLERS = (302, 403, 403, 200, 200, 200, 403)
#: One order of one's own shop: another seller's does not exist. A suspended seller still sends what was bought.
SHOP_ROW = (302, 403, 403, 200, 404, 404, 403)
SHOP_ACT = (302, 403, 403, 302, 404, 404, 403)

#: (url name, method, statuses in the order of ROLES[, data])
TABLE = [
    ("health-live", "GET", EVERYBODY),
    ("health-ready", "GET", EVERYBODY),
    ("health", "GET", EVERYBODY),
    ("health-check", "GET", EVERYBODY),
    ("fragment-visitor", "GET", EVERYBODY),
    ("fragment-saved", "POST", (302,) * 7),
    ("catalogue:index", "GET", EVERYBODY),
    ("catalogue:category", "GET", EVERYBODY),
    ("catalogue:brands", "GET", EVERYBODY),
    ("catalogue:brand", "GET", EVERYBODY),
    ("catalogue:detail", "GET", EVERYBODY),
    ("search:search", "GET", EVERYBODY),
    ("search:suggest", "GET", EVERYBODY),
    ("offers", "GET", EVERYBODY),
    ("shops:index", "GET", EVERYBODY),
    ("shops:detail", "GET", EVERYBODY),
    ("basket:summary", "GET", EVERYBODY),
    ("basket:add", "POST", (302,) * 7),
    ("basket:add-product", "POST", (302,) * 7),
    ("basket:clear", "POST", (302,) * 7),
    # Back to one's own basket; that somebody else's line stays as it is: `test_a_foreign_basket_line_is_left_alone`.
    ("basket:line", "POST", (302,) * 7),
    ("basket:vouchers-add", "POST", (422,) * 7),
    ("basket:vouchers-remove", "POST", (302,) * 7),
    ("checkout:index", "GET", (302, 200, 302, 302, 302, 302, 302)),
    # The secret in the address is the key, whoever holds it.
    ("checkout:thank-you", "GET", EVERYBODY),
    # An order paid in cash has nothing to pay here: on to the thanks page.
    ("checkout:payment", "GET", (302,) * 7),
    ("checkout:payment-status", "GET", (302,) * 7),
    # Without a signature nobody is believed; nobody sends notices about cash.
    ("payment:webhook", "POST", (404,) * 7),
    ("customer:guest-order", "GET", EVERYBODY),
    ("customer:guest-order-cancel", "POST", (302,) * 7),
    ("customer:guest-order-find", "GET", EVERYBODY),
    ("customer:login", "GET", (200, 302, 302, 302, 302, 302, 302)),
    ("customer:register", "GET", (200, 302, 302, 302, 302, 302, 302)),
    ("customer:logout", "POST", (302,) * 7),
    ("customer:password-reset", "GET", EVERYBODY),
    ("customer:password-reset-done", "GET", EVERYBODY),
    ("customer:password-reset-confirm", "GET", EVERYBODY),
    ("customer:summary", "GET", SIGNED_IN),
    ("customer:profile", "GET", SIGNED_IN),
    ("customer:password", "GET", SIGNED_IN),
    ("customer:saved", "GET", SIGNED_IN),
    ("customer:order-list", "GET", SIGNED_IN),
    ("customer:order", "GET", OWNER),
    ("customer:order-cancel", "POST", OWNER_ACT),
    ("customer:address-list", "GET", SIGNED_IN),
    ("customer:address-create", "GET", SIGNED_IN),
    ("customer:address-detail", "GET", OWNER),
    ("customer:address-delete", "POST", OWNER_ACT),
    ("customer:address-default", "POST", OWNER_ACT),
    ("portal:home", "GET", (302, 403, 403, 302, 302, 302, 403)),
    ("portal:switch", "POST", (302, 403, 403, 404, 404, 404, 403)),
    ("portal:orders", "GET", SELLERS),
    ("portal:money", "GET", SELLERS),
    ("portal:money-export", "GET", SELLERS),
    ("portal:order", "GET", SHOP_ROW),
    ("portal:order-accept", "POST", SHOP_ACT),
    ("portal:order-ship", "POST", (302, 403, 403, 422, 404, 404, 403)),
    ("portal:order-deliver", "POST", SHOP_ACT),
    ("portal:order-cancel", "POST", (302, 403, 403, 422, 404, 404, 403)),
    ("portal:order-refuse", "POST", SHOP_ACT),
    ("portal:order-goods-back", "POST", SHOP_ACT),
]


class Market:
    """Two sellers, a suspended third, an order, an address and a basket line of the customer."""

    def __init__(self) -> None:
        offers = make_two_sellers()
        self.people = {"anonymous": None, "customer": make_user(), "other_customer": make_user()}
        self.order = place(offers={offers[0]: 1, offers[2]: 1}, user=self.people["customer"]).order
        self.part = self.order.consignments.get(partner=offers[0].partner)
        self.people["seller"] = make_seller(vendor=offers[0].partner.vendor)
        self.people["another_seller"] = make_seller(vendor=offers[2].partner.vendor)
        self.people["suspended_seller"] = make_seller(vendor=self._suspended())
        self.people["admin"] = make_user(is_staff=True, is_superuser=True)
        self.offer, self.product = offers[1], offers[1].product
        self.category = make_category()
        self.product.categories.add(self.category)
        self.brand = self._brand()
        self.line = make_basket(offers={offers[1]: 1}, user=self.people["customer"]).lines.get()
        self.address = self._address()

    @staticmethod
    def _suspended():
        vendor = make_two_sellers()[0].partner.vendor
        type(vendor).objects.filter(pk=vendor.pk).update(state="suspended")
        return vendor

    def _brand(self):
        from oscar_apps.catalogue.models import Brand

        brand = Brand.objects.create(name="Acme", slug="acme")
        make_offer(product=make_product(brand=brand))
        return brand

    def _address(self) -> UserAddress:
        made = make_address()
        values = {field: getattr(made, field) for field in ("first_name", "line1", "sub_city", "region_code")}
        return UserAddress.objects.create(
            user=self.people["customer"], country_id="ET", phone_number="+251911234567", **values
        )

    def url(self, name: str) -> str:
        arguments = {
            "catalogue:category": {"category_slug": self.category.slug, "pk": self.category.pk},
            "catalogue:brand": {"slug": self.brand.slug},
            "catalogue:detail": {"product_slug": self.product.slug, "pk": self.product.pk},
            "shops:detail": {"slug": self.part.partner.slug},
            "basket:add-product": {"pk": self.product.pk},
            "basket:line": {"pk": self.line.pk},
            "basket:vouchers-remove": {"pk": 1},
            "checkout:thank-you": {"number": self.order.number, "secret": self.order.secret},
            "checkout:payment": {"number": self.order.number, "secret": self.order.secret},
            "checkout:payment-status": {"number": self.order.number, "secret": self.order.secret},
            "payment:webhook": {"gateway": "cash_on_delivery"},
            "customer:password-reset-confirm": {"uidb64": "x", "token": "y-z"},
            "customer:order": {"order_number": self.order.number},
            "customer:order-cancel": {"order_number": self.order.number},
            "customer:guest-order": {"number": self.order.number, "secret": self.order.secret},
            "customer:guest-order-cancel": {"number": self.order.number, "secret": self.order.secret},
        }
        if name.startswith("customer:address-") and name not in ("customer:address-list", "customer:address-create"):
            return reverse(name, args=[self.address.pk])
        if name.startswith("portal:order") and name != "portal:orders":
            return reverse(name, args=[self.part.number])
        return reverse(name, kwargs=arguments.get(name))


@pytest.mark.parametrize(("name", "method", "statuses"), TABLE, ids=[f"{row[1]} {row[0]}" for row in TABLE])
def test_table(client, name, method, statuses):
    market = Market()
    data = {"product": market.product.pk, "product_id": market.product.pk, "offer_id": market.offer.pk}
    data |= {"code": "NONE", "quantity": 1}
    got = []
    for role in reversed(ROLES):  # the owner comes late, so that what others do to the row is seen to be refused
        client.logout()
        client.cookies.clear()
        if market.people[role]:
            client.force_login(market.people[role])
        arguments = {"data": data} if method == "POST" else {}
        answer = getattr(client, method.lower())(
            market.url(name), headers={"sec-fetch-site": "same-origin"}, **arguments
        )
        got.append(answer.status_code)
    assert dict(zip(ROLES, reversed(got), strict=True)) == dict(zip(ROLES, statuses, strict=True))


def test_every_address_has_a_row():
    ours = {
        name
        for name, route, module in named_patterns(get_resolver())
        if module.startswith(OURS) and not route.startswith(("cms/", "admin/"))
    }
    assert ours - {row[0] for row in TABLE} == set()


def test_a_foreign_basket_line_is_left_alone(client):
    market = Market()
    make_basket(offers={market.offer: 1}, user=market.people["other_customer"])
    client.force_login(market.people["other_customer"])
    data = {"action": "remove"}
    answer = client.post(market.url("basket:line"), data, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 404
    market.line.refresh_from_db()
    assert market.line.quantity == 1


#: Providers' servers carry a signature instead of a token; a visitor's browser cannot make one.
SIGNED = {"payment:webhook"}
STATE_CHANGING = [row for row in TABLE if row[1] == "POST" and row[0] not in SIGNED]


@pytest.mark.parametrize(("name", "method", "statuses"), STATE_CHANGING, ids=[row[0] for row in STATE_CHANGING])
def test_another_site_cannot_make_a_visitor_do_it(name, method, statuses):
    """Cross-site posts carry no token and say where they come from: every one is refused."""
    from django.test import Client

    market = Market()
    client = Client(enforce_csrf_checks=True)
    client.force_login(market.people["seller" if name.startswith("portal") else "customer"])
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post(market.url(name), headers=foreign).status_code == 403
