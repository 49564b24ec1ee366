"""The races of this folder on an SQLite file, without any server: part of the ordinary run.

They need a database of their own (the ordinary run has one in memory, with other locks), hence another process.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RACES = ["test_stock_races.py", "test_checkout_races.py", "test_cash_races.py", "test_payment_races.py"]


@pytest.mark.parametrize("races", RACES)
def test_the_same_counts_hold(races, tmp_path):
    command = [sys.executable, "-m", "pytest", str(HERE / races), "-m", "services", "-q", "-p", "no:xdist"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'races.sqlite3'}"}
    run = subprocess.run(
        command, cwd=HERE.parent.parent, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
    assert " passed" in run.stdout
