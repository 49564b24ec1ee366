"""What every way to pay can do. No forms, no HTML: pages ask for a redirect address and nothing else."""

from decimal import Decimal
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise


class Gateway(Protocol):
    """A way to pay. Amounts are in the order's currency, tax included."""

    #: Stable identifier, stored on orders and sources.
    code: ClassVar[str]
    #: What the buyer reads.
    name: ClassVar[str | Promise]
    #: One sentence under the name at checkout.
    description: ClassVar[str | Promise]
    #: True when the goods wait for the money: the order then starts as pending and expires.
    pays_first: ClassVar[bool]

    def accepts(self, *, total: Decimal, currency: str, country: str) -> bool:
        """Whether it can be offered for an order of this total delivered to this country."""
        ...

    def start(self, *, order: Any, source: Any) -> str | None:
        """Called after the order is committed. The provider's page to send the buyer to, or None when there is none."""
        ...
