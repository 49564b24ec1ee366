"""A running demo and headless Chromium.

DEMO_URL names a demo that already runs (`make demo` in another terminal), SIMULATOR_URL its providers where they are
not on the next port; without it one is started from nothing in a folder of its own and stopped at the end. CHROMIUM
names another browser than the first one on the path.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.architecture.sources import ROOT

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BUILD_SECONDS = 900  # two minutes on a free machine; five times that beside other work
PHONE, DESKTOP = {"width": 375, "height": 812}, {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below this folder drives a browser; what is long is for `make audit`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("audit"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory) -> Path | None:
    """The folder of the demo's database; None when a running demo does not say where it is."""
    if os.environ.get("DEMO_URL"):
        return Path(os.environ["DEMO_HOME"]) if os.environ.get("DEMO_HOME") else None
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_database(demo_home) -> Path | None:
    return demo_home / "db.sqlite3" if demo_home else None


@pytest.fixture(scope="session")
def simulator_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def simulator_url(demo_url, simulator_port) -> str:
    """`http://localhost:<port>` of the demo's payment and SMS providers; /control/ is their interface for tests."""
    if named := os.environ.get("SIMULATOR_URL"):
        return named.rstrip("/")
    if os.environ.get("DEMO_URL"):
        return f"http://localhost:{(urlsplit(demo_url).port or 80) + 1}"
    return f"http://localhost:{simulator_port}"


@pytest.fixture(scope="session")
def demo_url(demo_home, simulator_port) -> Iterator[str]:
    """`http://localhost:<port>` of a demo with the sample market."""
    if running := os.environ.get("DEMO_URL"):
        yield running.rstrip("/")
        return
    port, home = free_port(), demo_home
    with (home / "demo.log").open("wb") as log:
        env = {**os.environ, "PORT": str(port), "DEMO_HOME": str(home), "SIMULATOR_PORT": str(simulator_port)}
        demo = subprocess.Popen([sys.executable, "scripts/demo.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_for(f"http://localhost:{port}/health/ready", demo, home / "demo.log")
        yield f"http://localhost:{port}"
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, demo: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + BUILD_SECONDS
    while demo.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"The demo did not open:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    named = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert named, "No Chromium: python scripts/chromium.py says what to do"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints:
    """What a page should never do: fail in script, break its security policy, or fetch from another host."""

    def __init__(self, *own_hosts: str) -> None:
        self.own_hosts = own_hosts
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("console", self._read)
        page.on("request", lambda request: self._own_host(request.url))

    def _read(self, line: ConsoleMessage) -> None:
        """A checkout that has changed answers 409 and says so on its page; journeys look there and press again."""
        is_answer = "409 (Conflict)" in line.text and line.location["url"].endswith("/checkout/")
        if line.type == "error" and not is_answer:
            self.found.append(f"console: {line.text} {line.location['url']}")

    def _own_host(self, url: str) -> None:
        if not url.startswith((*self.own_hosts, "data:", "blob:")):
            self.found.append(f"other host: {url}")


@pytest.fixture
def visitor(chromium, demo_url, simulator_url) -> Iterator[Callable[..., Page]]:
    """Makes pages, each with cookies of its own: `visitor(viewport=PHONE)`. No complaint may be left at the end."""
    contexts: list[BrowserContext] = []
    complaints = Complaints(demo_url, simulator_url)

    def open_page(*, viewport: dict[str, int] = DESKTOP, **options: object) -> Page:
        context = chromium.new_context(base_url=demo_url, viewport=viewport, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert not complaints.found, "\n".join(complaints.found)
