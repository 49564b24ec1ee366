"""Which ways to pay there are, and which of them a certain order may be paid by."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from ..options import Terms, terms_of
from .base import Gateway
from .cash_on_delivery import CashOnDelivery
from .chapa import Chapa
from .stripe import Stripe

KNOWN: dict[str, type[Gateway]] = {each.code: each for each in (CashOnDelivery, Chapa, Stripe)}


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay as pages and messages name it, in the reader's language."""

    code: str
    name: str
    description: str
    pays_first: bool = False


def register(gateway: type[Gateway]) -> None:
    """Make a gateway known; `PAYMENT_GATEWAYS` switches it on."""
    KNOWN[gateway.code] = gateway


def get_gateway(code: str) -> Gateway:
    """The gateway with this code, switched on or not: old orders keep theirs. Raises `KeyError`."""
    return KNOWN[code]()


def is_switched_on(code: str) -> bool:
    """Whether it is named in `PAYMENT_GATEWAYS` and has its keys."""
    return code in settings.PAYMENT_GATEWAYS and code in KNOWN and get_gateway(code).is_configured()


def available_gateways(
    *, total: Decimal, currency: str, country: str, region: str = "", partner_ids: Iterable[int] = ()
) -> list[PaymentMethod]:
    """What this order can be paid by, in the operator's order. Costs no query while nobody changes the terms.

    `total` is in major units of `currency`; `country` and `region` may be empty while not known. `partner_ids` are
    the sellers of its goods: what one of them does not take is not offered.
    """
    sellers = frozenset(partner_ids)
    codes = [code for code in dict.fromkeys(settings.PAYMENT_GATEWAYS) if is_switched_on(code)]
    terms = [each for each in terms_of(*codes) if each.admits(total=total, country=country, partner_ids=sellers)]
    taken = [
        each
        for each in terms
        if get_gateway(each.code).accepts(total=total, currency=currency, country=country, region=region)
    ]
    return [_method(each) for each in sorted(taken, key=lambda each: each.position)]


def method_of(code: str) -> PaymentMethod:
    """How this way to pay is named today; of one that the code no longer has, its code."""
    if code not in KNOWN:
        return PaymentMethod(code=code, name=code, description="")
    return _method(*terms_of(code))


def display_name(code: str) -> str:
    """The one name of a way to pay: at checkout, on orders and in messages."""
    return method_of(code).name


def _method(terms: Terms) -> PaymentMethod:
    gateway = KNOWN[terms.code]
    return PaymentMethod(
        code=terms.code,
        name=terms.word("name") or str(gateway.name),
        description=terms.word("description") or str(gateway.description),
        pays_first=gateway.pays_first,
    )
