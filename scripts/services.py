"""PostgreSQL, Redis and RabbitMQ for `make test-services`: find them, start what Debian installed but stopped.

Prints shell assignments for the tests (`eval "$(python scripts/services.py)"`). Addresses come from the environment:
DATABASE_URL, REDIS_URL, RABBITMQ_URL. Nothing is ever installed or configured here.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

WAIT_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """One server that the tests need: the variable with its address, and how Debian starts it."""

    name: str
    variable: str
    default: str
    port: int
    script: str
    package: str

    @property
    def url(self) -> str:
        return os.environ.get(self.variable) or self.default

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "127.0.0.1", parts.port or self.port

    def answers(self) -> bool:
        try:
            socket.create_connection(self.address, timeout=2).close()
        except OSError:
            return False
        return True


SERVICES = (
    Service(
        "PostgreSQL", "DATABASE_URL", "postgres://postgres@127.0.0.1:5432/merkato", 5432, "postgresql", "postgresql"
    ),
    Service("Redis", "REDIS_URL", "redis://127.0.0.1:6379/0", 6379, "redis-server", "redis-server"),
    Service(
        "RabbitMQ", "RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//", 5672, "rabbitmq-server", "rabbitmq-server"
    ),
)


def start(service: Service) -> None:
    """Start a stopped Debian service; only root can, and only on this machine."""
    local = service.address in {(host, service.port) for host in ("127.0.0.1", "localhost")}
    installed = Path("/etc/init.d", service.script).exists() and shutil.which("service")
    if not (local and installed and os.geteuid() == 0):
        return
    print(f"starting {service.name}", file=sys.stderr)
    subprocess.run(["service", service.script, "start"], stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)
    deadline = time.monotonic() + WAIT_SECONDS
    while not service.answers() and time.monotonic() < deadline:
        time.sleep(0.5)


def postgres_complaint(service: Service) -> str:
    """Empty when the role in the address may make databases (the tests make their own), else what to do."""
    import psycopg2

    maintenance = urlsplit(service.url)._replace(scheme="postgres", path="/postgres").geturl()
    try:
        connection = psycopg2.connect(maintenance, connect_timeout=5)
    except psycopg2.Error as error:
        return f"PostgreSQL refuses {service.variable}: {str(error).strip()}"
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        allowed = cursor.fetchone()[0]
    connection.close()
    return "" if allowed else "The PostgreSQL role of DATABASE_URL must be allowed to create databases."


def complaints() -> list[str]:
    """Why the service tests cannot run, in words for the person at the keyboard."""
    found = []
    for service in SERVICES:
        if not service.answers():
            start(service)
        if not service.answers():
            host, port = service.address
            found.append(
                f"{service.name} does not answer on {host}:{port}. Start it (Debian: "
                f"apt-get install {service.package}; service {service.script} start) or set {service.variable}."
            )
        elif service.name == "PostgreSQL" and (complaint := postgres_complaint(service)):
            found.append(complaint)
    return found


def main() -> int:
    problems = complaints()
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    for service in SERVICES:
        print(f"export {service.variable}={shlex.quote(service.url)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
