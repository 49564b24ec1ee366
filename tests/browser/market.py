"""What the running demo has in its database, read from the side."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path


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


class Market:
    """The demo's SQLite database, opened for reading only."""

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
        found = [Goods(*row) for row in self.rows(GOODS)]
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
WHERE w.is_listed AND p.structure = 'standalone' AND w.available > 12 AND v.state = 'active'
ORDER BY w.partner_id, p.id
"""
