"""The simulators as they run beside the shop, and a shop that only listens."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.architecture.sources import ROOT

CHAPA_KEY, CHAPA_SECRET = "CHASECK_TEST-0123456789abcdef", "the secret hash"
STRIPE_KEY, STRIPE_SECRET = "sk_test_0123456789abcdef", "whsec_0123456789abcdef"
TWILIO_SID, TWILIO_TOKEN = "AC" + "0" * 32, "a token"
START_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(shop_url: str, file: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.dev",
        "ENV_FILE": os.devnull,
        "SIMULATOR_FILE": str(file),
        "SHOP_BASE_URL": shop_url,
        "CHAPA_SECRET_KEY": CHAPA_KEY,
        "CHAPA_WEBHOOK_SECRET": CHAPA_SECRET,
        "STRIPE_SECRET_KEY": STRIPE_KEY,
        "STRIPE_WEBHOOK_SECRET": STRIPE_SECRET,
        "TWILIO_ACCOUNT_SID": TWILIO_SID,
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
    }


class Shop:
    """Remembers every message of a provider and answers with `answers`, the last of them for ever."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.answers = [200]
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.close = lambda: (server.shutdown(), server.server_close())

    def _handler(shop) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                shop.received.append({"method": self.command, "path": self.path, "headers": headers, "body": body})
                self.send_response(shop.answers.pop(0) if len(shop.answers) > 1 else shop.answers[0])
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                """Silent."""

        return Handler

    def messages(self, path: str, count: int, seconds: float = 5) -> list[dict[str, Any]]:
        """Wait for this many POSTs to an address; fail without them."""
        wait_for(lambda: len(self.posts(path)) >= count, seconds, lambda: f"{len(self.posts(path))} of {count}")
        return self.posts(path)

    def posts(self, path: str) -> list[dict[str, Any]]:
        return [each for each in self.received if each["path"] == path and each["method"] == "POST"]


def wait_for(condition: Callable[[], bool], seconds: float = 5, told: Callable[[], str] = lambda: "") -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"Waited {seconds} s: {told()}"
        time.sleep(0.02)


class Simulators:
    """A running process, and its own interface."""

    def __init__(self, *, shop_url: str, file: Path) -> None:
        self.shop_url, self.file, self.port = shop_url, file, free_port()
        self.url = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "marketplace.simulators", "--port", str(self.port), "--until-stdin-closes"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(self.shop_url, self.file), stdin=subprocess.PIPE
        )
        wait_for(self.is_up, START_SECONDS)

    def is_up(self) -> bool:
        try:
            return requests.get(f"{self.url}/health", timeout=1).ok
        except requests.RequestException:
            return False

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def get(self, path: str, **parameters: Any) -> Any:
        return self._read(requests.get(f"{self.url}/control/{path}", params=parameters, timeout=5))

    def post(self, path: str, **form: Any) -> Any:
        return self._read(requests.post(f"{self.url}/control/{path}", json=form, timeout=5))

    def _read(self, response: requests.Response) -> Any:
        assert response.ok, response.text
        return response.json()


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Simulators]:
    simulators = Simulators(shop_url="http://127.0.0.1:9", file=tmp_path_factory.mktemp("simulators") / "s.sqlite3")
    yield simulators
    simulators.stop()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture
def simulators(running, shop) -> Simulators:
    """Empty, quick, and telling `shop`."""
    running.post("reset")
    running.post(
        "settings",
        chapa_webhook_url=f"{shop.url}/chapa/",
        stripe_webhook_url=f"{shop.url}/stripe/",
        late_seconds=0.6,
        slow_payment_seconds=0.4,
        transfer_seconds=0.1,
    )
    return running
