"""The process: its own, refused in production, ended with what started it, and forgetting nothing when it restarts."""

import os
import subprocess
import sys

import pytest
import requests

from marketplace.simulators.guard import Refused, refuse_production
from tests.architecture.sources import ROOT, imports_of, name_of, python_files

from .conftest import CHAPA_KEY, Simulators, environment, free_port, wait_for
from .test_chapa import ORDER

HOME = ROOT / "marketplace" / "simulators"


def start(tmp_path, *, target: tuple[str, ...], **changes: str) -> subprocess.CompletedProcess:
    env = {**environment("http://127.0.0.1:9", tmp_path / "s.sqlite3"), **changes}
    return subprocess.run([sys.executable, *target], cwd=ROOT, env=env, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize(
    "target",
    [("-m", "marketplace.simulators", "--port", "1"), ("-c", "import marketplace.simulators.wsgi")],
    ids=["command", "wsgi"],
)
@pytest.mark.parametrize(
    "changes",
    [
        {"DJANGO_SETTINGS_MODULE": "marketplace.settings.production"},
        {"STRIPE_SECRET_KEY": "sk_live_1"},
        {"CHAPA_SECRET_KEY": "CHASECK-1"},
    ],
    ids=["settings", "stripe", "chapa"],
)
def test_production_is_refused_in_words(tmp_path, target, changes):
    ended = start(tmp_path, target=target, **changes)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The simulators take no money and must not run in production: ")
    assert "Traceback" not in ended.stderr


def test_test_keys_and_development_are_not_refused():
    refuse_production(settings_module="marketplace.settings.dev", keys=["sk_test_1", "CHASECK_TEST-1", ""])
    with pytest.raises(Refused):
        refuse_production(settings_module="production", keys=[])


def test_it_ends_when_its_starter_is_gone_however_that_ended(tmp_path):
    port = free_port()
    starter = (
        "import subprocess, sys, time\n"
        f"command = [sys.executable, '-m', 'marketplace.simulators', '--port', '{port}', '--until-stdin-closes']\n"
        "subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)\n"
        "time.sleep(60)\n"
    )
    env = environment("http://127.0.0.1:9", tmp_path / "s.sqlite3")
    process = subprocess.Popen([sys.executable, "-c", starter], cwd=ROOT, env=env)
    wait_for(lambda: answers(port), 20)
    process.kill()
    process.wait()
    wait_for(lambda: not answers(port), 10)


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health", timeout=1).ok
    except requests.RequestException:
        return False


def test_a_restart_forgets_no_payment_and_no_promise(tmp_path, shop):
    simulators = Simulators(shop_url=shop.url, file=tmp_path / "s.sqlite3")
    try:
        headers = {"Authorization": f"Bearer {CHAPA_KEY}"}
        page = f"{simulators.url}/chapa/v1/transaction/initialize"
        assert requests.post(page, json=ORDER, headers=headers, timeout=5).ok
        simulators.post("chapa/payments/100012", action="slow", seconds=3)
        simulators.stop()
        simulators.start()
        assert len(shop.messages("/payments/webhooks/chapa/", 1, seconds=10)) == 1
        assert simulators.get("chapa/payments/100012")["status"] == "success"
    finally:
        simulators.stop()


def test_it_imports_nothing_of_the_shop():
    ours = [path for path in python_files() if HOME in path.parents]
    allowed = ("marketplace.simulators", "marketplace.settings.environment")
    wrong = [
        f"{name_of(path)}: {found.target}"
        for path in ours
        for found in imports_of(path)
        if found.target.startswith(("oscar", "vendors", "cms", "marketplace")) and not found.target.startswith(allowed)
    ]
    assert ours
    assert not wrong


def test_the_shop_does_not_know_that_it_exists():
    """No `if simulator` anywhere: the real clients reach it by base address alone."""
    knowing = [
        name_of(path)
        for path in python_files()
        if HOME not in path.parents and "simulator" in path.read_text(encoding="utf-8").lower()
    ]
    assert not knowing


def test_it_needs_no_environment(tmp_path):
    """Started by hand, without keys: it stands, and refuses every call as it would refuse a wrong key."""
    env = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SIMULATOR_FILE": str(tmp_path / "s.sqlite3")}
    port = free_port()
    command = [sys.executable, "-m", "marketplace.simulators", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(lambda: answers(port), 20)
        headers = {"Authorization": "Bearer "}
        assert requests.get(f"http://localhost:{port}/chapa/v1/banks", headers=headers, timeout=5).status_code == 401
        assert requests.get(f"http://localhost:{port}/stripe/v1/refunds", timeout=5).status_code == 401
    finally:
        process.terminate()
        process.wait(timeout=10)
