"""What every way to pay can do. No forms, no HTML, no database: pages ask for an address and nothing else.

Gateways talk to providers over the network, so none of these methods is called inside a database transaction, apart
from `accepts` and `parse_webhook`, which ask nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise


class PaymentState(StrEnum):
    """What a provider says of a payment. UNKNOWN: it has never heard of the reference, so nothing was paid."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class RefundState(StrEnum):
    """PENDING: the provider has taken it on and will tell."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class EventKind(StrEnum):
    """What a webhook speaks of. OTHER is answered with 200 and moves nothing."""

    PAYMENT = "payment"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    OTHER = "other"


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do by itself; what it cannot is done by hand with proof."""

    refund: bool = False
    partial_refund: bool = False
    #: The same refund may be sent again with the same key: the provider does it once.
    repeatable_refund: bool = False
    webhooks: bool = False
    #: Parameters in which an unsigned GET of the provider may name our reference; empty where it makes no such call.
    callback: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaymentRequest:
    """One attempt to pay. `reference` is ours, unique for each attempt; `amount` is in major units of `currency`."""

    reference: str
    amount: Decimal
    currency: str
    description: str
    name: str
    email: str
    phone: str
    language: str
    #: Where the provider sends the buyer back to, paid or not.
    return_url: str
    #: Where the provider's server tells us.
    webhook_url: str
    #: Where it sends a buyer who goes back without paying, where it can tell; empty: the same as `return_url`.
    cancel_url: str = ""
    #: When the order's time is over; a provider's page that can end should end then.
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Started:
    """`redirect_url` is None when the buyer need not go anywhere. `provider_id` is the provider's own name of it.

    `client_secret` is for an app that shows the provider's own sheet (Stripe PaymentIntents); never stored.
    """

    redirect_url: str | None = None
    provider_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class ProviderPayment:
    """The provider's truth about a payment. `fee` is its own charge, same currency; None where it does not say.

    `amount` and `currency` are zero and empty where the provider names none (nothing paid yet).
    """

    state: PaymentState
    reference: str
    amount: Decimal
    currency: str
    #: Of the payment itself, once there is one: what a refund and a chargeback name. Replaces the one from `start`.
    provider_id: str = ""
    fee: Decimal | None = None
    #: How the buyer paid at the provider ("telebirr", "card"), as the provider names it.
    method: str = ""


@dataclass(frozen=True)
class RefundRequest:
    """`key` is ours, the same on each try, for the provider's idempotency where it has one."""

    reference: str
    provider_id: str
    amount: Decimal
    currency: str
    key: str
    reason: str = ""


@dataclass(frozen=True)
class RefundAnswer:
    state: RefundState
    provider_id: str = ""
    message: str = ""


@dataclass(frozen=True)
class ProviderEvent:
    """A webhook whose signature was right. Nothing in it is believed before `fetch` says the same.

    `event_id` is the provider's unique id, or one made from the body where the provider gives none.
    """

    event_id: str
    kind: EventKind
    name: str
    reference: str = ""
    provider_id: str = ""
    amount: Decimal | None = None
    currency: str = ""
    occurred_at: datetime | None = None
    #: The body without secrets and personal data, for the log.
    summary: dict[str, Any] = field(default_factory=dict)


class GatewayError(Exception):
    """`message` is the provider's own words, without secrets; buyers never read it. `status` is of HTTP, if any."""

    def __init__(self, message: str = "", *, status: int | None = None) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class ProviderUnavailable(GatewayError):
    """No answer, a slow one, nonsense or a 5xx: whether it happened is not known. Ask again later."""


class ProviderRefused(GatewayError):
    """The provider understood and said no: nothing has happened, and trying the same again will not help."""


class ReferenceUsed(ProviderRefused):
    """The provider knows this reference already: an earlier try whose answer was lost may have reached it.

    Nobody has the address of that page, so nobody can have paid on it; the next attempt needs a new reference.
    """


class BadWebhook(GatewayError):
    """Unsigned, wrongly signed, too old or not readable. Answered with 400; nothing is believed."""


class Gateway(Protocol):
    """A way to pay. Amounts are `Decimal` in major units of the given currency, tax included."""

    #: Stable identifier, stored on orders and sources.
    code: ClassVar[str]
    #: What the buyer reads unless the operator names it otherwise.
    name: ClassVar[str | Promise]
    #: One sentence under the name at checkout.
    description: ClassVar[str | Promise]
    #: True when the goods wait for the money: the order then starts as pending and expires.
    pays_first: ClassVar[bool]
    capabilities: ClassVar[Capabilities]

    def is_configured(self) -> bool:
        """Whether its keys are set; without them it is never offered."""
        ...

    def accepts(self, *, total: Decimal, currency: str, country: str, region: str = "") -> bool:
        """Whether the provider could take a payment of this total for an order delivered to this country."""
        ...

    def start(self, *, request: PaymentRequest) -> Started:
        """Called after the order is committed, and again for a new attempt. Asking twice with one reference is safe.

        Raises `ProviderUnavailable` and `ProviderRefused`.
        """
        ...

    def fetch(self, *, reference: str, provider_id: str) -> ProviderPayment:
        """The provider's truth, asked by webhook, return page and sweep alike. Raises `ProviderUnavailable`."""
        ...

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Check the signature over the raw body and read it. Asks nobody. Raises `BadWebhook`."""
        ...

    def refund(self, *, request: RefundRequest) -> RefundAnswer:
        """Give money back. Raises `ProviderUnavailable` (not known whether it happened) and `ProviderRefused`."""
        ...

    def fetch_refund(self, *, request: RefundRequest, provider_id: str) -> RefundAnswer | None:
        """What became of a refund; None where the provider cannot say. Raises `ProviderUnavailable`."""
        ...
