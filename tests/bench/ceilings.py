"""What this machine can do at most: the same run measures views that do next to nothing, and PostgreSQL alone."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .figures import Figure

#: An order with three lines whose stock rows are locked first, in id order: what the database alone can do.
SCRIPT = r"""
\set a random(1, 200)
\set b random(201, 400)
\set c random(401, 600)
BEGIN;
SELECT id FROM bench_stock WHERE id IN (:a, :b, :c) ORDER BY id FOR UPDATE;
INSERT INTO bench_order (total) VALUES (400.00);
INSERT INTO bench_line (stock_id, quantity) VALUES (:a, 1), (:b, 1), (:c, 1);
UPDATE bench_stock SET allocated = allocated + 1 WHERE id IN (:a, :b, :c) AND in_stock >= allocated + 1;
COMMIT;
"""
TABLES = """
CREATE TABLE IF NOT EXISTS bench_stock (id int PRIMARY KEY, in_stock int, allocated int);
CREATE TABLE IF NOT EXISTS bench_order (id bigserial PRIMARY KEY, total numeric(12, 2));
CREATE TABLE IF NOT EXISTS bench_line (id bigserial PRIMARY KEY, stock_id int, quantity int);
INSERT INTO bench_stock SELECT n, 2000000000, 0 FROM generate_series(1, 600) n ON CONFLICT DO NOTHING;
"""


def pgbench(*, url: str, clients: int = 16, seconds: int = 8) -> Figure | None:
    """Order transactions a second by PostgreSQL's own tool; None where it is not installed."""
    program = shutil.which("pgbench") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/pgbench")), None)
    if program is None:
        return None
    import psycopg2

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        options = ["-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script.name, url]
        output = subprocess.run([program, *options], check=True, capture_output=True, text=True)
    count = int(re.search(r"transactions actually processed: (\d+)", output.stdout)[1])
    latency = float(re.search(r"latency average = ([\d.]+)", output.stdout)[1])
    return Figure(
        f"ceiling: pgbench order transaction, {clients} clients", count, seconds, 0, latency, latency, latency
    )
