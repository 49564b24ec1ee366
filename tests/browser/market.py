"""What the running demo has in its database, read from the side; only time is turned forward."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

#: In the past, as Django writes a moment into SQLite.
LONG_AGO = "2020-01-01 00:00:00"


@dataclass(frozen=True)
class Goods:
    """A product with plenty of stock, its seller, and the e-mail of the seller's owner."""

    product_id: int
    slug: str
    title: str
    stockrecord_id: int
    partner_id: int
    seller: str
    owner: str

    @property
    def path(self) -> str:
        return f"/catalogue/{self.slug}_{self.product_id}/"


@dataclass(frozen=True)
class Attempt:
    gateway: str
    status: str
    reference: str
    method: str
    is_surplus: int
    page: str


class Market:
    """The demo's SQLite database."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, statement: str, *parameters: object) -> list[tuple]:
        connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(statement, parameters).fetchall()
        finally:
            connection.close()

    def goods_of_two_sellers(self) -> tuple[Goods, Goods]:
        """Two standalone products of two active sellers with more than ten pieces, each the winning offer."""
        found = [Goods(*row) for row in self.rows(GOODS.format(least=12) + "ORDER BY w.partner_id, p.id")]
        first = found[0]
        return first, next(goods for goods in found if goods.partner_id != first.partner_id)

    def stock(self, goods: Goods) -> tuple[int, int]:
        statement = "SELECT num_in_stock, COALESCE(num_allocated, 0) FROM partner_stockrecord WHERE id = ?"
        return self.rows(statement, goods.stockrecord_id)[0]

    def movements(self, goods: Goods) -> tuple[int, int]:
        """What the movement log adds up to: in stock and allocated."""
        statement = (
            "SELECT SUM(in_stock_delta), SUM(allocated_delta) FROM partner_stockmovement WHERE stockrecord_id = ?"
        )
        return self.rows(statement, goods.stockrecord_id)[0]

    def scarce_goods(self) -> Goods:
        """The standalone product of an active seller of which the fewest pieces are left, more than two of them."""
        return Goods(*self.rows(GOODS.format(least=2) + "ORDER BY w.available, p.id LIMIT 1")[0])

    def standing(self, number: str) -> tuple[str, str, list[str]]:
        """Status of an order, of its payment, and of its parts in their order."""
        order = self.rows("SELECT id, status, payment_status FROM order_order WHERE number = ?", number)[0]
        parts = self.rows("SELECT status FROM order_consignment WHERE order_id = ? ORDER BY id", order[0])
        return order[1], order[2], [row[0] for row in parts]

    def attempts(self, number: str) -> list[Attempt]:
        """Every attempt to pay an order, oldest first."""
        return [Attempt(*row) for row in self.rows(ATTEMPTS, number)]

    def refunds(self, number: str) -> list[tuple[str, float]]:
        """(status, amount) of everything that goes back of an order."""
        return self.rows(REFUNDS, number)

    def share(self, number: str, goods: Goods) -> float:
        """What the seller of these goods has of the money that came for an order."""
        return self.rows(SHARE, number, goods.partner_id)[0][0]

    def collected(self, number: str) -> list[float]:
        """The cash taken at the door for an order."""
        return [row[0] for row in self.rows(COLLECTED, number)]

    def told(self, number: str, recipient: str) -> list[str]:
        """What a person has been told of an order: the first words of the messages' keys, which name each once."""
        statement = "SELECT key FROM communication_message WHERE recipient = ? AND body LIKE ? ORDER BY id"
        return sorted(key.split(":")[0] for (key,) in self.rows(statement, recipient, f"%{number}%"))

    def end_time_to_pay(self, *numbers: str) -> None:
        """Turn the clock of these orders forward; the ticker, which wakes up at least twice a minute, does the rest."""
        for number in numbers:
            self._write("UPDATE order_order SET expires_at = ? WHERE number = ?", LONG_AGO, number)
        self._write("UPDATE ticker_jobrun SET next_run_at = ? WHERE name = 'order.expire_unpaid_orders'", LONG_AGO)

    def _write(self, statement: str, *parameters: object) -> None:
        connection = sqlite3.connect(self._path, timeout=20)
        try:
            with connection:
                connection.execute(statement, parameters)
        finally:
            connection.close()

    def messages(self, text: str) -> list[tuple[str, str, str]]:
        """(channel, recipient, subject) of every message that names `text`."""
        statement = "SELECT channel, recipient, subject FROM communication_message WHERE body LIKE ? ORDER BY id"
        return self.rows(statement, f"%{text}%")


GOODS = """
SELECT p.id, p.slug_en, p.title_en, w.stockrecord_id, s.id, s.name, u.email
FROM partner_winningoffer w
JOIN catalogue_product p ON p.id = w.product_id
JOIN partner_partner s ON s.id = w.partner_id
JOIN vendors_vendor v ON v.partner_id = s.id
JOIN vendors_vendormember m ON m.vendor_id = v.id AND m.role = 'owner'
JOIN user_user u ON u.id = m.user_id
WHERE w.is_listed AND p.structure = 'standalone' AND w.available > {least} AND v.state = 'active'
"""

ATTEMPTS = """
SELECT s.gateway, s.status, s.reference, s.method, s.is_surplus, s.redirect_url
FROM payment_source s JOIN order_order o ON o.id = s.order_id WHERE o.number = ? ORDER BY s.id
"""

REFUNDS = """
SELECT r.status, r.amount FROM payment_refund r JOIN payment_source s ON s.id = r.source_id
JOIN order_order o ON o.id = s.order_id WHERE o.number = ? ORDER BY r.created_at
"""

SHARE = """
SELECT h.amount FROM payment_share h JOIN order_consignment c ON c.id = h.consignment_id
JOIN order_order o ON o.id = c.order_id WHERE o.number = ? AND c.partner_id = ?
"""

COLLECTED = """
SELECT k.amount FROM payment_cashcollection k JOIN order_consignment c ON c.id = k.consignment_id
JOIN order_order o ON o.id = c.order_id WHERE o.number = ? ORDER BY k.id
"""
