"""What an order would cost: computed from a basket, shown at review, compared again at placement.

Amounts are `Decimal` in the basket's currency, tax included, already rounded to its minor unit.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oscar_apps.shipping.selectors import ShippingOption


@dataclass(frozen=True)
class Problem:
    """Something the buyer must see before the order can be placed; only a changed price does not stop it."""

    code: str
    message: str
    line_id: int | None = None
    partner_id: int | None = None
    old: Any = None
    new: Any = None

    @property
    def blocks(self) -> bool:
        return self.code != "price_changed"


@dataclass(frozen=True)
class LineQuote:
    """One basket line at its own offer's price now."""

    line: Any
    quantity: int
    unit_price: Decimal
    subtotal: Decimal
    discount: Decimal
    total: Decimal
    tax: Decimal
    tax_rate: Decimal


@dataclass(frozen=True)
class ConsignmentQuote:
    """One seller's part: total = subtotal - discount + shipping; `tax` is contained in the total."""

    partner: Any
    lines: tuple[LineQuote, ...]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    shipping_tax: Decimal
    tax: Decimal
    total: Decimal
    options: "tuple[ShippingOption, ...]"
    chosen: "ShippingOption | None"


@dataclass(frozen=True)
class Quote:
    """The whole order; every amount is the sum of its consignments'."""

    consignments: tuple[ConsignmentQuote, ...]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    currency: str
    problems: tuple[Problem, ...]

    @property
    def blocking_problems(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocks)
