"""What a person has to look at: a payment of another amount, a chargeback."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from ..locks import lock_order
from ..models import Source
from ..signals import chargeback_noted
from .moves import remark


def note_problem(*, source: Source, cause: str, problem: str) -> None:
    """Show a problem of a payment to the operators, and record it once. Inside the caller's transaction."""
    if source.problem == problem:
        return
    source.problem = problem
    Source.objects.filter(pk=source.pk).update(problem=problem)
    remark(source=source, cause=cause, note=problem)


def note_chargeback(*, source: Source, amount: Decimal | None, note: str, cause: str) -> None:
    """The provider says that the buyer's bank takes money back. Nothing is moved: a person and the journal hear of it.

    `amount` in the source's currency, None when the provider does not say: then it is all that came.
    """
    with transaction.atomic():
        held = lock_order(source.order_id)
        locked = held.source(source.pk)
        taken = locked.amount_debited if amount is None else amount
        note_problem(source=locked, cause=cause, problem=f"Chargeback of {taken} {locked.currency}. {note}"[:255])
        chargeback_noted.send(sender=Source, source=locked, amount=taken, note=note)


def resolve_problem(*, source: Source, note: str, actor: Any = None) -> None:
    """An operator has dealt with a problem and says how."""
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(problem="")
        source.problem = ""
        remark(source=source, cause="admin", note=f"{note} ({actor})" if actor else note)
