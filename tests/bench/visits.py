"""What the measured visitors do. Module-level callables, because they travel to other processes."""

import re
from dataclasses import dataclass

from .client import BrokenAnswer, Connection

_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_CHOSEN = re.compile(rb'<input type="radio"[^>]*\bchecked\b[^>]*>')
_ATTRIBUTE = re.compile(rb'\b(name|value)="([^"]*)"')

PERSON = {"name": "Almaz Bekele", "phone": "0911234567", "email": ""}
PLACE = {"country": "ET", "region_code": "ET-AA", "sub_city": "Bole", "woreda": "03", "line1": "Bole Road 12"}


@dataclass(frozen=True)
class Look:
    """Open one of these pages, each visitor another."""

    paths: tuple[str, ...]

    def __call__(self, connection: Connection, number: int) -> None:
        answer = connection.get(self.paths[number % len(self.paths)])
        if answer.status != 200:
            raise BrokenAnswer(answer.status)


@dataclass(frozen=True)
class Goods:
    """A product to buy: its page, the offer, and the total with delivery as the buyer sees it."""

    path: str
    product_id: int
    offer_id: int
    total: str


@dataclass(frozen=True)
class GuestCheckout:
    """Product page, add, checkout page, place, thanks: five requests of a guest who pays in cash on delivery."""

    goods: tuple[Goods, ...]

    def __call__(self, connection: Connection, number: int) -> None:
        goods = self.goods[number % len(self.goods)]
        expect(connection.get(goods.path), 200)
        added = {"product_id": str(goods.product_id), "offer_id": str(goods.offer_id), "quantity": "1"}
        expect(connection.post("/basket/add/", added), 302)
        page = connection.get("/checkout/")
        expect(page, 200)
        fields = {**form_fields(page.body), **PERSON, **PLACE, "shown_total": goods.total, "action": "place"}
        placed = connection.post("/checkout/", fields)
        expect(placed, 302)
        expect(connection.get(placed.headers["location"][0]), 200)


def expect(answer, status: int) -> None:
    if answer.status != status:
        raise BrokenAnswer(f"{answer.status} instead of {status}")


def form_fields(page: bytes) -> dict[str, str]:
    """Hidden inputs and chosen radios of the checkout form, as a browser sends them back."""
    start = page.index(b'id="checkout-form"')
    form = page[start : page.index(b"</form>", start)]
    fields = {name.decode(): value.decode() for name, value in _HIDDEN.findall(form)}
    for radio in _CHOSEN.findall(form):
        attributes = dict(_ATTRIBUTE.findall(radio))
        fields[attributes[b"name"].decode()] = attributes[b"value"].decode()
    return fields
