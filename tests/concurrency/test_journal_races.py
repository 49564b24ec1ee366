"""The journal under parallel writers on PostgreSQL, and its triggers there. Each guard has a twin without it."""

import importlib
import time
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from oscar_apps.payment.models import Refund, RefundPart, Share
from tests.factories.checkout import make_two_sellers
from tests.vendors.ledger.money import balance, capture, make_order, make_source, tell_capture
from vendors.ledger import accounts, services
from vendors.ledger.accounts import COMMISSION, SUSPENSE
from vendors.ledger.services import journal, refunds
from vendors.models import Account, Entry, Transaction

from .racing import errors, race

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_ground"),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one lock for all"),
]
migration = importlib.import_module("vendors.migrations.0003_append_only_journal")
D = Decimal


@pytest.fixture
def triggers(transactional_ground):
    editor = SimpleNamespace(connection=connection)
    migration.install(None, editor)
    yield
    migration.remove(None, editor)


@pytest.fixture
def source():
    """Paid, but not booked yet."""
    source = capture(make_order())
    Entry.objects.all().delete()
    Transaction.objects.all().delete()
    Account.objects.all().delete()
    return source


def telling(source, shares=None):
    def call():
        with transaction.atomic():
            tell_capture(source, shares)

    return call


def slowly(function):
    """The same, with time enough before it for everybody else to have read what is there."""

    def slow(*args, **kwargs):
        time.sleep(0.05)
        return function(*args, **kwargs)

    return slow


def test_a_sale_told_by_20_at_once_is_booked_once(source):
    results = race(calls=[telling(source)] * 20, workers=10)
    assert errors(results) == []
    assert Transaction.objects.count() == 1 and Entry.objects.count() == 12
    assert balance("clearing:chapa") == D("266.66")


@contextmanager
def no_constraint(model, name):
    constraint = next(each for each in model._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        Entry.objects.all().delete()
        Transaction.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def test_without_the_unique_fact_it_is_booked_many_times(source):
    """The twin: nothing says that it is the same fact."""
    with no_constraint(Transaction, "journal_fact_once"):
        race(calls=[telling(source)] * 8)
        assert Transaction.objects.count() == 8
        assert balance("clearing:chapa") == 8 * D("266.66")


def refunds_of(source, *, number, amount):
    """Refunds of the first share that have been asked for and not booked."""
    share = source.shares.order_by("pk").first()
    rows = []
    for position in range(number):
        row = Refund.objects.create(source=source, amount=amount, currency="ETB", key=f"race:{position}")
        rows.append((row, [RefundPart.objects.create(refund=row, share=share, amount=amount)]))
    return rows


def booking(row, parts):
    return lambda: services.book_refund(refund=row, parts=parts)


def test_refunds_at_once_return_exactly_the_commission(source):
    """Each reads what is left of the commission: the seller's account is locked while it does."""
    telling(source)()
    seller = f"seller_payable:{source.shares.order_by('pk').first().consignment.partner_id}"
    rows = refunds_of(source, number=8, amount=D("18.75"))
    with mock.patch.object(refunds, "stands_of", slowly(refunds.stands_of)):
        results = race(calls=[booking(*row) for row in rows])
    assert errors(results) == []
    assert balance("commission") == D("-5.80") and balance(seller) == 0


def test_without_the_lock_they_return_another_amount(source):
    """The twin: all read that nothing has been returned yet."""
    telling(source)()
    rows = refunds_of(source, number=8, amount=D("18.75"))
    with (
        mock.patch.object(refunds, "lock", lambda refs, currency: None),
        mock.patch.object(refunds, "apportion", slowly(refunds.apportion)),
    ):
        race(calls=[booking(*row) for row in rows])
    assert balance("commission") != D("-5.80")


def test_one_refund_told_by_many_is_booked_once(source):
    telling(source)()
    rows = refunds_of(source, number=1, amount=D("15.00"))
    results = race(calls=[booking(*rows[0])] * 10)
    assert errors(results) == [] and sum(result.created for result in results) == 1
    assert balance("refunds_due") == D("-15.00")


def sales_and_refunds(*, orders=12):
    """Sales and refunds of the same two sellers at the same time; each order names them in another turn."""
    offers = make_two_sellers(stock=100)
    calls = []
    for number in range(orders):
        paid, unbooked = capture(make_order(offers=offers)), make_source(make_order(offers=offers))
        shares = [
            Share(source=unbooked, consignment=part, amount=part.total) for part in unbooked.order.consignments.all()
        ]
        Share.objects.bulk_create(shares)
        rows = list(paid.shares.order_by("pk" if number % 2 else "-pk"))
        row = Refund.objects.create(source=paid, amount=D("20.00"), currency="ETB", key=f"both:{number}")
        parts = [RefundPart.objects.create(refund=row, share=share, amount=D("10.00")) for share in rows]
        calls += [telling(unbooked, shares[:: 1 if number % 2 else -1]), booking(row, parts)]
    return calls


def test_sales_and_refunds_of_the_same_sellers_do_not_deadlock(transactional_ground):
    calls = sales_and_refunds()
    with mock.patch.object(refunds, "stands_of", slowly(refunds.stands_of)):
        assert errors(race(calls=calls, workers=12)) == []
    assert balance("refunds_due") == 12 * D("-20.00")


def one_by_one(refs, currency):
    """Locks of whole rows, as `select_for_update` takes them by itself, with time in between."""
    rows = accounts.rows_of(refs, currency=currency)
    for row in sorted(rows.values(), key=lambda account: account.pk):
        Account.objects.select_for_update().get(pk=row.pk)
        time.sleep(0.05)
    return rows


def test_locks_of_whole_accounts_deadlock_with_sales(transactional_ground):
    """The twin: a sale shares the keys of the accounts when it commits."""
    calls = sales_and_refunds()
    with mock.patch.object(refunds, "lock", one_by_one):
        found = errors(race(calls=calls, workers=12))
    assert any(isinstance(error, OperationalError) and "deadlock" in str(error) for error in found)


def lopsided():
    """A writer who forgot the other side, and the service's own check."""
    postings = journal.pair(debit=SUSPENSE, credit=COMMISSION, amount=D("1.00"), purpose="sale")[:1]
    with mock.patch.object(journal, "_check", lambda postings, currency: None):
        services.book(kind="sale", source="lopsided", currency="ETB", postings=postings)


def test_the_database_refuses_what_does_not_sum_to_zero(triggers):
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        lopsided()  # no complaint yet: entries come one by one, the sum counts at the commit
    assert not Entry.objects.exists()


def test_without_the_trigger_it_is_written(transactional_ground):
    """The twin."""
    with transaction.atomic():
        lopsided()
    assert Entry.objects.count() == 1


def test_an_entry_put_to_an_old_transaction_is_refused(triggers):
    capture(make_order())
    entry = Entry.objects.first()
    entry.pk = None
    with pytest.raises(IntegrityError, match="does not sum to zero"):
        entry.save(force_insert=True)


def test_a_whole_sale_passes_the_triggers(triggers):
    capture(make_order(), fee="9.33")
    assert Transaction.objects.count() == 2


@pytest.mark.parametrize("table", ["vendors_entry", "vendors_transaction", "vendors_commissionline"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_the_database_refuses_to_change_the_journal(triggers, table, statement):
    capture(make_order())
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
