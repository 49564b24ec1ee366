"""The database keeps the journal: nothing changes, nothing goes, and on PostgreSQL every transaction sums to zero."""

import importlib
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from vendors.models import CommissionLine, Entry, Transaction

from .money import capture, deliver, make_order

pytestmark = pytest.mark.django_db
migration = importlib.import_module("vendors.migrations.0003_append_only_journal")


@pytest.fixture
def order():
    order = make_order()
    capture(order)
    return order


@pytest.fixture
def triggers(db):
    """What migrating would have installed; tests make their tables without migrations."""
    editor = SimpleNamespace(connection=connection)
    migration.install(None, editor)
    yield
    migration.remove(None, editor)


STATEMENTS = [
    "UPDATE vendors_entry SET amount = amount + 1",
    "UPDATE vendors_entry SET amount = -amount, available_at = '2026-01-01 00:00:00+00'",
    "UPDATE vendors_entry SET partner_id = NULL",
    "DELETE FROM vendors_entry",
    "UPDATE vendors_transaction SET description = 'other'",
    "DELETE FROM vendors_transaction",
    "UPDATE vendors_commissionline SET rate = 0",
    "DELETE FROM vendors_commissionline",
]


def refused(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(order, triggers, statement):
    refused(statement)


def test_without_the_triggers_nothing_stands_in_the_way(order):
    """The twin: the same statement, the triggers not there."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[0])
    assert sum(Entry.objects.values_list("amount", flat=True)) != 0


def test_a_date_may_be_set_once(order, triggers):
    part = order.consignments.first()
    deliver(part)
    assert Entry.objects.filter(consignment=part, available_at__isnull=False).count() == 3
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(consignment=part).exclude(available_at=None).update(available_at=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(consignment=part).exclude(available_at=None).update(available_at=None)


@pytest.mark.parametrize("model", [Entry, Transaction, CommissionLine])
def test_removing_the_triggers_lets_the_migration_go_back(order, model):
    editor = SimpleNamespace(connection=connection)
    migration.install(None, editor)
    migration.remove(None, editor)
    Entry.objects.all().delete()
    model.objects.all().delete()


def test_what_the_journal_tells_of_cannot_be_deleted(order):
    with pytest.raises(ProtectedError):
        order.delete()


def test_an_entry_of_nothing_is_refused(order):
    entry = Entry.objects.first()
    entry.pk, entry.amount = None, Decimal(0)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)
