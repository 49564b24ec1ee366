"""The database itself keeps the journal: nothing in it changes or goes, and every transaction sums to zero.

One change is allowed: an entry's `available_at` may be set, once. Sums are checked on PostgreSQL when the database
transaction commits; SQLite has no deferred triggers, so there `ledger.services.journal.book` alone checks them.
"""

from django.db import migrations

FROZEN = {
    "vendors_commissionline": "commission lines are append-only",
    "vendors_transaction": "journal transactions are append-only",
}
#: Every column of an entry but `available_at`.
ENTRY_COLUMNS = (
    "id", "transaction_id", "account_id", "purpose", "amount", "currency", "consignment_id", "partner_id",
)  # fmt: skip


def postgresql():
    for table, message in FROZEN.items():
        yield f"""
            CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$
        """
        yield f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_append_only()
        """
    yield """
        CREATE OR REPLACE FUNCTION vendors_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.available_at IS NULL
               AND to_jsonb(NEW) - 'available_at' = to_jsonb(OLD) - 'available_at' THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'journal entries are append-only' USING ERRCODE = 'restrict_violation';
        END $$
    """
    yield """
        CREATE TRIGGER vendors_entry_append_only BEFORE UPDATE OR DELETE ON vendors_entry
        FOR EACH ROW EXECUTE FUNCTION vendors_entry_append_only()
    """
    yield """
        CREATE OR REPLACE FUNCTION vendors_entry_zero_sum() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM vendors_entry WHERE transaction_id = NEW.transaction_id
                GROUP BY currency HAVING SUM(amount) <> 0
            ) THEN
                RAISE EXCEPTION 'journal transaction % does not sum to zero', NEW.transaction_id
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        END $$
    """
    yield """
        CREATE CONSTRAINT TRIGGER vendors_entry_zero_sum AFTER INSERT ON vendors_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendors_entry_zero_sum()
    """


def postgresql_back():
    for table, name in (*((table, "append_only") for table in (*FROZEN, "vendors_entry")), ("vendors_entry", "zero_sum")):
        yield f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}"
        yield f"DROP FUNCTION IF EXISTS {table}_{name}()"


def sqlite():
    for table, message in (*FROZEN.items(), ("vendors_entry", "journal entries are append-only")):
        refusal = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}"
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ENTRY_COLUMNS)
        allowed = f"WHEN OLD.available_at IS NOT NULL OR {changed}" if table == "vendors_entry" else ""
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {allowed} {refusal}"


def sqlite_back():
    for table in (*FROZEN, "vendors_entry"):
        yield f"DROP TRIGGER IF EXISTS {table}_no_delete"
        yield f"DROP TRIGGER IF EXISTS {table}_no_update"


def install(apps, schema_editor):
    run(schema_editor, {"postgresql": postgresql, "sqlite": sqlite})


def remove(apps, schema_editor):
    run(schema_editor, {"postgresql": postgresql_back, "sqlite": sqlite_back})


def run(schema_editor, statements):
    """Nothing on a database that has no entry: the services' own refusals remain."""
    make = statements.get(schema_editor.connection.vendor, tuple)
    with schema_editor.connection.cursor() as cursor:
        for statement in make():
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("vendors", "0002_commission_and_journal")]
    operations = [migrations.RunPython(install, remove)]
