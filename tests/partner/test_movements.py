"""The movement log is append-only in Python and in the database, and protects what it tells of."""

import importlib
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from oscar_apps.partner import services
from oscar_apps.partner.models import StockMovement
from tests.factories import make_offer, make_product, make_user

pytestmark = pytest.mark.django_db
migration = importlib.import_module("oscar_apps.partner.migrations.0011_append_only_movements")


@pytest.fixture
def movement():
    offer, person = make_offer(product=make_product(), stock=0), make_user()
    services.receive(stockrecord_id=offer.pk, quantity=5, reason="delivery", actor=person)
    return StockMovement.objects.get()


@pytest.fixture
def triggers(db):
    """What migrating would have installed; tests make their tables without migrations."""
    editor = SimpleNamespace(connection=connection)
    migration.install(None, editor)
    yield
    migration.remove(None, editor)


def test_python_refuses_to_change_or_delete(movement):
    movement.reason = "other"
    for attempt in (
        movement.save,
        movement.delete,
        StockMovement.objects.all().delete,
        lambda: StockMovement.objects.update(reason="other"),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert StockMovement.objects.get().reason == "delivery"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partner_stockmovement SET in_stock_delta = 1",
        "UPDATE partner_stockmovement SET reason = 'other', actor_id = NULL",
        "DELETE FROM partner_stockmovement",
    ],
)
def test_the_database_refuses_too(triggers, movement, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_person_can_be_forgotten(triggers, movement):
    movement.actor.delete()
    kept = StockMovement.objects.get()
    assert kept.actor is None and kept.in_stock_delta == 5


def test_what_has_moved_cannot_be_deleted(movement):
    with pytest.raises(ProtectedError):
        movement.stockrecord.product.delete()
