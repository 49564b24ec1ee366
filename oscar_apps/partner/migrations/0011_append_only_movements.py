"""The database itself refuses to change or delete a stock movement.

One change is allowed: the person may be forgotten (`actor_id` set to NULL when an account is erased).
"""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION partner_stockmovement_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
           AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'stock movements are append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER partner_stockmovement_append_only BEFORE UPDATE OR DELETE ON partner_stockmovement
    FOR EACH ROW EXECUTE FUNCTION partner_stockmovement_append_only()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS partner_stockmovement_append_only ON partner_stockmovement",
    "DROP FUNCTION IF EXISTS partner_stockmovement_append_only()",
)
SQLITE = (
    """
    CREATE TRIGGER partner_stockmovement_no_update BEFORE UPDATE ON partner_stockmovement
    WHEN NEW.actor_id IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.stockrecord_id IS NOT OLD.stockrecord_id
        OR NEW.kind IS NOT OLD.kind OR NEW.in_stock_delta IS NOT OLD.in_stock_delta
        OR NEW.allocated_delta IS NOT OLD.allocated_delta OR NEW.reference IS NOT OLD.reference
        OR NEW.reason IS NOT OLD.reason OR NEW.created_at IS NOT OLD.created_at
    BEGIN SELECT RAISE(ABORT, 'stock movements are append-only'); END
    """,
    """
    CREATE TRIGGER partner_stockmovement_no_delete BEFORE DELETE ON partner_stockmovement
    BEGIN SELECT RAISE(ABORT, 'stock movements are append-only'); END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS partner_stockmovement_no_update",
    "DROP TRIGGER IF EXISTS partner_stockmovement_no_delete",
)


def install(apps, schema_editor):
    run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def remove(apps, schema_editor):
    run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def run(schema_editor, statements):
    """Nothing on a vendor that has no entry: the model's own refusal remains."""
    for statement in statements.get(schema_editor.connection.vendor, ()):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("partner", "0010_holiday_date_and_protected_movements")]
    operations = [migrations.RunPython(install, remove)]
