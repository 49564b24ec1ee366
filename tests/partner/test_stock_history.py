"""Whatever happens in whatever order: 0 <= allocated <= in stock, the log sums up, the winning offers are exact."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscar_apps.partner import services
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.partner.exceptions import InsufficientStock, InvalidStockAdjustment
from oscar_apps.partner.locks import lock_stockrecords
from oscar_apps.partner.models import StockRecord
from oscar_apps.partner.winning import differences
from tests.factories import make_offer, make_product, make_variant

pytestmark = pytest.mark.django_db
OFFERS = 4

pieces = st.integers(1, 6)
one = st.tuples(
    st.sampled_from(["receive", "release", "consume", "take_back", "adjust", "price", "offered"]),
    st.integers(0, OFFERS - 1),
    pieces,
)
several = st.tuples(st.just("allocate"), st.dictionaries(st.integers(0, OFFERS - 1), pieces, min_size=1))


@dataclass
class Model:
    """What the numbers should be, by the simplest means."""

    in_stock: int
    allocated: int = 0

    def move(self, in_stock, allocated):
        after = (self.in_stock + in_stock, self.allocated + allocated)
        if not 0 <= after[1] <= after[0]:
            return False
        self.in_stock, self.allocated = after
        return True


def make_shelf():
    """Two offers of one product and an offer of each of two variants, some empty."""
    product, parent = make_product(), make_product(structure="parent")
    offered = [product, product, make_variant(parent=parent), make_variant(parent=parent)]
    return [
        make_offer(product=item, stock=stock, price="10") for item, stock in zip(offered, (3, 5, 0, 2), strict=True)
    ]


def attempt(call):
    try:
        with transaction.atomic():
            call()
    except (InsufficientStock, InvalidStockAdjustment):
        return False
    return True


def allocate(records, models, wanted):
    quantities = {records[index].pk: quantity for index, quantity in wanted.items()}
    expected = all(quantity <= models[i].in_stock - models[i].allocated for i, quantity in wanted.items())

    def call():
        services.allocate(records=lock_stockrecords(quantities), quantities=quantities, reference="history")

    assert attempt(call) is expected
    for index, quantity in wanted.items() if expected else ():
        models[index].move(0, quantity)


def move(records, models, kind, index, quantity):
    pk, model = records[index].pk, models[index]
    calls = {
        "receive": (lambda: services.receive(stockrecord_id=pk, quantity=quantity, reason="h"), (quantity, 0)),
        "release": (lambda: services.release(quantities={pk: quantity}, reference="h"), (0, -quantity)),
        "consume": (lambda: services.consume(quantities={pk: quantity}, reference="h"), (-quantity, -quantity)),
        "take_back": (lambda: services.take_back(quantities={pk: quantity}, reference="h"), (quantity, 0)),
        "adjust": (
            lambda: services.adjust(stockrecord_id=pk, new_in_stock=quantity - 1, reason="h"),
            (quantity - 1 - model.in_stock, 0),
        ),
        "price": (lambda: services.set_price(stockrecord_id=pk, price=Decimal(quantity)), (0, 0)),
        "offered": (lambda: services.set_offered(stockrecord_id=pk, is_offered=quantity > 2), (0, 0)),
    }
    call, delta = calls[kind]
    assert attempt(call) is model.move(*delta)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.one_of(several, one), max_size=15))
def test_any_history_keeps_stock_log_and_winning_offers_true(history):
    with transaction.atomic():
        records = make_shelf()
        models = [Model(record.num_in_stock) for record in records]
        for kind, *rest in history:
            allocate(records, models, *rest) if kind == "allocate" else move(records, models, kind, *rest)
            stored = StockRecord.objects.in_bulk([record.pk for record in records])
            assert [(stored[r.pk].num_in_stock, stored[r.pk].num_allocated) for r in records] == [
                (model.in_stock, model.allocated) for model in models
            ]
            assert list(differences()) == []
        assert list(stock_mismatches()) == []
        transaction.set_rollback(True)
