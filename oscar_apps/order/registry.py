"""What wings add to the back office's page of an order: links to pages of theirs. They register when they are ready."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

#: Order -> words and address.
OrderLink = Callable[[Any], tuple[str | Promise, str]]


class OrderLinks:
    """Links shown on an order's page, in the order in which they were registered."""

    def __init__(self) -> None:
        self._links: list[OrderLink] = []

    def register(self, link: OrderLink) -> None:
        self._links.append(link)

    def of(self, order: Any) -> list[tuple[str | Promise, str]]:
        return [link(order) for link in self._links]


order_links = OrderLinks()
