"""`make demo`: the whole market on this machine with Python alone, from a clean clone to a page in the browser.

Each step is skipped when what it made is still right (stamps in .venv and var/), so a second start takes seconds.
Environment: PORT (8000), DEMO_HOME (var) where database and stamps live, DATABASE_URL to use another database,
SIMULATOR_PORT (the next free one) where the look-alikes of the payment and SMS providers answer.
"""

import environment  # first: it refuses an interpreter that is too old

# isort: split
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT, StepFailed, ensure, fingerprint, run_logged

HOME = Path(os.environ.get("DEMO_HOME") or environment.VAR).resolve()
PORT = os.environ.get("PORT") or "8000"
ADDRESS = f"http://localhost:{PORT}"
PLACEHOLDER = "<address>"  # in what is kept for the next start, which may have another port
MIGRATED, LOADED, ACCOUNTS = HOME / "migrated.stamp", HOME / "sample.stamp", HOME / "accounts.txt"
PROVIDERS = HOME / "simulators.sqlite3"  # what the providers' look-alikes remember
START_SECONDS = 60
PORTS_TRIED = 20
MAIL = HOME / "mail"
THREADS = "4"  # one process keeps the in-process cache coherent; more threads only lengthen the slowest answers


def say(text: str) -> None:
    print(f"  {text}", flush=True)


@contextlib.contextmanager
def step(number: int, title: str) -> Iterator[None]:
    """Announce a step and say how long it took."""
    started = time.monotonic()
    print(f"[{number}/4] {title}", flush=True)
    yield
    clear = "\r" if sys.stdout.isatty() else ""
    print(f"{clear}  done in {time.monotonic() - started:.1f} s        ", flush=True)


def check_port(port: str | None = None, name: str = "PORT") -> None:
    """Refuse early: nobody wants to learn after two minutes that the port is taken."""
    port = PORT if port is None else port
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise StepFailed(f"{name} must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            raise StepFailed(f"Port {port} needs root. Choose one above 1023: make demo {name}=8000") from None
        except OSError:
            raise StepFailed(f"Port {port} is taken. Choose another: make demo {name}={int(port) + 1}") from None


def choose_simulator_port() -> str:
    """The named one, else the first free one after the shop's."""
    if named := os.environ.get("SIMULATOR_PORT"):
        return named
    for port in range(int(PORT) + 1, int(PORT) + PORTS_TRIED):
        with contextlib.suppress(StepFailed):
            check_port(str(port))
            return str(port)
    raise StepFailed(f"No port is free after {PORT}. Name one: make demo SIMULATOR_PORT=9000")


def settings_environment() -> dict[str, str]:
    """The environment of every process of the demo: SQLite, no broker, no Redis, whatever `.env` says."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.dev",
        "DEBUG": os.environ.get("DEBUG", "0"),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'db.sqlite3'}",
        "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(media_root()),
        "EMAIL_FILE_PATH": str(MAIL),
        "REDIS_URL": "",
        "RABBITMQ_URL": "",
        "TICKER_EMBEDDED": "1",
        "SHOP_BASE_URL": ADDRESS,
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "ENV_FILE": os.devnull,
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **wanted}


def provider_environment(port: str) -> dict[str, str]:
    """What makes the shop ask the look-alikes: their addresses and test keys, as it would have any provider's."""
    address = f"http://localhost:{port}"
    return {
        "PAYMENT_GATEWAYS": "chapa,stripe,cash_on_delivery",
        "PAYMENT_PAGE_ORIGINS": address,
        "CHAPA_BASE_URL": f"{address}/chapa",
        "CHAPA_SECRET_KEY": "CHASECK_TEST-merkato-demo",
        "CHAPA_WEBHOOK_SECRET": "chapa-demo-secret-hash",
        "STRIPE_BASE_URL": f"{address}/stripe",
        "STRIPE_SECRET_KEY": "sk_test_merkato_demo",
        "STRIPE_WEBHOOK_SECRET": "whsec_merkato_demo",
        "TWILIO_BASE_URL": f"{address}/twilio",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "merkato-demo",
        "TWILIO_PHONE_NUMBER": "+15005550006",
        "SMS_GATEWAY": "twilio",
        "SIMULATOR_FILE": str(PROVIDERS),
    }


def media_root() -> Path:
    return ROOT / "media" if environment.VAR.resolve() == HOME else HOME / "media"


def migration_stamp(env: dict[str, str]) -> str:
    """Changes when a migration is added, a package changes its own, or another database is used."""
    files = sorted(ROOT.glob("*/**/migrations/*.py"))
    ours = [path for path in files if not {".venv", "node_modules"} & set(path.parts)]
    return fingerprint(*ours, ROOT / environment.RUNTIME, extra=env["DATABASE_URL"])


def sample_stamp(env: dict[str, str]) -> str:
    """Changes when the sample market's words or drawings do."""
    files = sorted(path for path in (ROOT / "marketplace" / "sample").rglob("*") if path.suffix in {".py", ".json"})
    return fingerprint(*files, extra=env["DATABASE_URL"])


def is_current(stamp: Path, value: str, env: dict[str, str]) -> bool:
    """True when the step behind `stamp` was finished for exactly this state, and the database is still there."""
    return has_database(env) and stamp.exists() and stamp.read_text() == value


def has_database(env: dict[str, str]) -> bool:
    """False where the database is a file that is not there."""
    url = env["DATABASE_URL"]
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


def migrate(python: Path, env: dict[str, str]) -> None:
    stamp = migration_stamp(env)
    if is_current(MIGRATED, stamp, env):
        say("up to date")
        return
    MIGRATED.unlink(missing_ok=True)
    if not has_database(env):
        PROVIDERS.unlink(missing_ok=True)  # a new shop counts its orders from the start; its providers know none
    say("building the database (about 40 s the first time; log: migrate.log)")
    command = [str(python), "manage.py", "migrate", "--no-input"]
    run_logged(command, log=HOME / "migrate.log", env=env, label="migrating")
    MIGRATED.write_text(stamp)


def load_sample(python: Path, env: dict[str, str]) -> None:
    """Shops, products, orders and accounts. `sample_market` prints who may sign in; progress goes to stderr."""
    stamp = sample_stamp(env)
    if is_current(LOADED, stamp, env) and ACCOUNTS.exists():
        say("up to date")
        return
    LOADED.unlink(missing_ok=True)
    answer = subprocess.run(
        [str(python), "manage.py", "sample_market"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if answer.returncode:
        raise StepFailed("Loading the sample market failed; the lines above say why.\n" + answer.stdout[-2000:])
    ACCOUNTS.write_text(answer.stdout.replace(ADDRESS, PLACEHOLDER))
    LOADED.write_text(stamp)


def start_server(python: Path, env: dict[str, str]) -> subprocess.Popen:
    media = Path(env["MEDIA_ROOT"])
    media.mkdir(parents=True, exist_ok=True)
    command = [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", PORT,
        "--workers", "1", "--blocking-threads", THREADS, "--workers-kill-timeout", "5", "--no-ws",
        "--static-path-route", "/media", "--static-path-mount", str(media),
        "--log-level", "warning", "marketplace.wsgi:application",
    ]  # fmt: skip
    # A group of its own: Ctrl-C reaches this script alone, which then ends the server once and in order.
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)


def start_simulators(python: Path, env: dict[str, str], port: str) -> subprocess.Popen:
    """A process of its own: a shop that asked itself would wait for itself. Its stdin ends with this script."""
    command = [str(python), "-m", "marketplace.simulators", "--port", port, "--until-stdin-closes"]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, start_new_session=True)


def wait_until_ready(server: subprocess.Popen, address: str = f"http://127.0.0.1:{PORT}/health/ready") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise StepFailed("The server stopped at once; the lines above say why.")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own two addresses
            return
        time.sleep(0.2)
    raise StepFailed(f"Nobody answered at {address} within {START_SECONDS} s.")


def warm_up() -> None:
    """Ask for the home page once in the background, so that the first visitor does not pay for loading templates."""

    def fetch() -> None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=30).close()

    threading.Thread(target=fetch, daemon=True).start()


