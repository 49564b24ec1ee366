"""What the database believes of its tables after a bulk load."""

from django.db import connection


def refresh_statistics() -> None:
    """Let PostgreSQL count its rows; until it has, the planner takes a full table for an empty one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
