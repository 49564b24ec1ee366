"""Whatever people do in whatever order: the books balance, nobody pays twice, and the pieces are where they should be.

The ordinary run draws a few, the same each time; `make audit` draws many anew. Each planted bug is one that a shop
could live with for months; the histories find it.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from oscar_apps.order import fulfilment, processing
from oscar_apps.payment import receivers as payment_receivers
from oscar_apps.payment.services import sending
from vendors.ledger import services as ledger
from vendors.ledger.services import refunds as ledger_refunds

from .histories import Histories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]


#: Making a failure smaller takes minutes; who looks at one asks for it: `phases=tuple(Phase)`.
PHASES = (Phase.explicit, Phase.generate)


def run(*, histories, steps=25, **options):
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            phases=PHASES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **options,
        ),
    )


@pytest.fixture(params=["seller", "courier"])
def collector(request, settings):
    settings.CASH_COLLECTOR = request.param


@pytest.mark.usefixtures("collector")
def test_histories():
    run(histories=8, derandomize=True)  # the same each time: a gate that fails by chance helps nobody


@pytest.mark.audit
@pytest.mark.usefixtures("collector")
def test_many_histories():
    run(histories=80, steps=40)


def no_refund_when_a_paid_part_is_cancelled(monkeypatch):
    monkeypatch.setattr(payment_receivers.services, "refund_consignment", lambda **kwargs: None)


def cancelled_goods_stay_held(monkeypatch):
    monkeypatch.setattr(processing, "release_lines", lambda **kwargs: None)


def refused_goods_come_back_twice(monkeypatch):
    put_once = fulfilment.put_on_shelf

    def put_twice(**kwargs):
        put_once(**kwargs)
        put_once(**kwargs)

    monkeypatch.setattr(processing, "put_on_shelf", put_twice)


def a_refund_that_left_is_not_booked(monkeypatch):
    monkeypatch.setattr(ledger, "book_settlement", lambda **kwargs: None)


def a_refund_is_sent_again_when_it_was_paid_out(monkeypatch):
    monkeypatch.setattr(sending, "_settle", lambda **kwargs: False)


def sellers_get_too_much_of_the_commission_back(monkeypatch):
    fair = ledger_refunds.apportion

    def generous(**kwargs):
        return [share * 2 for share in fair(**kwargs)]

    monkeypatch.setattr(ledger_refunds, "apportion", generous)


BUGS = [
    no_refund_when_a_paid_part_is_cancelled,
    cancelled_goods_stay_held,
    refused_goods_come_back_twice,
    a_refund_that_left_is_not_booked,
    sellers_get_too_much_of_the_commission_back,
]


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_planted_bugs_are_found(plant, monkeypatch):
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        run(histories=200, steps=40, derandomize=True, print_blob=False)
