"""Which way a payment and a refund may go. The tables that services, screens, documents and tests read."""

from .gateways.base import PaymentState, RefundState
from .models import Refund, Source

S, R = Source.Status, Refund.Status

#: From -> where a payment may go. Money that came is never forgotten: what was given up can still turn out to be paid.
MOVES: dict[str, frozenset[str]] = {
    S.PENDING: frozenset({S.PAID, S.FAILED, S.CANCELLED}),
    S.FAILED: frozenset({S.PAID}),
    S.CANCELLED: frozenset({S.PAID}),
    S.PAID: frozenset({S.REFUNDED}),
    S.REFUNDED: frozenset(),
}
#: What the provider says -> what the payment becomes, where `MOVES` allows it. What is not here moves nothing.
ANSWERS: dict[PaymentState, str] = {
    PaymentState.PAID: S.PAID,
    PaymentState.FAILED: S.FAILED,
    PaymentState.CANCELLED: S.CANCELLED,
}
#: The money is here or was: asking again changes nothing.
SETTLED = frozenset({S.PAID, S.REFUNDED})

REFUND_MOVES: dict[str, frozenset[str]] = {
    R.REQUESTED: frozenset({R.SENDING, R.BY_HAND, R.REVERSED}),
    R.SENDING: frozenset({R.PENDING, R.SUCCEEDED, R.BY_HAND}),
    R.PENDING: frozenset({R.SUCCEEDED, R.BY_HAND}),
    R.BY_HAND: frozenset({R.REQUESTED, R.SUCCEEDED, R.REVERSED}),
    R.SUCCEEDED: frozenset(),
    R.REVERSED: frozenset(),
}
REFUND_ANSWERS: dict[RefundState, str] = {
    RefundState.PENDING: R.PENDING,
    RefundState.SUCCEEDED: R.SUCCEEDED,
    RefundState.FAILED: R.BY_HAND,
}


def answer(*, status: str, state: PaymentState) -> str | None:
    """What a payment of this status becomes when the provider says this; None when nothing moves."""
    target = ANSWERS.get(state)
    return target if target in MOVES[status] else None
