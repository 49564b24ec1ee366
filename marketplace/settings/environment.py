"""The one place that reads the process environment and the file of it (`.env` beside manage.py, or ENV_FILE)."""

import os
from pathlib import Path
from urllib.parse import quote

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
# The process environment wins over the file. Tests and the demo set ENV_FILE to /dev/null to run the same everywhere.
_env_file = Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")
if _env_file.is_file():
    env.read_env(_env_file)


def database_url() -> str:
    """`DATABASE_URL`, or one put together from DB_NAME/USER/PASSWORD/HOST/PORT, or SQLite under var/."""
    url = env.str("DATABASE_URL", default="")
    if url:
        return url
    if env.str("DB_NAME", default=""):
        return _url_from_parts()
    return f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"


def _url_from_parts() -> str:
    user = quote(env.str("DB_USER", default="postgres"), safe="")
    password = quote(env.str("DB_PASSWORD", default=""), safe="")
    host = env.str("DB_HOST", default="localhost")
    port = env.int("DB_PORT", default=5432)
    return f"postgres://{user}:{password}@{host}:{port}/{env.str('DB_NAME')}"


SQLITE_OPTIONS = {
    # A writer takes the lock at BEGIN, so read-then-write inside a transaction cannot be overtaken.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
    ),
}


def database_config() -> dict:
    """Django's `default` database entry for this process."""
    config = env.db_url_config(database_url())
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = dict(SQLITE_OPTIONS)
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    else:
        # A connection for each request costs a factor of five in throughput.
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
        config["CONN_HEALTH_CHECKS"] = True
    return config