def shown(path: Path) -> str:
    """As short as it can be typed from here."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def print_addresses(seconds: float, simulators: str = "") -> None:
    places = [("Shop", "/"), ("Sellers' pages", "/vendor/"), ("Pages and words", "/cms/"), ("Django admin", "/admin/")]
    print(f"\nThe market is open after {seconds:.0f} s. Ctrl-C closes it.\n")
    for name, path in places:
        print(f"  {name:<16}{ADDRESS}{path}")
    print(f"  {'Languages':<16}{ADDRESS}/am/ /sw/ /fr/ /ar/")
    print(f"  {'Providers':<16}{simulators}/  Chapa and Stripe, simulated: what they were asked and what they told")
    print(f"  {'SMS':<16}{simulators}/sms")
    print(f"\n{ACCOUNTS.read_text().rstrip().replace(PLACEHOLDER, ADDRESS)}\n")
    print(f"Mail that the shop sends is a file in {shown(MAIL)}.", flush=True)


def stop(server: subprocess.Popen) -> None:
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def serve(python: Path, env: dict[str, str], started: float) -> int:
    """Run shop and providers until the shop ends or somebody ends us. Returns the exit code."""
    port = choose_simulator_port()
    env = {**env, **provider_environment(port)}
    simulators = f"http://localhost:{port}"
    processes: list[subprocess.Popen] = []
    try:
        with step(4, f"Starting the server on {ADDRESS}"):
            processes.append(start_simulators(python, env, port))
            processes.append(start_server(python, env))
            wait_until_ready(processes[0], f"{simulators}/health")
            wait_until_ready(processes[1])
        warm_up()
        print_addresses(time.monotonic() - started, simulators)
        return processes[1].wait()
    except KeyboardInterrupt:
        print("\nClosing.")
        return 0
    finally:
        for process in reversed(processes):
            stop(process)


def run() -> int:
    started = time.monotonic()
    check_port()
    if named := os.environ.get("SIMULATOR_PORT"):
        check_port(named, "SIMULATOR_PORT")
        if named == PORT:
            raise StepFailed("SIMULATOR_PORT must be another port than PORT.")
    HOME.mkdir(parents=True, exist_ok=True)
    env = settings_environment()
    with step(1, "Python packages"):
        python = ensure(say=say)
    with step(2, "Database"):
        migrate(python, env)
    with step(3, "Sample market"):
        load_sample(python, env)
    return serve(python, env, started)


def main() -> None:
    # Also where a shell started us in the background, which makes Python ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = run()
    except StepFailed as failure:
        code = 1
        print(f"\n{failure}", file=sys.stderr)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
