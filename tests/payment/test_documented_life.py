"""docs/payments.md says what the code does: its tables are read and compared."""

import re
from pathlib import Path

import pytest

from oscar_apps.payment import pipeline
from oscar_apps.payment.gateways.base import PaymentState, RefundState
from oscar_apps.payment.models import Refund, Source
from oscar_apps.payment.services import sweep
from oscar_apps.payment.services.notices import Answer
from oscar_apps.payment.views import LARGEST

TEXT = (Path(__file__).parents[2] / "docs" / "payments.md").read_text(encoding="utf-8")


def table(heading, start):
    """The rows of the table under this heading whose head begins with `start`; cells without their marks."""
    section = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = section[section.index(f"| {start} |") :].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]


def names(cell):
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize(
    ("heading", "moves"),
    [("The life of a payment", pipeline.MOVES), ("Money back", pipeline.REFUND_MOVES)],
)
def test_the_moves_are_the_documented_ones(heading, moves):
    written = {names(row[0]).pop(): names(row[1]) for row in table(heading, "From")[1:]}
    assert written == {str(status): {str(target) for target in targets} for status, targets in moves.items()}


def test_each_answer_of_a_provider_makes_of_each_state_what_is_written():
    head, *rows = table("The life of a payment", "The provider says")
    states = [names(cell).pop() for cell in head[1:]]
    assert set(states) == set(Source.Status.values)
    written = {names(row[0].split(",")[0]).pop(): dict(zip(states, row[1:], strict=True)) for row in rows}
    assert set(written) == {state.value for state in PaymentState}
    for said, becomes in written.items():
        for status, cell in becomes.items():
            expected = pipeline.answer(status=status, state=PaymentState(said))
            assert (names(cell) or {None}).pop() == expected, (said, status)


def test_every_state_has_its_row():
    assert set(pipeline.MOVES) == set(Source.Status.values)
    assert set(pipeline.REFUND_MOVES) == set(Refund.Status.values)
    assert set(pipeline.REFUND_ANSWERS) == set(RefundState)


def test_every_answer_to_a_webhook_is_written_down():
    written = {int(row[1]) for row in table("Webhooks", "Notice")[1:]}
    assert written == {answer.value for answer in Answer} | {413}
    assert LARGEST == 64 * 1024


def test_the_patience_is_the_documented_one():
    assert (sweep.WATCHED.days, sweep.UNHEARD.seconds // 60) == (7, 30)
    assert (sweep.MOST_POSTPONEMENTS, sweep.POSTPONED_BY.seconds // 60) == (6, 10)
