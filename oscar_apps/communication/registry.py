"""Whom to write to about a seller's business. The core does not know vendors; their wing registers here when ready."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SellerContact:
    """Where a seller reads messages. `order_url` gives the address of one consignment in the seller's own pages."""

    name: str
    email: str
    phone: str
    language: str
    #: Consignment number to path, without the host; called with the seller's language active.
    order_url: Callable[[str], str]


ContactSource = Callable[[Iterable[int]], Mapping[int, SellerContact]]


class SellerContacts:
    """Contacts by partner id; a partner without a business behind it has none."""

    def __init__(self) -> None:
        self._source: ContactSource | None = None

    def register(self, source: ContactSource) -> None:
        self._source = source

    def of(self, partner_ids: Iterable[int]) -> Mapping[int, SellerContact]:
        return self._source(partner_ids) if self._source else {}


seller_contacts = SellerContacts()
