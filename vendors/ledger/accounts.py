"""The accounts of the journal: named by what they are for, made when they are first needed, locked in one order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .models import Account

Kind = Account.Kind
#: Where a seller's own money stands; the sum over both is what the market owes it, or it the market.
SELLER_KINDS = (Kind.SELLER_PAYABLE, Kind.CASH_FROM_SELLER)


@dataclass(frozen=True)
class Ref:
    """An account before its row is known. `owner` is a gateway's code or a partner's id, where the kind has one."""

    kind: str
    owner: str = ""

    def code(self, currency: str) -> str:
        return f"{self.kind}:{self.owner}:{currency}"

    @property
    def partner_id(self) -> int | None:
        return int(self.owner) if self.kind in SELLER_KINDS else None

    def new(self, currency: str) -> Account:
        """Its row, unsaved."""
        gateway = self.owner if self.kind == Kind.CLEARING else ""
        code = self.code(currency)
        return Account(code=code, kind=self.kind, gateway=gateway, partner_id=self.partner_id, currency=currency)


#: Clearing account of what is paid out by hand, from the market's own till or bank.
BY_HAND = "by_hand"

COMMISSION = Ref(Kind.COMMISSION)
FEE_VAT = Ref(Kind.FEE_VAT)
GATEWAY_FEES = Ref(Kind.GATEWAY_FEES)
REFUNDS_DUE = Ref(Kind.REFUNDS_DUE)
SUSPENSE = Ref(Kind.SUSPENSE)
REFUND_LOSS = Ref(Kind.REFUND_LOSS)
CASH_FROM_COURIER = Ref(Kind.CASH_FROM_COURIER)


def clearing(gateway: str) -> Ref:
    """Money at this provider, or in the till (`cash_on_delivery`), or paid out `BY_HAND`."""
    return Ref(Kind.CLEARING, gateway)


def payable(partner_id: int) -> Ref:
    """What the market owes this seller."""
    return Ref(Kind.SELLER_PAYABLE, str(partner_id))


def cash_from_seller(partner_id: int) -> Ref:
    """What this seller holds of the market's in cash."""
    return Ref(Kind.CASH_FROM_SELLER, str(partner_id))


def rows_of(refs: Collection[Ref], *, currency: str) -> dict[Ref, Account]:
    """The rows of these accounts, missing ones made. One query when all of them exist."""
    codes = {ref.code(currency): ref for ref in refs}
    found = _by_code(codes)
    missing = [ref.new(currency) for code, ref in codes.items() if code not in found]
    if missing:
        Account.objects.bulk_create(missing, ignore_conflicts=True)  # another may be making the same just now
        found = _by_code(codes)
    return {ref: found[code] for code, ref in codes.items()}


def lock(refs: Collection[Ref], *, currency: str) -> dict[Ref, Account]:
    """The same, locked until the transaction ends, in the order of their ids: sums read now stay true until then.

    Not for their keys: whoever writes entries shares those of the accounts when it commits, in any order.
    """
    rows = rows_of(refs, currency=currency)
    ids = [account.pk for account in rows.values()]
    list(Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    return rows


def _by_code(codes: Collection[str]) -> dict[str, Account]:
    return {account.code: account for account in Account.objects.filter(code__in=list(codes))}
